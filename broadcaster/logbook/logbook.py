"""The logbook: SQLite, written so that what it acknowledged survives the plug.

An airing is claimed before its first sample, so that nothing airs twice, and its place is noted each second. All of it
is synced (``synchronous=FULL``): what is not, a system may keep from the disk for half a minute, and a power cut would
take it. Lines of the record, of what was planned, heard and done, are appended and chained (``chain``), and never
touched again.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from broadcaster.errors import DamagedLogbookError, LogbookError, reason_of
from broadcaster.logbook.anchor import read_anchor, write_anchor
from broadcaster.logbook.chain import EMPTY, Head, canonical, chained
from broadcaster.logbook.lines import (
    ACT,
    AS_RUN,
    PLANNED,
    Content,
    act_content,
    act_of,
    as_run_content,
    as_run_entry,
    planned_content,
    planned_rundown,
)
from broadcaster.logbook.migrations import migrate
from broadcaster.logbook.verifying import Verification, verify
from broadcaster.messages import N_, Sentence
from broadcaster.model.plan import Rundown
from broadcaster.model.record import SAFE, Act, AiringState, AsRunEntry, Deed, Hearing, Span
from broadcaster.model.sound import ClipKind

BUSY_S = 5.0
DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_DAMAGED = N_(
    "the logbook {path} is damaged and can't be read; nothing of it is deleted, and broadcaster run sets it aside and "
    "begins another; an earlier one is in the backups: broadcaster restore"
)
_REASONS = {  # of SQLite, which knows no languages; the lowest byte of its codes
    sqlite3.SQLITE_FULL: N_("the disk is full"),
    sqlite3.SQLITE_IOERR: N_("the disk does not take what is written: it is full, or it is failing"),
    sqlite3.SQLITE_READONLY: N_("the disk is write-protected"),
    sqlite3.SQLITE_CANTOPEN: N_("it can't be opened: the folder is gone, or this account may not write there"),
    sqlite3.SQLITE_BUSY: N_("another program holds it"),
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Spelt as the index line_by_deed is, or SQLite would look at every line.
_SUBJECT = "json_extract(content, '$.subject')"
_WITH_DEEDS = "where kind = 'act' and json_extract(content, '$.deed') in (select value from json_each(?))"
_OF_DEEDS = f"select content from line indexed by line_by_deed {_WITH_DEEDS}"  # noqa: S608 - words of ours


_HEARINGS = """
    select source, coalesce(json_extract(content, '$.fingerprint'), ''),
           count(distinct json_extract(content, '$.slot') || '@' || json_extract(content, '$.planned_at')),
           sum(json_extract(content, '$.duration_ms')), min(heard_epoch_ms), max(heard_epoch_ms)
    from line indexed by line_by_source
    where source in (select value from json_each(?)) and heard_epoch_ms is not null
          and json_extract(content, '$.kind') = ?
    group by 1, 2
