"""Finished programmes: one file per airing, known by the hash of all that made it, with its facts beside it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Cue, DayPlan, Rundown
from broadcaster.model.sound import ClipKind
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.planning_days import start_of
from broadcaster.workflows.shapes import airing_json, in_zone, rundown_from_json
from broadcaster.workflows.station_folder import Places

RECIPE = 2  # raise it when the same ingredients give another programme


@dataclass(frozen=True)
class Programme:
    """A finished programme: its file, its facts, and the rundown it was made of."""

    path: Path
    key: str
    sha256: str
    size: int
    duration_ms: int
    loudness_lufs: float
    true_peak_dbtp: float
    rundown: Rundown


class ProgrammeShelf:
    """The finished programmes of a station."""

    ENDINGS = (".mp3", ".json", ".svg")  # of a programme, its facts, its picture

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._places = Places(contents.folder)

    def path(self, rundown: Rundown) -> Path:
        """Return where the programme of `rundown` lies: DAY/HHMM-slot.mp3."""
        airtime = rundown.airtime
        folder = self._places.programmes(airtime.starts_at.date())
        return folder / f"{airtime.starts_at:%H%M}-{airtime.slot}.mp3"

    def find(self, rundown: Rundown) -> Programme | None:
        """Return the finished programme of just this rundown, None when it is still to be made."""
        found = self.standing_in(rundown)
        return found if found is not None and found.key == self.key(rundown) else None

    def standing_in(self, rundown: Rundown) -> Programme | None:
        """Return the finished programme that lies ready for this airing, if any: perhaps an earlier build."""
        path = self.path(rundown)
        try:
            facts = json.loads(path.with_suffix(".json").read_text("utf-8"))
            found = _programme(path, facts, rundown)
            return found if path.stat().st_size == found.size and self.is_intact(found) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def lying_ready(self, day: date) -> list[Programme]:
        """Return every whole programme that lies in the folder of `day`, whoever planned it."""
        found: list[Programme] = []
        for path in sorted(self._places.programmes(day).glob("*.json")):
            try:
                facts = json.loads(path.read_text("utf-8"))
                rundown = in_zone(rundown_from_json(facts["airing"]), start_of(day, self._contents))
            except (OSError, ValueError, KeyError, TypeError):
                continue  # not a programme's facts, or not whole
            programme = self.standing_in(rundown)
            found += [programme] if programme else []
        return found

    def key(self, rundown: Rundown) -> str | None:
        """Return the hash of all that makes the programme; None as long as an item of it is not made."""
        if any(cue.clip.path is None and cue.clip.kind is not ClipKind.PAUSE for cue in rundown.finished):
            return None
        station = self._contents.station
        made_of = {
            "recipe": RECIPE,
            "station": station.name,
            "sound": [station.sound.loudness_lufs, station.sound.profile.value],
            "airing": [rundown.airtime.id, rundown.airtime.title],
            "cues": [[_content(cue), cue.duration_ms, cue.fade_out_ms, cue.clip.title] for cue in rundown.finished],
        }
        return hashlib.sha256(json.dumps(made_of, ensure_ascii=False).encode()).hexdigest()

    def make(self, rundown: Rundown) -> Programme:
        """Make the programme of `rundown` and return it. Raises SoundError."""
        from broadcaster.studio.programme import (
            ProgrammePart,
            ProgrammeTags,
            render_programme,
        )

        key = self.key(rundown)
        if key is None:
            raise SoundError(N_("an item of {title} is not made yet"), title=rundown.airtime.title)
        station = self._contents.station
        goal = station.sound
        parts = [
            ProgrammePart(
                path=cue.clip.path,
                offset_ms=0,
                duration_ms=cue.duration_ms,
                title=cue.clip.title,
                fade_out_ms=cue.fade_out_ms,
                gain_db=_gain_db(cue, goal.loudness_lufs),
            )
            for cue in rundown.finished
        ]
        path = self.path(rundown)
        airtime = rundown.airtime
        tags = ProgrammeTags(airtime.title, station.name, airtime.starts_at.date(), ", ".join(rundown.voices))
        facts = render_programme(parts, goal, path, tags)
        sidecar = {
            "key": key,
            "sha256": facts.sha256,
            "size": path.stat().st_size,
            "duration_ms": facts.duration_ms,
            "loudness_lufs": round(facts.loudness_lufs, 2),
            "true_peak_dbtp": round(facts.true_peak_dbtp, 2),
            "airing": airing_json(rundown, path.name),
        }
        write_beside(path.with_suffix(".json"), json.dumps(sidecar, ensure_ascii=False, indent=1).encode())
        return _programme(path, sidecar, rundown)

    def is_intact(self, programme: Programme) -> bool:
        """Whether the file still holds what was written, to the byte."""
        try:
            with programme.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == programme.sha256
        except OSError:
            return False

    def write_day_list(self, plan: DayPlan, made: Mapping[str, Programme]) -> Path:
        """Write the day's playlist, which any player can play if all else fails."""
        path = self._places.day_list(plan.day)
        lines = ["#EXTM3U", f"#PLAYLIST:{self._contents.station.name} {plan.day.isoformat()}"]
        for rundown in plan.rundowns:
            programme = made.get(rundown.airtime.id)
            if programme is not None:
                seconds = round(programme.duration_ms / 1000)
                lines.append(f"#EXTINF:{seconds},{rundown.airtime.starts_at:%H:%M} {rundown.airtime.title}")
                lines.append(f"../../audio/programmes/{plan.day.isoformat()}/{programme.path.name}")
        content = ("\n".join(lines) + "\n").encode()
        if not path.is_file() or path.read_bytes() != content:
            write_beside(path, content)
        return path

    def clear_leftovers(self, plan: DayPlan) -> None:
        """Remove that day's programmes for which there is no airing any more: another slot's, another hour's.

        An airing's own stays, though it may be of an earlier build: it stands in where a new one can't be made.
        """
        planned = [self.path(rundown) for rundown in plan.rundowns]
        names = {name for path in planned for name in (path.with_suffix(ending).name for ending in self.ENDINGS)}
        folder = self._places.programmes(plan.day)
        if folder.is_dir():
            for path in folder.iterdir():
                if path.suffix in self.ENDINGS and path.name not in names:
                    path.unlink(missing_ok=True)


def _content(cue: Cue) -> str:
    """Return what names the cue's sound: a script's item is named by the hash of what made it."""
    if cue.clip.kind is ClipKind.SCRIPT and cue.clip.path is not None:
        return cue.clip.path.stem
    return cue.clip.fingerprint


def _gain_db(cue: Cue, goal_lufs: float) -> float:
    """Return by how much a sound is raised so that all parts of a programme stand equally loud."""
    from broadcaster.studio.levels import gain_db_to

    return gain_db_to(goal_lufs, cue.clip.loudness_lufs)


def _programme(path: Path, facts: dict[str, Any], like: Rundown) -> Programme:
    return Programme(
        path=path,
        key=str(facts["key"]),
        sha256=str(facts["sha256"]),
        size=int(facts["size"]),
        duration_ms=int(facts["duration_ms"]),
        loudness_lufs=float(facts["loudness_lufs"]),
        true_peak_dbtp=float(facts["true_peak_dbtp"]),
        rundown=in_zone(rundown_from_json(facts["airing"]), like.airtime.starts_at),
    )
