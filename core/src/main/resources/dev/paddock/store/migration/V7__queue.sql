-- No earlier than this is a queued run admitted or a parked one taken on; microseconds since 1970, null for at once.
alter table run add column due bigint;
-- How often in a row it could not be prepared.
alter table run add column tries integer not null default 0;
-- How often in a row it was parked without an answer of the model between, and since when.
alter table run add column parks integer not null default 0;
alter table run add column parked bigint;

-- The queue: what comes next in a project is one look.
drop index run_state;
create index run_queue on run (state, project, number, due);
create index run_due on run (state, due) where due is not null;
