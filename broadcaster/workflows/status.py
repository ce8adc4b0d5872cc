"""What is on air now, what comes next, how the outputs are: told by the daemon, checked against the clock."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from broadcaster.messages import Sentence, sentence_of
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Cue, Rundown
from broadcaster.receiver.words import read_news
from broadcaster.reporting.emergencies import Emergency
from broadcaster.workflows.alerting import Standing, current, standing_json
from broadcaster.workflows.backlog import Behind, backlog, behind_json
from broadcaster.workflows.building import plan_range
from broadcaster.workflows.emergencies import emergency_json, known_emergencies
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.shapes import Json, cue_json
from broadcaster.workflows.station_folder import Places

FRESH = timedelta(seconds=30)  # a daemon that has said nothing for so long does not run, or hangs


@dataclass(frozen=True)
class Status:
    """The station as it stands at `now`. `running` says whether a daemon is alive; the rest is by plan and its word."""

    now: datetime
    running: bool
    on_air: Rundown | None
    cue: Cue | None
    coming: Rundown | None
    coming_ready: bool
    outputs: tuple[tuple[str, bool, str], ...]
    relay: Sentence | None = None  # how the stream comes that is being relayed
    zones: tuple[Json, ...] = ()  # of each Snapcast server, as workflows/zones.py tells them
    unapproved: tuple[Emergency, ...] = ()  # emergencies that were aired and that nobody has approved yet
    alerts: tuple[Standing, ...] = ()  # emergencies that sound now or will be heard again
    told: Mapping[str, Any] = field(default_factory=dict)  # all that the daemon says of itself, see `telling`
    behind: tuple[Behind, ...] = ()

    @property
    def since(self) -> datetime | None:
        """Since when the daemon runs."""
        return datetime.fromisoformat(self.told["since"]) if self.told.get("since") else None

    @property
    def is_safe_programme(self) -> bool:
        """Whether the safe programme is heard in place of what should be on air."""
        return bool(self.on_air and self.on_air.airtime.id in self.told.get("safe_programme_for", ()))

    @property
    def faults(self) -> tuple[Sentence, ...]:
        """What needs a hand."""
        return tuple(sentence_of(fault) for fault in self.told.get("faults", ()))


def status(contents: Contents, now: datetime) -> Status:
    """Return how the station stands."""
    now = now.astimezone(ZoneInfo(contents.station.timezone))
    told = told_by_daemon(contents.folder, now)
    plans, _ = plan_range(contents, now.date() - timedelta(days=1), now.date() + timedelta(days=1), now)
    rundowns = [rundown for plan in plans for rundown in plan.rundowns]
    on_air = next((r for r in rundowns if r.airtime.id in told.get("on_air", ())), None)
    coming = next((r for r in rundowns if r.airtime.starts_at > now), None)
    cue = next((c for c in on_air.cues if c.starts_at <= now < c.ends_at), None) if on_air else None
    following = told.get("next") or {}
    return Status(
        now=now,
        running=bool(told),
        on_air=on_air,
        cue=cue,
        coming=coming,
        coming_ready=bool(coming and following.get("airing") == coming.airtime.id and following.get("ready")),
        outputs=tuple((o["name"], o["ok"], o["detail"]) for o in told.get("outputs", ())),
        relay=read_news(told.get("relay", "")) if cue is not None and cue.stand_in else None,
        zones=tuple(told.get("zones", ())),
        unapproved=tuple(one for one in known_emergencies(contents) if one.approved is None),
        alerts=tuple(current(contents.folder, now)),
        told=told,
        behind=backlog(contents, [plan for plan in plans if plan.day >= now.date()]),
    )


def told_by_daemon(folder: Path, now: datetime) -> dict[str, Any]:
    """Return what the daemon last said of itself, nothing when it is gone or that is too long ago."""
    places = Places(folder)
    if not OnlyOne.is_held(places.run_lock):
        return {}
    try:
        told: dict[str, Any] = json.loads(places.status.read_text("utf-8"))
        fresh = abs(now - datetime.fromisoformat(told["at"])) < FRESH
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return told if fresh and told.get("running") else {}


def status_json(found: Status, language: str) -> Json:
    """Return `found` as `status --json` shows it."""
    return {
        "now": found.now.isoformat(timespec="seconds"),
        "running": found.running,
        "on_air": found.on_air.airtime.id if found.on_air else None,
        "cue": cue_json(found.cue) if found.cue else None,
        "relay": found.relay.said(language) if found.relay else None,
        "next": (
            {
                "airing": found.coming.airtime.id,
                "starts_at": found.coming.airtime.starts_at.isoformat(),
                "ready": found.coming_ready,
                "voices": list(found.coming.voices),
            }
            if found.coming
            else None
        ),
        "outputs": [{"name": name, "ok": ok, "detail": detail} for name, ok, detail in found.outputs],
        "zones": list(found.zones),
        "alerts": [standing_json(one) for one in found.alerts],
        "alerts_without_approval": [emergency_json(one) for one in found.unapproved],
        "since": found.told.get("since"),
        "safe_programme": found.is_safe_programme,
        "clock_is_right": found.told.get("clock_is_right"),
        "level": found.told.get("level"),
        "faults": [_said(fault, language) for fault in found.told.get("faults", ())],
        "last_notice": _notice_json(found.told.get("last_notice"), language),
        "behind": behind_json(found.behind, language),
    }


def _said(fault: Mapping[str, Any], language: str) -> Json:
    return {"key": fault["key"], "since": fault["since"], "message": sentence_of(fault).said(language)}


def _notice_json(notice: Mapping[str, Any] | None, language: str) -> Json | None:
    if notice is None:
        return None
    return {
        "at": notice["at"],
        "faults": [_said(fault, language) for fault in notice["faults"]],
        "mended": [_said(fault, language) for fault in notice["mended"]],
    }
