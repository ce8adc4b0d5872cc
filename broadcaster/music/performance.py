"""Playing: from notes to sound, with a player's timing, touch and swell.

Nobody plays like a clock. Onsets wander by some milliseconds, bars breathe, phrases swell to
their middle and sink to their end, strings are bent into their notes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from broadcaster.music.instruments import Samples, Touch, dan_bau, dan_nguyet, dan_tranh, flute
from broadcaster.music.room import placed
from broadcaster.music.score import BAR_BEATS, Line, Scale, length_beats

Instrument = Callable[[float, float, int, np.random.Generator, Touch], Samples]


@dataclass(frozen=True)
class Player:
    """An instrument and how it is used.

    ring_s: seconds a note sounds on after its length. stray_ms: how far onsets wander. late_ms: how
    far the player leans behind the beat. bends: chance that a note is slid into
    from where the last one was, how_far_cents at the most.
    vibrato_cents: on notes of a beat and more.
    """

    instrument: Instrument
    ring_s: float
    stray_ms: float = 7.0
    late_ms: float = 0.0
    bends: float = 0.0
    how_far_cents: float = 0.0
    glide_s: float = 0.12
    vibrato_cents: float = 0.0


ZITHER = Player(dan_tranh, ring_s=2.2, bends=0.3, how_far_cents=160, vibrato_cents=16)
HARP = Player(dan_tranh, ring_s=4.5)  # the zither's open strings, for runs and last chords
LUTE = Player(dan_nguyet, ring_s=1.2, stray_ms=9)
MONOCHORD = Player(dan_bau, ring_s=1.1, late_ms=8, bends=0.75, how_far_cents=300, glide_s=0.19, vibrato_cents=22)
LAST_RING_S = 3.5  # a line's last note is left to die by itself
PIPE = Player(flute, ring_s=0.06, late_ms=10, bends=0.4, how_far_cents=110, glide_s=0.09, vibrato_cents=13)


@dataclass(frozen=True)
class Stage:
    """Where and when a piece is played.

    beats_s: the second at which each quarter of a beat falls, rising. length_s: of the whole piece.
    wraps: what sounds on beyond the end comes round to the beginning.
    """

    rate_hz: int
    length_s: float
    scale: Scale
    beats_s: tuple[float, ...]
    wraps: bool = False

    def empty(self) -> Samples:
        """Give a silent bus of the piece's length."""
        return np.zeros(round(self.length_s * self.rate_hz))

    def second(self, beat: float) -> float:
        """Second at which a beat falls; beats beyond the last go on in its tempo."""
        quarters = len(self.beats_s) - 1
        if beat * 4 > quarters:
            return self.beats_s[-1] + (beat * 4 - quarters) * (self.beats_s[-1] - self.beats_s[-2])
        return float(np.interp(beat * 4, np.arange(quarters + 1), self.beats_s))


def breathing(
    beats: float, tempo_bpm: float, start_s: float, rng: np.random.Generator, slowing: float
) -> tuple[float, ...]:
    """Lay out the quarters of the beats: the tempo drifts by one part in a hundred and slows at the end.

    slowing: how much longer the last of the four closing beats is than the others, 0 to 0.5.
    """
    quarters = round(beats * 4)
    drift = np.cumsum(rng.standard_normal(quarters))
    drift = 0.012 * np.sin(drift / 9)
    bar = 0.012 * (np.arange(quarters) % 64 > 58)  # a breath before each new phrase
    last = slowing * np.clip((np.arange(quarters) - (quarters - 28)) / 16, 0, 1) ** 2
    step_s = 15 / tempo_bpm * (1 + drift + bar + last)
    return tuple(float(at) for at in start_s + np.concatenate([[0.0], np.cumsum(step_s)]))


def played(  # noqa: PLR0913 - who plays what, where, from when and how high
    line: Line, player: Player, stage: Stage, rng: np.random.Generator, *, from_beat: float = 0.0, up: int = 0
) -> Samples:
    """Play a line from a beat on, `up` degrees higher than written, onto a bus of its own."""
    bus = stage.empty()
    whole = max(length_beats(line), 1.0)
    at_beat, before_hz = from_beat, stage.scale.hz(line[0].degree + up)
    for number, note in enumerate(line):
        start_s = stage.second(at_beat)
        lasts_s = stage.second(at_beat + note.beats) - start_s
        level = _stress(at_beat, (at_beat - from_beat) % 16 / min(16.0, whole)) * 10 ** (rng.normal(0, 0.8) / 20)
        hz = stage.scale.hz(note.degree + up)
        touch = _touch(player, 1200 * float(np.log2(hz / before_hz)), lasts_s, rng)
        ring_s = player.ring_s + (LAST_RING_S if player.ring_s > 1 and number == len(line) - 1 else 0.0)
        sound = player.instrument(hz, lasts_s + ring_s, stage.rate_hz, rng, touch)
        start_s += (player.late_ms + np.clip(rng.normal(0, player.stray_ms), -18, 18)) / 1000
        placed(level * sound, bus, max(0, round(start_s * stage.rate_hz)), wraps=stage.wraps)
        at_beat, before_hz = at_beat + note.beats, hz
    return bus


def struck(
    strokes: tuple[tuple[float, int, float], ...], player: Player, stage: Stage, rng: np.random.Generator
) -> Samples:
    """Play single strokes, each a second, a degree and a level (1 is full), onto a bus of their own."""
    bus = stage.empty()
    for at_s, degree, level in strokes:
        sound = player.instrument(stage.scale.hz(degree), 0.3 + player.ring_s, stage.rate_hz, rng, Touch())
        start_s = at_s + rng.normal(0, player.stray_ms) / 3000
        placed(
            level * 10 ** (rng.normal(0, 0.7) / 20) * sound,
            bus,
            max(0, round(start_s * stage.rate_hz)),
            wraps=stage.wraps,
        )
    return bus


def sweep(at_s: float, first: int, last: int, step_s: float, level: float) -> tuple[tuple[float, int, float], ...]:
    """Write the zither's run over its strings (á), degree after degree; it hurries and swells."""
    way = range(first, last + 1) if last >= first else range(first, last - 1, -1)
    count = len(way)
    hurry = [at_s + step_s * (k - 0.22 * k * k / count) for k in range(count)]
    return tuple((hurry[k], degree, level * (0.55 + 0.45 * (k + 1) / count)) for k, degree in enumerate(way))


def _touch(player: Player, leap_cents: float, lasts_s: float, rng: np.random.Generator) -> Touch:
    """Decide what the left hand does: it slides the way the melody goes, and swings on long notes only."""
    slid = leap_cents != 0 and rng.random() < player.bends and lasts_s > 0.22
    from_cents = -min(abs(leap_cents), player.how_far_cents) * float(np.sign(leap_cents)) if slid else 0.0
    swing = player.vibrato_cents * rng.uniform(0.7, 1.2) if lasts_s > 0.6 else 0.0
    bend_cents = from_cents * rng.uniform(0.85, 1.0)
    return Touch(bend_cents, player.glide_s * rng.uniform(0.8, 1.2), swing, rng.uniform(4.9, 5.9))


def _stress(at_beat: float, through: float) -> float:
    """Level of a note from its place in the bar and in the phrase (0 beginning, 1 end)."""
    place = at_beat % BAR_BEATS
    metre = 1.0 if place == 0 else 0.93 if place == 2 else 0.87 if place % 1 == 0 else 0.78
    return metre * float(0.82 + 0.18 * np.sin(np.pi * min(1.0, 0.15 + 0.8 * through)))
