"""The logbook's tables, as named steps: each runs once, in one transaction, whoever starts it."""

import json
import sqlite3
from collections.abc import Callable, Iterator

from broadcaster.logbook.chain import EMPTY, canonical, chained
from broadcaster.logbook.lines import AS_RUN

Step = str | Callable[[sqlite3.Connection], None]


def _chain_the_lines_of_before(db: sqlite3.Connection) -> None:
    """Copy the lines that had no chain yet into `line`. What was changed in them before this can't be told any more."""
    lines = chained(EMPTY, ((AS_RUN, content) for content in _contents_of_before(db)))
    insert = "insert into line(number, kind, content, hash) values (?, ?, ?, ?)"
    db.executemany(insert, ((line.number, line.kind, line.content, line.hash) for line in lines))


def _contents_of_before(db: sqlite3.Connection) -> Iterator[str]:
    names = ("airing", "slot", "source", "kind", "title", "column", "planned_at", "started_at", "duration_ms",
             "outcome", "voice", "campaigns", "note")  # fmt: skip
    columns = ", ".join(f'"{name}"' for name in names)
    for row in db.execute(f"select {columns} from as_run order by id"):  # noqa: S608 - names of ours
        content = dict(zip(names, row, strict=True))
        yield canonical({**content, "campaigns": json.loads(content["campaigns"])})


MIGRATIONS: dict[str, tuple[Step, ...]] = {
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
    "2026-11-chained-lines": (
        """
        create table line(
            number integer primary key,      -- 1, 2, 3 … without a gap
            kind text not null,              -- as_run, planned, act
            content text not null,           -- canonical JSON: all that the line says, and nothing is kept beside it
            hash text not null,              -- chain.link of the line before's hash, number, kind and content
            day text as (substr(coalesce(json_extract(content, '$.planned_at'), json_extract(content, '$.at')), 1, 10)),
            source text as (json_extract(content, '$.source')),
            heard_epoch_ms integer as (      -- null: never heard
                case when json_extract(content, '$.duration_ms') > 0 then
                    cast(round((julianday(json_extract(content, '$.started_at')) - 2440587.5) * 86400000) as integer)
                end
            )
        )
        """,
        _chain_the_lines_of_before,
        "drop table as_run",
        "create index line_by_day on line(kind, day)",
        "create index line_by_source on line(source, heard_epoch_ms) where heard_epoch_ms is not null",
        """
        create trigger line_is_not_changed before update on line begin
            select raise(abort, 'a line of the record is never changed');
        end
        """,
        """
        create trigger line_is_not_removed before delete on line begin
            select raise(abort, 'a line of the record is never removed');
        end
        """,
        """
        create trigger line_comes_last before insert on line
            when new.number is not (select coalesce(max(number), 0) + 1 from line) begin
            select raise(abort, 'a line of the record comes after the last one');
        end
        """,
    ),
    "2026-11-stand-ins": ("alter table airing add column stand_in integer not null default 0",),
    "2026-11-relayed": (
        "alter table airing add column span_relayed text not null default '[]'",  # of that stretch, what was a relay's
    ),
    "2026-11-goes-on-as": (
        "alter table airing add column goes_on_as text",  # the plan of the programme it goes on with; null: as claimed
    ),
    "2026-11-deeds-by-subject": (
        """
        create index line_by_deed on line(
            json_extract(content, '$.deed'), json_extract(content, '$.subject'), number
        ) where kind = 'act'
        """,
    ),
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
                db.execute(step) if isinstance(step, str) else step(db)
            db.execute("insert into migration values (?)", (name,))
        db.execute("commit")


def _is_done(db: sqlite3.Connection, name: str) -> bool:
    if not db.execute("select 1 from sqlite_master where name = 'migration'").fetchone():
        return False
    return db.execute("select 1 from migration where name = ?", (name,)).fetchone() is not None
