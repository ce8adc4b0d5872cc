"""The logbook's tables, as named steps: each is run once, in its own transaction, and noted by name."""

import sqlite3

MIGRATIONS: dict[str, str] = {
    "2026-11-as-run-and-claims": """
        create table as_run(
            id integer primary key,
            airing text not null,            -- slot@nominal start
            slot text not null, source text not null, kind text not null, title text not null, "column" text not null,
            planned_at text not null,        -- ISO 8601 with the offset
            started_at text,                 -- null: never heard
            started_epoch_ms integer,
            duration_ms integer not null, outcome text not null, voice text not null,
            campaigns text not null,         -- a JSON list
            note text not null
        );
        create index as_run_by_moment on as_run(started_epoch_ms);
        create index as_run_by_source on as_run(source, started_epoch_ms);
        create table airing(
            id text primary key,             -- slot@nominal start: the identity, never 'now'
            state text not null check (state in ('airing', 'over')),
            next_cue integer not null,       -- cues before this one are in as_run
            span_started_at text,            -- the stretch being heard: its first sample's moment,
            span_from_ms integer not null,   -- where in the programme that was,
            span_heard_ms integer not null   -- and how much of it was heard when last looked at
        ) without rowid;
    """,
}


def migrate(db: sqlite3.Connection) -> None:
    """Bring `db` up to date; steps that were run before are left alone."""
    db.execute("create table if not exists migration(name text primary key) without rowid")
    done = {row[0] for row in db.execute("select name from migration")}
    for name, steps in MIGRATIONS.items():
        if name not in done:
            db.executescript(f"begin immediate; {steps} insert into migration values ('{name}'); commit;")
