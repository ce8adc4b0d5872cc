"""Lịch: a week or a campaign, airtime usual → planned; a slot or a campaign changed by form, checked as its file is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from starlette.responses import Response

from broadcaster.console.pages.record import day_asked_for
from broadcaster.console.visit import Visit
from broadcaster.console.written import as_in_file, in_words
from broadcaster.content.official.words import slug
from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.account import Role
from broadcaster.model.plan import DayPlan
from broadcaster.model.problem import Problem
from broadcaster.reporting.deeds import ADDED_AIRING, FIELD_NAMES
from broadcaster.workflows.building import plan_range
from broadcaster.workflows.column_names import column_names
from broadcaster.workflows.editing_files import ChangedMeanwhileError
from broadcaster.workflows.importing.station_columns import known_columns
from broadcaster.workflows.shapes import campaign_shares, totals
from broadcaster.workflows.timetable_editing import (
    Changed,
    ChangeRefusedError,
    EditablePlaylist,
    Key,
    Values,
    added_slot,
    open_playlist,
    playlist_files,
)
from broadcaster.workflows.timetable_editing import change as write_change

WEEK = timedelta(days=7)
LONGEST = timedelta(days=92)
SLOT_FIELDS: tuple[Key, ...] = (
    ("title",), ("slot", "at"), ("slot", "days"), ("slot", "airtime"), ("slot", "from"), ("slot", "to"),
)  # fmt: skip
CAMPAIGN_FIELDS: tuple[Key, ...] = (
    ("title",), ("campaign", "from"), ("campaign", "to"), ("theme",), ("slogan",), ("directive",),
)  # fmt: skip
HINTS = {
    "at": N_("5h30; several with commas: 5h30, 17h"),
    "days": N_("mon-sun, T2-T6, T7, CN; empty: every day"),
    "airtime": N_("30m, 1h30m, 15 phút"),
    "from": N_("13/5/2026"),
    "to": N_("18/5/2026; that day too"),
    "by": N_("15m, 90s"),
}


@dataclass(frozen=True)
class Field:
    """A field of the form: the key it stands for, what it is called, and what stands in it."""

    key: Key
    label: str
    value: str
    was: str
    hint: str
    of: str = ""  # the slot that a campaign lengthens, or the airing that it adds

    @property
    def name(self) -> str:
        """What the field is called in the form that is sent."""
        return ".".join(self.key)

    @property
    def is_wide(self) -> bool:
        """Whether what stands in it is long."""
        return not self.of and self.key[-1] in {"title", "theme", "slogan", "directive"}


@dataclass(frozen=True)
class Outcome:
    """What came of what was sent: a sentence, what is wrong or to be looked at, what was written."""

    said: Sentence | None = None
    problems: tuple[Problem, ...] = ()
    done: Changed | None = None
    status: int = 200


def show(visit: Visit) -> Response:
    """Show a week, or a campaign's days."""
    contents, now = visit.contents, visit.site.watch.now()
    campaigns = {campaign.id: campaign for campaign in contents.timetable.campaigns}
    chosen = campaigns.get(visit.query.get("campaign", ""))
    day = day_asked_for(visit, "day", day_asked_for(visit, "week", now.date()))
    first = chosen.days.first if chosen and chosen.days.first else day - timedelta(days=day.weekday())
    last = chosen.days.last if chosen and chosen.days.last else first + WEEK - timedelta(days=1)
    plans, problems = plan_range(contents, first, min(last, first + LONGEST), now)
    usual_ms, planned_ms = totals(plans)
    most_ms = max((sum(r.airtime.duration_ms for r in plan.rundowns) for plan in plans), default=0)
    return visit.page(
        "timetable.html", plans=plans, chosen=chosen, campaigns=campaigns, first=first, last=last, usual_ms=usual_ms,
        planned_ms=planned_ms, most_ms=max(most_ms, 1), shares=campaign_shares(plans), files=playlist_files(contents),
        problems=_once((*problems, *(problem for plan in plans for problem in plan.problems))), day_ms=_day_ms,
        before=first - WEEK, after=first + WEEK, today=now.date(), slots=contents.timetable.slots,
    )  # fmt: skip


def _day_ms(plan: DayPlan) -> tuple[int, int]:
    return totals([plan])


def _once(problems: tuple[Problem, ...]) -> list[Problem]:
    seen: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        name = str(problem.sentence.values.get("name", ""))
        seen.setdefault((problem.sentence.template, str(problem.place), name), problem)
    return list(seen.values())


def one(visit: Visit) -> Response:
    """Show a slot or a campaign as a form."""
    return _form(visit, open_playlist(visit.contents, visit.names["id"]))


