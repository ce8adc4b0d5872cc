"""Why the airing of a slot on a day is as it is."""

from dataclasses import dataclass
from datetime import date, datetime

from broadcaster.content.values import nearest
from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Rundown
from broadcaster.planning.explaining import Reason, why_in, why_not_in, why_silent
from broadcaster.planning.rundowns import Ahead
from broadcaster.workflows.building import planner_now
from broadcaster.workflows.shapes import Json


@dataclass(frozen=True)
class Explained:
    """One airing, the reason of each cue, and why what was asked for is not in it."""

    rundown: Rundown
    aired: tuple[Reason, ...]
    left_out: tuple[Reason, ...]


def explain(
    contents: Contents, slot_id: str, day: date, now: datetime
) -> tuple[tuple[Explained, ...], Sentence | None]:
    """Return each airing of the slot on `day`, explained; when there is none, why.

    Raises UsageError when the station has no such slot.
    """
    slot = next((one for one in contents.timetable.all_slots if one.id == slot_id), None)
    if slot is None:
        known = sorted(one.id for one in contents.timetable.all_slots)
        close = nearest(slot_id, known) or ", ".join(known)
        raise UsageError(N_("there is no slot “{name}”; did you mean: {known}?"), name=slot_id, known=close)
    planner, _ = planner_now(contents, now)
    rundowns = planner.plan(day).rundowns
    ahead = Ahead(day, contents.station, contents.timetable, planner.stock, planner.heard_when_it_begins(day))
    found = []
    for rundown, (_, on) in zip(rundowns, ahead.airings(rundowns), strict=True):
        if rundown.airtime.slot == slot_id:
            found.append(Explained(rundown, why_in(rundown, on), why_not_in(rundown, on, contents.scripts)))
    return tuple(found), None if found else why_silent(slot, day, contents.station, contents.timetable)


def explained_json(found: tuple[Explained, ...], why_silent: Sentence | None, language: str) -> Json:
    """Return what `explain --json` shows."""

    def shape(reason: Reason) -> Json:
        starts_at = reason.starts_at.isoformat(timespec="milliseconds") if reason.starts_at else None
        return {"source": reason.what, "title": reason.title, "starts_at": starts_at, "why": reason.why.said(language)}

    return {
        "airings": [
            {
                "slot": one.rundown.airtime.slot,
                "starts_at": one.rundown.airtime.starts_at.isoformat(),
                "in": [shape(reason) for reason in one.aired],
                "left_out": [shape(reason) for reason in one.left_out],
            }
            for one in found
        ],
        "why_not": why_silent.said(language) if why_silent else None,
    }
