"""Finished programmes: one file per airing, known by the hash of all that made it, with its facts beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from broadcaster.errors import SoundError
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Cue, DayPlan, Rundown
from broadcaster.model.sound import ClipKind
from broadcaster.model.station import Profile, SoundGoal
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.items import LEFT_OVER_S, web_path
from broadcaster.workflows.planning_days import start_of
from broadcaster.workflows.shapes import airing_json, in_zone, rundown_from_json
from broadcaster.workflows.station_folder import Places

if TYPE_CHECKING:
    from broadcaster.sound.survey import Survey
    from broadcaster.studio.stretches import ProgrammePart

EDGE_MS = 5  # in which music and recordings begin and end, however they were cut
RECIPE = 4  # raise it when the same ingredients give another programme


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
    web_size: int = 0  # of the master for the web beside it, 0 for none
    survey: Survey | None = None  # of one that is just being made


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

    def web_path(self, programme: Path) -> Path:
        """Return where the master for the web of a programme lies: DAY/web/HHMM-slot.mp3."""
        return programme.parent / "web" / programme.name

    def find(self, rundown: Rundown) -> Programme | None:
        """Return the finished programme of just this rundown, None when it is still to be made."""
        found = self.standing_in(rundown)
        if found is None or found.key != self.key(rundown):
            return None
        return found if found.web_size == _size(self.web_path(found.path)) else None

    def standing_in(self, rundown: Rundown) -> Programme | None:
        """Return the finished programme that lies ready for this airing, if any: perhaps an earlier build."""
        path = self.path(rundown)
        try:
            facts = json.loads(path.with_suffix(".json").read_text("utf-8"))
            found = _programme(path, facts, rundown)
            return found if path.stat().st_size == found.size and is_intact(path, found.sha256) else None
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
            "sound": [station.sound.loudness_lufs, station.sound.profile.value, station.sound.web_lufs],
            "airing": [rundown.airtime.id, rundown.airtime.title],
            "cues": [[_content(cue), cue.duration_ms, cue.fade_out_ms, cue.clip.title] for cue in rundown.finished],
        }
        return hashlib.sha256(json.dumps(made_of, ensure_ascii=False).encode()).hexdigest()

    def make(self, rundown: Rundown, before_noted: Callable[[Programme], None] = lambda _: None) -> Programme:
        """Make the programme of `rundown` and return it, with its master for the web. Raises SoundError.

        Its facts are written last: until then it is no programme yet, and is made again after a kill. What lies beside
        it and is known only now, its picture, is made by `before_noted`.
        """
        from broadcaster.studio.programme import ProgrammeTags, render_programme
        from broadcaster.studio.stretches import Stretches

        key = self.key(rundown)
        if key is None:
            raise SoundError(N_("an item of {title} is not made yet"), title=rundown.airtime.title)
        station, airtime, path = self._contents.station, rundown.airtime, self.path(rundown)
        tags = ProgrammeTags(airtime.title, station.name, airtime.starts_at.date(), ", ".join(rundown.voices))
        stretches = Stretches(self._places.stretches)
        web = self.web_path(path)
        joined_from: list[Path] = []
        if station.sound.web_lufs is not None:
            goal = SoundGoal(station.sound.web_lufs, Profile.FULL)
            joined_from += render_programme(_parts(rundown, web_path), goal, web, tags, stretches).stretches
        facts = render_programme(_parts(rundown, lambda item: item), station.sound, path, tags, stretches)
        joined_from += facts.stretches
        sidecar = {
            "key": key,
            "sha256": facts.sha256,
            "size": path.stat().st_size,
            "duration_ms": facts.duration_ms,
            "loudness_lufs": round(facts.survey.loudness_lufs, 2),
            "true_peak_dbtp": round(facts.survey.true_peak_dbtp, 2),
            "web_size": _size(web) if station.sound.web_lufs is not None else 0,
            "stretches": sorted({stretch.stem for stretch in joined_from}),
            "airing": airing_json(rundown, path.name),
        }
        made = _programme(path, sidecar, rundown)
        before_noted(replace(made, survey=facts.survey))  # which is let go of: a week of them would fill the memory
        write_beside(path.with_suffix(".json"), json.dumps(sidecar, ensure_ascii=False, indent=1).encode())
        return made

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
            wants_web = self._contents.station.sound.web_lufs is not None
            for path in (folder / "web").glob("*.mp3"):
                if not wants_web or path.name not in names:
                    path.unlink(missing_ok=True)

    def clear_stretches(self, now_s: float) -> None:
        """Remove the stretches that no programme is made of any more, once they are a week old."""
        wanted: set[str] = set()
        safe = self._places.safe_programme.with_suffix(".json")
        for path in (safe, *self._places.made_programmes.glob("*/*.json")):
            with suppress(OSError, ValueError, KeyError, TypeError):  # not a programme's facts, or not whole
                wanted.update(json.loads(path.read_text("utf-8"))["stretches"])
        for path in self._places.stretches.glob("*/*"):
            with suppress(OSError):  # another process was quicker
                if path.stem not in wanted and path.stat().st_mtime < now_s - LEFT_OVER_S:
                    path.unlink()


def is_intact(path: Path, sha256: str) -> bool:
    """Whether the file still holds what was written, to the byte."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _content(cue: Cue) -> str:
    """Return what names the cue's sound: a script's item is named by the hash of what made it."""
    if cue.clip.kind is ClipKind.SCRIPT and cue.clip.path is not None:
        return cue.clip.path.stem
    return cue.clip.fingerprint


def _parts(rundown: Rundown, mixed_as: Callable[[Path], Path]) -> list[ProgrammePart]:
    """Return the cues as parts that all stand equally loud; items are taken from where `mixed_as` says they lie."""
    from broadcaster.studio.levels import MIX_LUFS, gain_db_to
    from broadcaster.studio.stretches import ProgrammePart

    parts = []
    for cue in rundown.finished:
        path, content = cue.clip.path, _content(cue)
        is_item = cue.clip.kind is ClipKind.SCRIPT
        if is_item and path is not None and mixed_as(path).is_file():
            path, content = mixed_as(path), mixed_as(path).name
        parts.append(
            ProgrammePart(
                path,
                content,
                cue.clip.begins_ms,
                cue.duration_ms,
                fade_in_ms=0 if is_item else EDGE_MS,
                fade_out_ms=cue.fade_out_ms or (0 if is_item else EDGE_MS),
                gain_db=round(gain_db_to(MIX_LUFS, cue.clip.loudness_lufs), 2),
                title=cue.clip.title,
                dies_away=is_item,
                name=cue.clip.id if is_item else "",
            )
        )
    return parts


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _programme(path: Path, facts: dict[str, Any], like: Rundown) -> Programme:
    return Programme(
        path=path,
        key=str(facts["key"]),
        sha256=str(facts["sha256"]),
        size=int(facts["size"]),
        duration_ms=int(facts["duration_ms"]),
        loudness_lufs=float(facts["loudness_lufs"]),
        true_peak_dbtp=float(facts["true_peak_dbtp"]),
        web_size=int(facts.get("web_size", 0)),
        rundown=in_zone(rundown_from_json(facts["airing"]), like.airtime.starts_at),
    )
