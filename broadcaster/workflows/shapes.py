"""The shapes that machines read: plans and records as JSON, and a rundown read back from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any

from broadcaster.messages import say
from broadcaster.model.plan import Airtime, Cue, DayPlan, Rundown
from broadcaster.model.problem import Problem
from broadcaster.model.record import Act, AsRunEntry
from broadcaster.model.sound import Clip, ClipKind

Json = dict[str, Any]


def problem_json(problem: Problem, language: str) -> Json:
    """Return a problem as `check --json` shows it."""
    return {
        "file": problem.place.file if problem.place else None,
        "line": problem.place.line if problem.place else None,
        "severity": problem.severity.value,
        "message": say(problem.sentence.template, problem.sentence.values, language),
    }


def plan_json(plans: Iterable[DayPlan], programmes: Mapping[str, str], language: str) -> Json:
    """Return plans as `plan --json` shows them; `programmes` gives the finished file for an airing's id."""
    plans = list(plans)
    return {
        "days": [
            {
                "day": plan.day.isoformat(),
                "airings": [airing_json(rundown, programmes.get(rundown.airtime.id)) for rundown in plan.rundowns],
            }
            for plan in plans
        ],
        "problems": [problem_json(problem, language) for plan in plans for problem in plan.problems],
        "campaigns": [
            {"campaign": campaign, "days": days, "ms": ms} for campaign, (days, ms) in campaign_shares(plans).items()
        ],
    }


def airing_json(rundown: Rundown, programme: str | None) -> Json:
    """Return one airing: when, how long usually and by plan, and its cues."""
    airtime = rundown.airtime
    return {
        "slot": airtime.slot,
        "title": airtime.title,
        "starts_at": airtime.starts_at.isoformat(),
        "ends_at": airtime.ends_at.isoformat(),
        "usual_ms": airtime.usual_ms,
        "planned_ms": airtime.duration_ms,
        "shortfall_ms": rundown.shortfall_ms,
        "campaigns": list(airtime.campaigns),
        "shares": [{"campaign": campaign, "ms": ms} for campaign, ms in airtime.shares],
        "programme": programme,
        "cues": [cue_json(cue) for cue in rundown.cues],
    }


def cue_json(cue: Cue) -> Json:
    """Return one cue; a relay's with what stands in for it."""
    shape = _plain_cue_json(cue)
    if cue.kind == ClipKind.RELAY.value:
        shape["stand_in"] = [_plain_cue_json(part) for part in cue.stand_in]
    return shape


def _plain_cue_json(cue: Cue) -> Json:
    return {
        "starts_at": cue.starts_at.isoformat(timespec="milliseconds"),
        "duration_ms": cue.duration_ms,
        "kind": cue.kind,
        "source": cue.clip.id,
        "title": cue.clip.title,
        "column": cue.clip.column,
        "voice": cue.clip.voice,
        "campaign": cue.campaign,
        "fade_out_ms": cue.fade_out_ms,
        "estimated": cue.clip.estimated,
        "fingerprint": cue.clip.fingerprint,
    }


def rundown_from_json(shape: Json) -> Rundown:
    """Return the rundown that `airing_json` wrote. Raises KeyError, TypeError or ValueError when `shape` is none."""
    airtime = Airtime(
        slot=str(shape["slot"]),
        title=str(shape["title"]),
        starts_at=datetime.fromisoformat(shape["starts_at"]),
        usual_ms=int(shape["usual_ms"]),
        duration_ms=int(shape["planned_ms"]),
        items=(),
        fill=(),
        campaigns=tuple(map(str, shape["campaigns"])),
        shares=tuple((str(share["campaign"]), int(share["ms"])) for share in shape.get("shares", ())),
    )
    return Rundown(airtime, tuple(_cue(cue) for cue in shape["cues"]), int(shape["shortfall_ms"]))


def _cue(shape: Json) -> Cue:
    clip = Clip(
        id=str(shape["source"]),
        kind=ClipKind(shape["kind"]),
        title=str(shape["title"]),
        duration_ms=int(shape["duration_ms"]),
        column=str(shape["column"]),
        voice=str(shape["voice"]),
        fingerprint=str(shape["fingerprint"]),
    )
    return Cue(
        clip=clip,
        kind=str(shape["kind"]),
        starts_at=datetime.fromisoformat(shape["starts_at"]),
        duration_ms=clip.duration_ms,
        fade_out_ms=int(shape["fade_out_ms"]),
        campaign=str(shape["campaign"]),
        stand_in=tuple(_cue(part) for part in shape.get("stand_in", ())),
    )


def in_zone(rundown: Rundown, zone_of: datetime) -> Rundown:
    """Return `rundown` with its moments in the zone of `zone_of`: JSON keeps only the offset."""
    zone = zone_of.tzinfo
    airtime = replace(rundown.airtime, starts_at=rundown.airtime.starts_at.astimezone(zone))
    return replace(rundown, airtime=airtime, cues=_cues_in(zone, rundown.cues))


def _cues_in(zone: tzinfo | None, cues: Sequence[Cue]) -> tuple[Cue, ...]:
    return tuple(
        replace(cue, starts_at=cue.starts_at.astimezone(zone), stand_in=_cues_in(zone, cue.stand_in)) for cue in cues
    )


def as_run_json(entry: AsRunEntry) -> Json:
    """Return one line of the record as `log --json` shows it."""
    return {
        "slot": entry.slot,
        "source": entry.source,
        "kind": entry.kind,
        "title": entry.title,
        "column": entry.column,
        "planned_at": entry.planned_at.isoformat(timespec="milliseconds"),
        "started_at": entry.started_at.isoformat(timespec="milliseconds") if entry.started_at else None,
        "duration_ms": entry.duration_ms,
        "outcome": entry.outcome.value,
        "voice": entry.voice,
        "campaigns": list(entry.campaigns),
        "note": entry.note,
        "fingerprint": entry.fingerprint,
        "programme": entry.programme,
        "outputs": list(entry.outputs),
    }


def act_json(act: Act) -> Json:
    """Return what somebody did as `log --people --json` shows it."""
    return {
        "at": act.at.isoformat(timespec="milliseconds"),
        "deed": act.deed.value,
        "by": act.by,
        "subject": act.subject,
        "fingerprint": act.fingerprint,
        "note": act.note,
    }


def campaign_shares(plans: Iterable[DayPlan]) -> dict[str, tuple[int, int]]:
    """Return for each campaign on how many days it runs and by how many milliseconds it lengthens the airtime."""
    found: dict[str, tuple[set[date], int]] = {}
    for plan in plans:
        for rundown in plan.rundowns:
            for campaign, ms in rundown.airtime.shares:
                days, so_far_ms = found.get(campaign, (set(), 0))
                found[campaign] = (days | {plan.day}, so_far_ms + ms)
    return {campaign: (len(days), ms) for campaign, (days, ms) in found.items()}


def totals(plans: Sequence[DayPlan]) -> tuple[int, int]:
    """Return usual and planned airtime in milliseconds."""
    airtimes = [rundown.airtime for plan in plans for rundown in plan.rundowns]
    return sum(a.usual_ms for a in airtimes), sum(a.duration_ms for a in airtimes)
