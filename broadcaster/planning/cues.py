"""Cues, one behind the other."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from broadcaster.model.plan import Airtime, Cue, later
from broadcaster.planning.fill import Filled


def filling(filled: Filled, airtime: Airtime) -> Cue:
    """Return a filling as a cue that still has to be put in its time."""
    clip = filled.clip
    return Cue(clip, clip.kind.value, airtime.starts_at, filled.duration_ms, filled.fade_out_ms)


def in_time(starts_at: datetime, sounds: Sequence[Cue]) -> list[Cue]:
    """Return `sounds` with their starts, each where the last one ends."""
    cues: list[Cue] = []
    for cue in sounds:
        stand_in = tuple(in_time(starts_at, cue.stand_in)) if cue.stand_in else ()
        cues.append(replace(cue, starts_at=starts_at, stand_in=stand_in))
        starts_at = later(starts_at, cue.duration_ms)
    return cues