"""


def _reason(error: sqlite3.Error | OSError) -> Sentence | str:
    """Return why the file was refused, in our own words for what an operator can mend."""
    if isinstance(error, OSError):
        return reason_of(error)
    ours = _REASONS.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF)
    return Sentence(ours) if ours else str(error)


class Logbook:
    """What was claimed and what went out. Raises `LogbookError` when the record can't be kept."""

    def __init__(self, path: Path | None) -> None:
        """Open the logbook at `path`, making it when there is none; None keeps it in memory, for simulations."""
        self._file = path
        self._path = str(path) if path else ":memory:"
        self._begun: datetime | None = None
        with self._told():
            if path:
                path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None)
            try:
                self._db.execute("pragma synchronous=full")
                _write_ahead(self._db)
                migrate(self._db)
            except BaseException:  # passed on
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
            damaged = getattr(error, "sqlite_errorcode", None) in DAMAGED
            if damaged:
                raise DamagedLogbookError(_DAMAGED, path=self._path) from error
            raise LogbookError(
                N_("the logbook {path} can't be written or read ({detail}); look at the disk's free space"),
                path=self._path, detail=_reason(error),
            ) from error  # fmt: skip

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._told():
            self._db.execute("begin immediate")
            try:
                yield
                self._db.execute("commit")
            except BaseException:  # nothing by halves, whatever ended it; passed on
                if self._db.in_transaction:  # SQLite itself takes back what a full disk stopped
                    self._db.execute("rollback")
                raise

    def begun_at(self, now: datetime) -> datetime:
        """Return when this record was begun; a new one is begun `now`."""
        if self._begun is None:
            with self._transaction():
                self._db.execute("insert or ignore into begun values (1, ?)", (now.isoformat(),))
                row = self._db.execute("select at from begun").fetchone()
            self._begun = datetime.fromisoformat(row[0])
        return self._begun

    def claim(self, airing: str, planned: Rundown | None = None, programme: str = "") -> bool:
        """Claim `airing` for air; True for the one caller that may start it, False when it was ever claimed before.

        The plan as it stands now, and the SHA-256 of the programme made of it, become a line of the record with that.
        """
        contents = [(PLANNED, planned_content(planned, programme))] if planned else []
        with self._transaction():
            row = self._db.execute(
                "insert or ignore into airing(id, state, next_cue, span_from_ms, span_heard_ms) "
                "values (?, 'airing', 0, 0, 0)",
                (airing,),
            )
            claimed = row.rowcount == 1
            head = self._append(contents) if claimed else None
        self._anchor(head)
        return claimed

    def note(self, act: Act) -> None:
        """Write down what somebody did."""
        with self._transaction():
            head = self._append([(ACT, act_content(act))])
        self._anchor(head)

    def state(self, airing: str) -> AiringState | None:
        """Return how far `airing` has come; None when it was never claimed."""
        with self._told():
            row = self._db.execute(
                "select state, next_cue, span_started_at, span_from_ms, span_heard_ms, stand_in, span_relayed "
                "from airing where id = ?",
                (airing,),
            ).fetchone()
        if row is None:
            return None
        started_at = datetime.fromisoformat(row[2]) if row[2] else None
        relayed = tuple((from_ms, to_ms) for from_ms, to_ms in json.loads(row[6]))
        span = Span(started_at, row[3], row[4], relayed)
        return AiringState(over=row[0] == "over", next_cue=row[1], span=span, stand_in=bool(row[5]))

    def claimed(self, airing: str) -> tuple[Rundown, str] | None:
        """Return what `airing` was begun with, or goes on with, and that programme's SHA-256; None: it never was."""
        with self._told():
            row = (
                self._db.execute(
                    "select goes_on_as from airing where id = ? and goes_on_as is not null", (airing,)
                ).fetchone()
                or self._db.execute(
                    "select content from line where kind = ? and day = ? and json_extract(content, '$.airing') = ?",
                    (PLANNED, airing.partition("@")[2][:10], airing),
                ).fetchone()
            )
        if row is None:
            return None
        content = json.loads(row[0])
        return planned_rundown(content), content.get("programme", "")

    def begun_on(self, day: date) -> dict[str, Rundown]:
        """Return what the airings of `day` that were begun with a finished programme go on with, by their ids."""
        with self._told():
            rows = self._db.execute(
                "select id from airing where substr(id, instr(id, '@') + 1, 10) = ?", (day.isoformat(),)
            ).fetchall()
        found = {airing: self.claimed(airing) for (airing,) in rows}
        return {airing: claimed[0] for airing, claimed in found.items() if claimed and claimed[1]}

    def go_on_as(self, airing: str, planned: Rundown, programme: str) -> None:
        """Keep with what `airing` goes on from now on: it was edited, and made anew, since it was begun.

        What was planned when it was claimed stays the plan that reports go by.
        """
        content = json.dumps(planned_content(planned, programme), ensure_ascii=False)
        with self._transaction():
            self._db.execute("update airing set goes_on_as = ? where id = ?", (content, airing))

    def newest(self) -> datetime | None:
        """Return the moment of the line that was written last, None while there is none."""
        with self._told():
            row = self._db.execute("select content from line order by number desc limit 1").fetchone()
        if row is None:
            return None
        content = json.loads(row[0])
        return datetime.fromisoformat(content.get("at") or content.get("started_at") or content["planned_at"])

    def advance(self, airing: str, state: AiringState, entries: Sequence[AsRunEntry]) -> None:
        """Note how far `airing` has come, together with the lines of the record that this adds."""
        span = state.span
        with self._transaction():
            self._db.execute(
                "update airing set state = ?, next_cue = ?, span_started_at = ?, span_from_ms = ?, span_heard_ms = ?, "
                "stand_in = ?, span_relayed = ? where id = ?",
                (
                    "over" if state.over else "airing",
                    state.next_cue,
                    span.started_at.isoformat() if span.started_at else None,
                    span.from_ms,
                    span.heard_ms,
                    state.stand_in,
                    json.dumps(span.relayed),
                    airing,
                ),
            )
            head = self._append([(AS_RUN, as_run_content(airing, entry)) for entry in entries])
        self._anchor(head)

    def _append(self, contents: Sequence[tuple[str, dict[str, object]]]) -> Head | None:
        """Append lines, within the transaction; return the chain's new end, None when there was nothing to append."""
        return self._append_as_written([(kind, canonical(content)) for kind, content in contents])

    def _append_as_written(self, contents: Sequence[tuple[str, str]]) -> Head | None:
        if not contents:
            return None
        lines = list(chained(self._head(), contents))
        self._db.executemany(
            "insert into line(number, kind, content, hash) values (?, ?, ?, ?)",
            [(line.number, line.kind, line.content, line.hash) for line in lines],
        )
        return Head(lines[-1].number, lines[-1].hash)

    def _head(self) -> Head:
        row = self._db.execute("select number, hash from line order by number desc limit 1").fetchone()
        return Head(*row) if row else EMPTY

    def _anchor(self, head: Head | None) -> None:
        if head is not None and self._file is not None:
            write_anchor(self._file, head)

    def head(self) -> Head:
        """Return the end of the chain: noted elsewhere, it later shows that nothing up to here was changed."""
        with self._told():
            return self._head()

    def verify(self, anchors: Sequence[Head] = ()) -> Verification:
        """Look at the whole chain; the lines named by `anchors`, and by the file beside, must be what they were."""
        with self._told():
            return verify(self._db, anchors, read_anchor(self._file) if self._file else None)

    def take_in(self, other: "Logbook") -> None:
        """Append what `other` has beyond this record, whose copy it began as, and go by its airings.

        Should this record have grown meanwhile, too, its own lines stay before those of `other`. Doing it again changes
        nothing.
        """
        with other._told():
            lines = other._db.execute("select number, hash, kind, content from line order by number").fetchall()
            airings = other._db.execute("select * from airing").fetchall()
        with self._transaction():
            mine = dict(self._db.execute("select number, hash from line"))
            beyond = [(kind, content) for number, link, kind, content in lines if mine.get(number) != link]
            known = "select 1 from line where kind = ? and content = ?"
            new = [line for line in beyond if self._db.execute(known, line).fetchone() is None]
            head = self._append_as_written(new)
            for row in airings:
                self._db.execute(f"insert or replace into airing values ({', '.join('?' * len(row))})", row)  # noqa: S608
            begun = other._db.execute("select one, at from begun").fetchall()
            self._db.executemany("insert or ignore into begun values (?, ?)", begun)
        self._anchor(head)

    def copy_to(self, path: Path) -> None:
        """Write a copy of the whole record, as it stands at one moment, to a new file; who writes isn't held up."""
        with self._told():
            copy = sqlite3.connect(path)
            try:
                self._db.backup(copy)
            finally:
                copy.close()

    def _lines(self, kind: str, since: datetime | None, until: datetime | None) -> Iterator[Content]:
        """Yield what the lines of `kind` say, in order, those of each day that has a moment from `since` to `until`."""
        day = timedelta(days=1)  # a day is the station's own, the moments may be told in any zone
        first = (since - day).date().isoformat() if since else "0"
        last = (until + day).date().isoformat() if until else "9"
        with self._told():
            rows = self._db.execute(
                "select content from line where kind = ? and day between ? and ? order by number", (kind, first, last)
            )
            for row in rows:
                yield json.loads(row[0])

    def aired(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[AsRunEntry]:
        """Yield the lines of the record in order, those planned from `since` up to before `until`."""
        for content in self._lines(AS_RUN, since, until):
            entry = as_run_entry(content)
            if _within(entry.planned_at, since, until):
                yield entry

    def planned(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Rundown]:
        """Yield the plans of the airings that begin from `since` up to before `until`, as each was when claimed."""
        for content in self._lines(PLANNED, since, until):
            rundown = planned_rundown(content)
            if _within(rundown.airtime.starts_at, since, until):
                yield rundown

    def acts(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Act]:
        """Yield what people did from `since` up to before `until`, in order."""
        for content in self._lines(ACT, since, until):
            act = act_of(content)
            if _within(act.at, since, until):
                yield act

    def deeds(self, *deeds: Deed, subject: str | None = None) -> Iterator[Act]:
        """Yield every act that is one of `deeds`, in order, whenever it was done; those about `subject` if given."""
        wanted = json.dumps([deed.value for deed in deeds])
        with self._told():
            rows = (
                self._db.execute(f"{_OF_DEEDS} order by number", (wanted,))
                if subject is None
                else self._db.execute(f"{_OF_DEEDS} and {_SUBJECT} = ? order by number", (wanted, subject))
            )
            for row in rows:
                yield act_of(json.loads(row[0]))

    def subjects(self, *deeds: Deed) -> set[str]:
        """Return what acts that are one of `deeds` were about."""
        with self._told():
            rows = self._db.execute(
                f"select distinct {_SUBJECT} from line indexed by line_by_deed {_WITH_DEEDS}",  # noqa: S608 - words of ours
                (json.dumps([deed.value for deed in deeds]),),
            ).fetchall()
        return {row[0] for row in rows}

    def tail(self, after: int, at_most: int | None = None) -> list[tuple[int, AsRunEntry]]:
        """Return the lines of what was aired written after the one numbered `after`, with their numbers; 0 for all."""
        with self._told():
            rows = self._db.execute(
                "select number, content from line where number > ? and kind = ? order by number limit ?",
                (after, AS_RUN, -1 if at_most is None else at_most),
            ).fetchall()
        return [(number, as_run_entry(json.loads(content))) for number, content in rows]

    def last_heard(self, before: datetime) -> dict[str, datetime]:
        """Return for each source the moment it was last heard, up to `before`."""
        with self._told():
            rows = self._db.execute(
                "select source, max(heard_epoch_ms) from line "
                "where heard_epoch_ms is not null and heard_epoch_ms < ? and json_extract(content, '$.kind') <> ? "
                "group by source",
                (int(before.timestamp() * 1000), SAFE),
            ).fetchall()
        return {source: EPOCH + timedelta(milliseconds=epoch_ms) for source, epoch_ms in rows}

    def hearings(self, scripts: Iterable[str]) -> list[Hearing]:
        """Return how those scripts were heard, ever, with each content that they had; added up by the database."""
        with self._told():
            rows = self._db.execute(_HEARINGS, (json.dumps(sorted(scripts)), ClipKind.SCRIPT.value)).fetchall()
        return [Hearing(*row[:4], *(EPOCH + timedelta(milliseconds=epoch_ms) for epoch_ms in row[4:])) for row in rows]


def _within(moment: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or since <= moment) and (until is None or moment < until)


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
