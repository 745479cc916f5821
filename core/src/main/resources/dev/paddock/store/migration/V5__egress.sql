-- Rules of the allow-list that people made, beside those of config.yaml and of tasks.
create table egress (
    number integer primary key,
    -- global, project or run
    level text not null,
    -- The project's or the run's id; empty for global.
    owner text not null,
    -- allow or deny
    verdict text not null,
    rule text not null,
    unique (level, owner, rule)
);
