"""The logbook's tables, as named steps: each runs once, in one transaction, whoever starts it."""

import sqlite3

MIGRATIONS: dict[str, tuple[str, ...]] = {
    "2026-11-as-run-and-claims": (
        """
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
        )
        """,
        "create index as_run_by_moment on as_run(started_epoch_ms)",
        "create index as_run_by_source on as_run(source, started_epoch_ms)",
        """
        create table airing(
            id text primary key,             -- slot@nominal start: the identity, never 'now'
            state text not null check (state in ('airing', 'over')),
            next_cue integer not null,       -- cues before this one are in as_run
            span_started_at text,            -- the stretch being heard: its first sample's moment,
            span_from_ms integer not null,   -- where in the programme that was,
            span_heard_ms integer not null   -- and how much of it was heard when last looked at
        ) without rowid
        """,
    ),
    "2026-11-begun": ("create table if not exists begun(one integer primary key check (one = 1), at text not null)",),
}


def migrate(db: sqlite3.Connection) -> None:
    """Bring `db` up to date; steps that were run before, by this or another process, are left alone."""
    for name, steps in MIGRATIONS.items():
        if _is_done(db, name):
            continue
        db.execute("begin immediate")
        if not _is_done(db, name):
            db.execute("create table if not exists migration(name text primary key) without rowid")
            for step in steps:
                db.execute(step)
            db.execute("insert into migration values (?)", (name,))
        db.execute("commit")


def _is_done(db: sqlite3.Connection, name: str) -> bool:
    if not db.execute("select 1 from sqlite_master where name = 'migration'").fetchone():
        return False
    return db.execute("select 1 from migration where name = ?", (name,)).fetchone() is not None
