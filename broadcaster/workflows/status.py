"""What is on air now, what comes next, how the outputs are: told by the daemon, checked against the clock."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from broadcaster.messages import Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Cue, Rundown
from broadcaster.receiver.words import read_news
from broadcaster.workflows.building import plan_range
from broadcaster.workflows.emergencies import Emergency, emergency_json, known_emergencies
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
    )


def told_by_daemon(folder: Path, now: datetime) -> dict[str, Any]:
    """Return what the daemon last said of itself, nothing when that is too long ago."""
    try:
        told: dict[str, Any] = json.loads(Places(folder).status.read_text("utf-8"))
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
        "alerts_without_approval": [emergency_json(one) for one in found.unapproved],
    }
