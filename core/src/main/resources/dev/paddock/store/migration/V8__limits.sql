-- What a run may use where a person chose it: name and value, as JSON.
alter table run add column limits text not null default '{}';
-- Model requests that were answered.
alter table run add column turns bigint not null default 0;
-- The limits of which its journal tells once: NAME=VALUE, each followed by a blank.
alter table run add column limits_told text not null default '';
