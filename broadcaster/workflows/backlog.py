"""What is behind for some days: columns without a script, drafts, recordings older than their text, shortfalls."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Airtime, DayPlan
from broadcaster.model.timetable import EntryKind
from broadcaster.planning.picking import is_empty_column
from broadcaster.workflows.approvals import ReadScript, read_scripts
from broadcaster.workflows.checking import IN_BRACKETS, revocation_values
from broadcaster.workflows.draft_reasons import Changed, changes_since_approval, told_together
from broadcaster.workflows.shapes import Json

COLUMN = N_("column “{name}” has nothing to air on {days}: write a script, or have one approved")
DRAFT = N_("“{name}” is wanted on {days} and not approved: have it approved")
STALE = N_("“{name}” is wanted on {days} and was changed after {by} approved it{what}: have it approved again")
REVOKED = N_("“{name}” is wanted on {days}, and {by} took its approval back on {day}{why}: mend it, or plan without it")
RECORDING = N_("“{name}” is wanted on {days} and was changed after it was recorded: listen, or record it again")
SHORTFALL = N_("{name}: airtime is not filled on {days}, {seconds} s in all: add scripts, spots or music")


@dataclass(frozen=True)
class Behind:
    """One thing that is behind: its kind (column, script, recording, shortfall), the days it is wanted on, and how."""

    kind: str
    name: str
    days: tuple[date, ...]
    sentence: Sentence


def backlog(contents: Contents, plans: Sequence[DayPlan]) -> tuple[Behind, ...]:
    """Return what is behind for the days of `plans`."""
    reads = read_scripts(contents)
    changes = changes_since_approval(reads, contents)
    return (*_columns(plans), *_scripts(reads, changes, plans), *_shortfalls(plans))


def _columns(plans: Sequence[DayPlan]) -> Iterator[Behind]:
    wanting: dict[str, set[date]] = {}
    for plan in plans:
        for problem in plan.problems:
            if is_empty_column(problem):
                wanting.setdefault(str(problem.sentence.values["name"]), set()).add(plan.day)
    for name, days in sorted(wanting.items()):
        yield Behind("column", name, tuple(sorted(days)), Sentence(COLUMN, name=name, days=written_days(days)))


def _scripts(
    reads: Iterable[ReadScript], changes: Mapping[str, tuple[Changed, ...]], plans: Sequence[DayPlan]
) -> Iterator[Behind]:
    wanted = {plan.day: _asked_for(rundown.airtime for rundown in plan.rundowns) for plan in plans}
    for read in reads:
        script = read.script
        days = {d for d, names in wanted.items() if script.days.contains(d) and names & {script.id, script.column}}
        if not days:
            continue
        values: dict[str, object] = {"name": script.id, "days": written_days(days)}
        if read.needs_new_recording:
            yield Behind("recording", script.id, tuple(sorted(days)), Sentence(RECORDING, **values))
        elif read.revocation is not None:
            sentence = Sentence(REVOKED, **values, **revocation_values(read.revocation))
            yield Behind("script", script.id, tuple(sorted(days)), sentence)
        elif read.is_stale and script.approval:
            told = told_together(changes.get(script.id, ()))
            what = Sentence(IN_BRACKETS, what=told) if told else ""
            sentence = Sentence(STALE, by=script.approval.by, what=what, **values)
            yield Behind("script", script.id, tuple(sorted(days)), sentence)
        elif not read.is_approved:
            yield Behind("script", script.id, tuple(sorted(days)), Sentence(DRAFT, **values))


def _asked_for(airtimes: Iterable[Airtime]) -> set[str]:
    names: set[str] = set()
    for airtime in airtimes:
        names |= {entry.name for entry in airtime.items if entry.kind in {EntryKind.SCRIPT, EntryKind.COLUMN}}
        names |= {filler.column for filler in airtime.fill if filler.column}
    return names


def _shortfalls(plans: Sequence[DayPlan]) -> Iterator[Behind]:
    short: dict[str, dict[date, int]] = {}
    for plan in plans:
        for rundown in plan.rundowns:
            if rundown.shortfall_ms:
                days = short.setdefault(rundown.airtime.title, {})
                days[plan.day] = days.get(plan.day, 0) + rundown.shortfall_ms
    for title, by_day in short.items():
        seconds = round(sum(by_day.values()) / 1000)
        sentence = Sentence(SHORTFALL, name=title, days=written_days(by_day), seconds=seconds)
        yield Behind("shortfall", title, tuple(sorted(by_day)), sentence)


def written_days(days: Iterable[date]) -> str:
    """Return days as people write them: ``13/05–18/05, 20/05``."""
    spans: list[list[date]] = []
    for day in sorted(days):
        if spans and day - spans[-1][-1] == timedelta(days=1):
            spans[-1].append(day)
        else:
            spans.append([day])
    return ", ".join(f"{span[0]:%d/%m}" if len(span) == 1 else f"{span[0]:%d/%m}–{span[-1]:%d/%m}" for span in spans)


def behind_json(found: Iterable[Behind], language: str) -> list[Json]:
    """Return what is behind as `plan --json` and `ready --json` show it."""
    return [
        {
            "kind": one.kind,
            "name": one.name,
            "days": [day.isoformat() for day in one.days],
            "message": one.sentence.said(language),
        }
        for one in found
    ]
