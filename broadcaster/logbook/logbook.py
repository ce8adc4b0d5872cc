"""The logbook: SQLite, written so that what it acknowledged survives the plug.

An airing is claimed with ``synchronous=FULL`` before its first sample, so that nothing airs twice; positions while it
airs are written with ``NORMAL``: a power cut may take the last second of them, never a claim.
"""

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from broadcaster.errors import LogbookError
from broadcaster.logbook.migrations import migrate
from broadcaster.messages import N_
from broadcaster.model.record import AiringState, AsRunEntry, Outcome, Span

BUSY_S = 5.0
COLUMNS = 'slot, source, kind, title, "column", planned_at, started_at, duration_ms, outcome, voice, campaigns, note'


class Logbook:
    """What was claimed and what went out. Raises `LogbookError` when the record can't be kept."""

    def __init__(self, path: Path | None) -> None:
        """Open the logbook at `path`, making it when there is none; None keeps it in memory, for simulations."""
        self._path = str(path) if path else ":memory:"
        self._begun: datetime | None = None
        with self._told():
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None)
            try:
                _write_ahead(self._db)
                migrate(self._db)
            except BaseException:
                self._db.close()  # it may hold a lock
                raise

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise LogbookError(
                N_("the logbook {path} can't be written or read ({detail}); look at the disk's free space"),
                path=self._path, detail=str(error),
            ) from error  # fmt: skip

    @contextmanager
    def _transaction(self, synchronous: str) -> Iterator[None]:
        with self._told():
            self._db.execute(f"pragma synchronous={synchronous}")
            self._db.execute("begin immediate")
            try:
                yield
                self._db.execute("commit")
            except BaseException:
                if self._db.in_transaction:  # SQLite itself takes back what a full disk stopped
                    self._db.execute("rollback")
                raise

    def begun_at(self, now: datetime) -> datetime:
        """Return when this record was begun; a new one is begun `now`."""
        if self._begun is None:
            with self._transaction("full"):
                self._db.execute("insert or ignore into begun values (1, ?)", (now.isoformat(),))
                row = self._db.execute("select at from begun").fetchone()
            self._begun = datetime.fromisoformat(row[0])
        return self._begun

    def claim(self, airing: str) -> bool:
        """Claim `airing` for air; True for the one caller that may start it, False when it was ever claimed before."""
        with self._transaction("full"):
            row = self._db.execute("insert or ignore into airing values (?, 'airing', 0, null, 0, 0)", (airing,))
            return row.rowcount == 1

    def state(self, airing: str) -> AiringState | None:
        """Return how far `airing` has come; None when it was never claimed."""
        with self._told():
            row = self._db.execute(
                "select state, next_cue, span_started_at, span_from_ms, span_heard_ms from airing where id = ?",
                (airing,),
            ).fetchone()
        if row is None:
            return None
        started_at = datetime.fromisoformat(row[2]) if row[2] else None
        return AiringState(over=row[0] == "over", next_cue=row[1], span=Span(started_at, row[3], row[4]))

    def advance(self, airing: str, state: AiringState, entries: Sequence[AsRunEntry]) -> None:
        """Note how far `airing` has come, together with the lines of the record that this adds."""
        span = state.span
        with self._transaction("full" if entries else "normal"):
            self._db.execute(
                "update airing set state = ?, next_cue = ?, span_started_at = ?, span_from_ms = ?, span_heard_ms = ? "
                "where id = ?",
                (
                    "over" if state.over else "airing",
                    state.next_cue,
                    span.started_at.isoformat() if span.started_at else None,
                    span.from_ms,
                    span.heard_ms,
                    airing,
                ),
            )
            self._db.executemany(
                f"insert into as_run(airing, started_epoch_ms, {COLUMNS}) values ({', '.join('?' * 14)})",  # noqa: S608
                [(airing, *_row(entry)) for entry in entries],
            )

    def aired(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[AsRunEntry]:
        """Yield the lines of the record in order, those planned from `since` up to before `until`."""
        with self._told():
            for row in self._db.execute(f"select {COLUMNS} from as_run order by id"):  # noqa: S608 - names of ours
                entry = _entry(row)
                if (since is None or since <= entry.planned_at) and (until is None or entry.planned_at < until):
                    yield entry

    def tail(self, after: int) -> list[tuple[int, AsRunEntry]]:
        """Return the lines written after the one numbered `after`, with their numbers; 0 for all."""
        with self._told():
            rows = self._db.execute(
                f"select id, {COLUMNS} from as_run where id > ? order by id",  # noqa: S608 - names of ours
                (after,),
            ).fetchall()
        return [(row[0], _entry(row[1:])) for row in rows]

    def last_heard(self, before: datetime) -> dict[str, datetime]:
        """Return for each source the moment it was last heard, up to `before`."""
        limit = int(before.timestamp() * 1000)
        with self._told():
            rows = self._db.execute(
                "select source, started_at, max(started_epoch_ms) from as_run "
                "where started_epoch_ms < ? and duration_ms > 0 group by source",
                (limit,),
            ).fetchall()
        return {row[0]: datetime.fromisoformat(row[1]) for row in rows}


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch write-ahead logging on; while another opens the same new file SQLite refuses that without any waiting."""
    until_s = time.monotonic() + BUSY_S
    while True:
        try:
            db.execute("pragma journal_mode=wal")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until_s:
                raise
            time.sleep(0.01)
        else:
            return


def _row(entry: AsRunEntry) -> tuple[object, ...]:
    started = entry.started_at
    return (
        int(started.timestamp() * 1000) if started else None,
        entry.slot,
        entry.source,
        entry.kind,
        entry.title,
        entry.column,
        entry.planned_at.isoformat(),
        started.isoformat() if started else None,
        entry.duration_ms,
        entry.outcome.value,
        entry.voice,
        json.dumps(entry.campaigns),
        entry.note,
    )


def _entry(row: Sequence[str | int]) -> AsRunEntry:
    slot, source, kind, title, column, planned_at, started_at, duration_ms, outcome, voice, campaigns, note = row
    return AsRunEntry(
        slot=str(slot),
        source=str(source),
        kind=str(kind),
        title=str(title),
        column=str(column),
        planned_at=datetime.fromisoformat(str(planned_at)),
        started_at=datetime.fromisoformat(str(started_at)) if started_at else None,
        duration_ms=int(duration_ms),
        outcome=Outcome(str(outcome)),
        voice=str(voice),
        campaigns=tuple(json.loads(str(campaigns))),
        note=str(note),
    )
