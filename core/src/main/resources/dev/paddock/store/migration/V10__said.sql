-- How many messages were ever put in line for a run's agent; each is given to it once. Not known of runs that are older than this.
alter table run add column said bigint;
