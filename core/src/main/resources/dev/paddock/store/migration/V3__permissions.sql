-- The permission mode of a run: ask, accept-edits, plan or bypass.
alter table run add column mode text not null default 'bypass';
-- How long it was running, and since when it is, in microseconds. Waiting for a person doesn't count.
alter table run add column worked bigint not null default 0;
alter table run add column works_since bigint;

-- Permission requests that wait for a person.
create table approval (
    run text not null,
    id text not null,
    hash text not null,
    title text not null,
    kind text not null,
    seq bigint not null,
    asked bigint not null,
    primary key (run, id)
);