def fields_of(
    playlist: EditablePlaylist, typed: Mapping[str, str] = MappingProxyType({}), language: str = ""
) -> list[Field]:
    """Return what may be changed of a playlist, with what stands in it or was `typed` by the fields' names.

    With a `language`, days and lengths are in its words, else as they are written.
    """
    chosen = CAMPAIGN_FIELDS if playlist.is_campaign else SLOT_FIELDS
    keys = [(key, FIELD_NAMES[key[-1]], "") for key in chosen]
    for key in playlist.values:
        if len(key) == 3 and key[0] == "extend" and key[2] == "by":
            keys.append((key, FIELD_NAMES["by"], key[1]))
        if len(key) == 3 and key[0] == "add" and key[2] in {"title", "at", "airtime"}:
            keys.append((key, FIELD_NAMES[key[2]], key[1]))
    shown = {key: in_words(key[-1], playlist.value(*key), language) for key, _, _ in keys}
    return [
        Field(key, label, typed.get(".".join(key), shown[key]), shown[key], HINTS.get(key[-1], ""), of)
        for key, label, of in keys
    ]


def _form(visit: Visit, playlist: EditablePlaylist, outcome: Outcome = Outcome()) -> Response:
    done = outcome.done
    typed = {name: visit.field(name) for name in visit.form if name not in {"csrf", "revision"}}
    contents = visit.contents
    names = known_columns(contents)
    extended = {key[1] for key in playlist.values if key[0] == "extend"}
    titles = {slot.id: slot.title for slot in contents.timetable.slots}
    fields = fields_of(playlist, {} if done else typed, visit.site.language)
    return visit.page(
        "timetable_edit.html",
        status=outcome.status,
        playlist=playlist,
        fields=fields,
        said=outcome.said,
        problems=outcome.problems,
        done=done,
        changes=_changes(visit, done, titles) if done else [],
        may_change=visit.who.may(frozenset({Role.OPERATOR})),
        titles=titles,
        not_extended=[(id_, title) for id_, title in titles.items() if id_ not in extended],
        columns=column_names(contents, names),
        typed={} if done else typed,
    )


def _changes(visit: Visit, done: Changed, titles: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return what was changed: what it is called on the form, what it was, what it is now."""
    language = visit.site.language
    labels = {field.key: visit.text(field.label) for field in fields_of(done.playlist)}
    told = []
    for key, (was, now) in done.changes.items():
        label = labels.get(key) or visit.text(ADDED_AIRING)
        of = titles.get(key[1], done.playlist.value("add", key[1], "title")) if key[0] in {"extend", "add"} else ""
        told.append((f"{of}: {label}" if of else label, in_words(key[-1], was, language),
                     in_words(key[-1], now, language)))  # fmt: skip
    return told


def change(visit: Visit) -> Response:
    """Write what was changed in the form, if it breaks no rule and nobody else changed the file meanwhile."""
    contents = visit.contents
    playlist = _as_opened(visit, open_playlist(contents, visit.names["id"]))
    fields = [one for one in fields_of(playlist, language=visit.site.language) if one.name in visit.form]
    # What was left as it was shown is left as it is written.
    values = {one.key: as_in_file(one.key[-1], typed) for one in fields if (typed := visit.field(one.name)) != one.was}
    slot, by = visit.field("extend-slot"), visit.field("extend-by")
    if slot and by:
        values[("extend", slug(slot), "by")] = by
    try:
        done = write_change(contents, playlist, values, visit.by, _today(visit))
    except ChangeRefusedError as refusal:
        return _form(visit, playlist, Outcome(refusal.sentence, refusal.problems, status=422))
    except ChangedMeanwhileError as conflict:
        return _form(visit, open_playlist(visit.contents, playlist.id), Outcome(conflict.sentence, status=409))
    return _form(visit, done.playlist, Outcome(Sentence(N_("saved")), done.problems, done))


def add(visit: Visit) -> Response:
    """Add an airing to a campaign."""
    contents = visit.contents
    playlist = _as_opened(visit, open_playlist(contents, visit.names["id"]))
    title, at, airtime, column = (visit.field(f"new-{name}") for name in ("title", "at", "airtime", "column"))
    try:
        airing = airing_to_add(title, at, airtime, column)
    except UsageError as missing:
        return _form(visit, playlist, Outcome(missing.sentence, status=422))
    try:
        done = write_change(contents, playlist, airing, visit.by, _today(visit))
    except ChangeRefusedError as refusal:
        return _form(visit, playlist, Outcome(refusal.sentence, refusal.problems, status=422))
    except (ChangedMeanwhileError, UsageError) as conflict:
        return _form(visit, open_playlist(visit.contents, playlist.id), Outcome(conflict.sentence, status=409))
    return _form(visit, done.playlist, Outcome(Sentence(N_("saved")), done.problems, done))


def airing_to_add(title: str, at: str, airtime: str, column: str) -> Values:
    """Return what adds an airing to a campaign. Raises UsageError when something is left out."""
    if not (title and at and airtime and column):
        raise UsageError(N_("fill in all four: title, begin, airtime, column"))
    return {("add", slug(title) or "buoi-them"): added_slot(title, at, airtime, column)}


def _as_opened(visit: Visit, now: EditablePlaylist) -> EditablePlaylist:
    """Return the playlist as of the revision that the form was opened on."""
    return EditablePlaylist(now.id, now.file, visit.field("revision"), now.values)


def _today(visit: Visit) -> date:
    return visit.site.watch.now().date()
