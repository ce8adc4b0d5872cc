"""What the lines of the record say, to JSON and back: what was planned, what was heard, what people did. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from broadcaster.model.plan import Airtime, Cue, Rundown
from broadcaster.model.record import Act, AsRunEntry, Deed, Outcome
from broadcaster.model.sound import Clip, ClipKind

AS_RUN, PLANNED, ACT = "as_run", "planned", "act"

Content = Mapping[str, Any]


def as_run_content(airing: str, entry: AsRunEntry) -> dict[str, object]:
    """Return what the line of a cue says; `airing` is the airing that it belongs to."""
    return {
        "airing": airing,
        "slot": entry.slot,
        "source": entry.source,
        "kind": entry.kind,
        "title": entry.title,
        "column": entry.column,
        "planned_at": entry.planned_at.isoformat(),
        "started_at": entry.started_at.isoformat() if entry.started_at else None,
        "duration_ms": entry.duration_ms,
        "outcome": entry.outcome.value,
        "voice": entry.voice,
        "campaigns": list(entry.campaigns),
        "note": entry.note,
        "fingerprint": entry.fingerprint,
        "programme": entry.programme,
        "outputs": list(entry.outputs),
    }


def as_run_entry(content: Content) -> AsRunEntry:
    """Return the line of a cue; lines of a record's first days say less."""
    started_at = content["started_at"]
    return AsRunEntry(
        slot=content["slot"],
        source=content["source"],
        kind=content["kind"],
        title=content["title"],
        column=content["column"],
        planned_at=datetime.fromisoformat(content["planned_at"]),
        started_at=datetime.fromisoformat(started_at) if started_at else None,
        duration_ms=content["duration_ms"],
        outcome=Outcome(content["outcome"]),
        voice=content["voice"],
        campaigns=tuple(content["campaigns"]),
        note=content["note"],
        fingerprint=content.get("fingerprint", ""),
        programme=content.get("programme", ""),
        outputs=tuple(content.get("outputs", ())),
    )


def planned_content(rundown: Rundown, programme: str = "") -> dict[str, object]:
    """Return what the line says that is written when an airing is claimed: the plan as it stood then.

    `programme` is the SHA-256 of the file that was made of it.
    """
    airtime = rundown.airtime
    return {
        "airing": airtime.id,
        "slot": airtime.slot,
        "title": airtime.title,
        "planned_at": airtime.starts_at.isoformat(),
        "usual_ms": airtime.usual_ms,
        "planned_ms": airtime.duration_ms,
        "shortfall_ms": rundown.shortfall_ms,
        "campaigns": list(airtime.campaigns),
        "programme": programme,
        "cues": [_cue_content(cue) for cue in rundown.cues],
    }


def _cue_content(cue: Cue) -> list[object]:
    """Return a cue; last, where there is any of it, what it takes to make the same programme again."""
    more: dict[str, object] = {}
    if cue.fade_out_ms:
        more["fade_out_ms"] = cue.fade_out_ms
    if cue.campaign:
        more["campaign"] = cue.campaign
    if cue.stand_in:
        more["stand_in"] = [_cue_content(part) for part in cue.stand_in]
    content = [cue.starts_at.isoformat(), cue.duration_ms, cue.kind, *_of_clip(cue.clip)]
    return [*content, more] if more else content


def planned_rundown(content: Content) -> Rundown:
    """Return the plan as it stood when its airing was claimed; lines of a record's first days name no voices."""
    airtime = Airtime(
        slot=content["slot"],
        title=content["title"],
        starts_at=datetime.fromisoformat(content["planned_at"]),
        usual_ms=content["usual_ms"],
        duration_ms=content["planned_ms"],
        items=(),
        fill=(),
        campaigns=tuple(content["campaigns"]),
    )
    cues = tuple(_planned_cue(*cue) for cue in content["cues"])
    return Rundown(airtime, cues, content["shortfall_ms"])


def _of_clip(clip: Clip) -> list[str]:
    return [clip.id, clip.title, clip.column, clip.voice, clip.fingerprint]


def _planned_cue(starts_at: str, ms: int, kind: str, *of_clip: Any) -> Cue:
    more: Content = of_clip[-1] if isinstance(of_clip[-1], dict) else {}
    source, title, column, voice, fingerprint = (*(one for one in of_clip if one is not more), "", "")[:5]
    clip = Clip(source, ClipKind(kind), title, ms, column=column, voice=voice, fingerprint=fingerprint)
    return Cue(
        clip,
        kind,
        datetime.fromisoformat(starts_at),
        ms,
        fade_out_ms=more.get("fade_out_ms", 0),
        campaign=more.get("campaign", ""),
        stand_in=tuple(_planned_cue(*part) for part in more.get("stand_in", ())),
    )


def act_content(act: Act) -> dict[str, object]:
    """Return what the line of a person's act says."""
    return {
        "at": act.at.isoformat(),
        "deed": act.deed.value,
        "by": act.by,
        "subject": act.subject,
        "fingerprint": act.fingerprint,
        "note": act.note,
        **({"approved": dict(act.approved)} if act.approved else {}),
    }


def act_of(content: Content) -> Act:
    """Return a person's act."""
    return Act(
        at=datetime.fromisoformat(content["at"]),
        deed=Deed(content["deed"]),
        by=content["by"],
        subject=content["subject"],
        fingerprint=content["fingerprint"],
        note=content["note"],
        approved=content.get("approved", {}),
    )
