"""The beds that lie under speech: loops of a minute, low and soft where voices are clear."""

from dataclasses import dataclass

import numpy as np

from broadcaster.music.instruments import Samples
from broadcaster.music.performance import LUTE, MONOCHORD, PIPE, Player, Stage, played
from broadcaster.music.room import finished, reverberated, tilted
from broadcaster.music.score import BAC, NAM, Line, Note, Scale, figured
from broadcaster.music.tunes import under

BED_S = 60.0
BEFORE_S = 0.25  # the loop is cut so long before its first stroke, where little sounds
SOFT_LUTE = Player(LUTE.instrument, ring_s=2.2, stray_ms=14)
FAR_PIPE = Player(PIPE.instrument, ring_s=0.5, late_ms=20, bends=0.5, how_far_cents=110, glide_s=0.14, vibrato_cents=10)


@dataclass(frozen=True)
class Ground:
    """What a bed is made of.

    bars: the low note of each bar, in degrees; patterns: the lute's figure on each quarter of them.
    singer: who plays single long notes above, `up` degrees higher, `every_bars` bars apart.
    """

    scale: Scale
    bars: tuple[int, ...]
    patterns: tuple[str, str, str, str]
    singer: Player
    up: int
    every_bars: int
    singer_level: float
    pad_level: float


CALM = Ground(
    scale=Scale(146.83, BAC),
    bars=(0, 0, 3, 3, 2, 2, 0, 0, 0, 0, 2, 2, 3, 3, 0, 0),
    patterns=("0:2 5:2", "0:1.5 3:.5 5:2", "0:2 3:2", "0:1.5 5:1.5 3:1"),
    singer=MONOCHORD,
    up=5,
    every_bars=1,
    singer_level=0.5,
    pad_level=0.17,
)
STEADY = Ground(  # for news: an even tread at 96 beats a minute
    scale=Scale(164.81, NAM),
    bars=(0, 0, 3, 3, 0, 0, 2, 2, 3, 3, 0, 0, 2, 2, 3, 3, 0, 0, 2, 3, 0, 0, 3, 0),
    patterns=("0:1 3:1 5:1 3:1", "0:1 3:.5 5:.5 3:1 5:1", "0:1 5:1 3:1 5:1", "0:.5 3:.5 5:1 3:1 5:1"),
    singer=FAR_PIPE,
    up=0,
    every_bars=2,
    singer_level=0.2,
    pad_level=0.12,
)


def calm_bed(rate_hz: int, rng: np.random.Generator) -> Samples:
    """Bed for whatever is told: 16 slow bars, low pads, sparse low strings, a monochord far behind."""
    return _laid(CALM, rate_hz, rng)


def steady_bed(rate_hz: int, rng: np.random.Generator) -> Samples:
    """Bed for news: 24 bars at a walking pace on the lute, now and then a long note of the flute."""
    return _laid(STEADY, rate_hz, rng)


def _laid(ground: Ground, rate_hz: int, rng: np.random.Generator) -> Samples:
    """Play a ground round and round: whatever rings on beyond the end is heard at the beginning."""
    low = tuple(Note(degree, 4.0) for degree in ground.bars)
    quarters = 16 * len(low)
    beats_s = tuple(float(at) for at in np.linspace(0, BED_S, quarters + 1))
    stage = Stage(rate_hz, BED_S, ground.scale, beats_s, wraps=True)
    quarter = len(low) // 4
    figures: Line = ()
    for number, pattern in enumerate(ground.patterns):
        figures += figured(low[number * quarter : (number + 1) * quarter], pattern)
    count = len(low) // ground.every_bars
    sung = tuple(Note(degree, 4.0 * ground.every_bars) for degree in (*_wander(count - 1, rng), 5))
    dry = 0.45 * played(figures, SOFT_LUTE, stage, rng)
    dry += ground.singer_level * played(sung, ground.singer, stage, rng, up=ground.up)
    dry += ground.pad_level * under(low, stage, rng, up=5)
    wide = reverberated(dry, rate_hz, rng, ring_s=2.6, wet_db=-7, wraps=True)
    loop = finished(tilted(wide, rate_hz, shelf_hz=1000, shelf_db=-13), rate_hz, fade_s=0.0, wraps=True)
    return np.roll(loop, round(BEFORE_S * rate_hz))


def _wander(count: int, rng: np.random.Generator) -> tuple[int, ...]:
    """Walk over the degrees around hò's octave by small steps, never far from it."""
    degrees = [5]
    for _ in range(count - 1):
        home = -1 if degrees[-1] > 6 else 1 if degrees[-1] < 3 else 0
        degrees.append(int(np.clip(degrees[-1] + rng.integers(-2, 3) + home, 1, 8)))
    return tuple(degrees)
