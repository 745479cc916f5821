-- What people choose: for a task before it begins, of a run's work when it has ended.
alter table task add column options text not null default '{}';
-- landed, proposed or discarded
alter table run add column outcome text;
