-- When the run's workspace was cleaned up, and when its branch was.
alter table run add column freed bigint;
alter table run add column archived bigint;
-- 1 while its workspace may hold work that was not collected.
alter table run add column uncollected integer not null default 0;
update run set freed = coalesce(ended, created) where outcome = 'discarded';
update run set uncollected = 1 where state in ('running', 'waiting', 'collecting')
    or (state = 'failed' and reason like 'the work could not be collected%');

-- What clean-ups did.
create table cleaning (
    number integer primary key,
    at bigint not null,
    cause text not null,
    removed integer not null,
    failed integer not null,
    bytes bigint not null
);
