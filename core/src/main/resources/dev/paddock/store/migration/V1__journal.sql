-- Journals and their projections. Times are microseconds since 1970, UTC.
create table project (
    id text primary key,
    name text not null unique,
    path text unique,
    url text unique,
    author_name text not null,
    author_email text not null,
    added bigint not null
);

create table task (
    number integer primary key,
    id text not null unique,
    name text not null,
    goal text not null,
    project text not null references project (id),
    base text not null,
    rehearsal_name text,
    rehearsal_script text,
    allow text not null,
    created bigint not null
);
create index task_project on task (project);
create index task_name on task (name);

create table run (
    number integer primary key,
    id text not null unique,
    task text not null references task (id),
    project text not null,
    agent text not null,
    branch text not null,
    base text not null,
    state text not null,
    waiting text,
    reason text not null,
    -- The state after collecting.
    heading text,
    commit_id text,
    created bigint not null,
    started bigint,
    ended bigint,
    seq bigint not null,
    hash blob not null,
    requests bigint not null default 0,
    input_tokens bigint not null default 0,
    output_tokens bigint not null default 0,
    cache_read_tokens bigint not null default 0,
    cache_write_tokens bigint not null default 0,
    cost_micros bigint not null default 0,
    files integer not null default 0,
    added integer not null default 0,
    removed integer not null default 0,
    launch integer not null default 0,
    conversation text,
    session text,
    out_offset bigint not null default 0,
    out_skipped bigint not null default 0,
    in_offset bigint not null default 0,
    in_tail text not null default '',
    unique (project, branch)
);
create index run_task on run (task);
create index run_state on run (state);

-- A journal: the events of one run, chained by hash = SHA-256(hash before || json).
create table event (
    id integer primary key autoincrement,
    run text not null,
    seq bigint not null,
    json text not null,
    hash blob not null,
    unique (run, seq)
);

-- What people said to a run and its agent has not been given yet.
create table message (
    id integer primary key,
    run text not null,
    text text not null
);
create index message_run on message (run);
