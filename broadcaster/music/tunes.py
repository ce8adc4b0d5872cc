"""The tunes to fill the air with: three settings of what `compose_tune` writes."""

from dataclasses import dataclass

import numpy as np

from broadcaster.music.instruments import Samples, bell, drum, pad, wood
from broadcaster.music.performance import (
    HARP,
    LUTE,
    MONOCHORD,
    PIPE,
    ZITHER,
    Player,
    Stage,
    breathing,
    played,
    struck,
    sweep,
)
from broadcaster.music.room import finished, placed, reverberated
from broadcaster.music.score import (
    BAC,
    HUYNH,
    NAM,
    Line,
    Note,
    Scale,
    Tune,
    adorned,
    compose_tune,
    figured,
    ground,
    length_beats,
    plain,
)

PICKUP_BEATS = 4.0  # a bar of accompaniment before the tune


@dataclass(frozen=True)
class Setting:
    """How a tune is set: who leads and who answers, the figure below, the pace, the hall.

    number: its hand of phrases. up: degrees above the written ones, for the tune; answer_ups:
    for the second voice in the later three parts. patterns: the accompaniment's bar in each of
    the four parts. tail_s: seconds after the last beat. beaten: with drum and wood.
    """

    number: int
    scale: Scale
    tempo_bpm: float
    lead: Player
    answer: Player
    up: int
    answer_ups: tuple[int, int, int]
    patterns: tuple[str, str, str, str]
    lead_level: float
    answer_level: float
    pad_level: float
    ring_s: float
    wet_db: float
    tail_s: float
    beaten: bool = False


COUNTRYSIDE = Setting(
    number=0,
    scale=Scale(220.0, NAM),
    tempo_bpm=80,
    lead=PIPE,
    answer=ZITHER,
    up=5,
    answer_ups=(0, 0, 5),
    patterns=("0:1 3:.5 5:.5 3:1 5:1", "0:.5 3:.5 5:.5 3:.5 5:1 3:1", "0:1 5:1 3:1 5:1", "0:1 3:.5 5:.5 3:1 5:1"),
    lead_level=0.42,
    answer_level=0.65,
    pad_level=0.16,
    ring_s=1.8,
    wet_db=-10,
    tail_s=2.4,
)
DAYBREAK = Setting(
    number=1,
    scale=Scale(196.0, BAC),
    tempo_bpm=72,
    lead=MONOCHORD,
    answer=PIPE,
    up=5,
    answer_ups=(5, 5, 10),
    patterns=("0:1.5 3:.5 5:2", "0:1 3:1 5:.5 8:.5 5:1", "0:.5 3:.5 5:1 8:1 5:1", "0:1 3:1 5:.5 8:.5 5:1"),
    lead_level=1.0,
    answer_level=0.18,
    pad_level=0.22,
    ring_s=2.4,
    wet_db=-8,
    tail_s=2.6,
)
SPRING = Setting(
    number=2,
    scale=Scale(349.23, HUYNH),
    tempo_bpm=108,
    lead=ZITHER,
    answer=PIPE,
    up=0,
    answer_ups=(5, 0, 5),
    patterns=(
        "-5:1 0:.5 -2:.5 -5:.5 -2:.5 0:1",
        "-5:.5 -2:.5 0:1 -5:.5 -2:.5 0:1",
        "-5:1 0:1 -2:1 0:1",
        "-5:.5 -2:.5 0:1 -5:.5 -2:.5 0:1",
    ),
    lead_level=1.0,
    answer_level=0.22,
    pad_level=0.12,
    ring_s=1.3,
    wet_db=-12,
    tail_s=3.0,
    beaten=True,
)


def countryside(rate_hz: int, rng: np.random.Generator) -> Samples:
    """Giai điệu đồng quê: homesick, on the flute with the zither beside it."""
    return _set(COUNTRYSIDE, rate_hz, rng)


def daybreak(rate_hz: int, rng: np.random.Generator) -> Samples:
    """Giai điệu ban mai: slow and wide, on the monochord with far bells."""
    return _set(DAYBREAK, rate_hz, rng)


def spring(rate_hz: int, rng: np.random.Generator) -> Samples:
    """Giai điệu mùa xuân: quick and bright, on the zither with drum and wood."""
    return _set(SPRING, rate_hz, rng)


def under(low: Line, stage: Stage, rng: np.random.Generator, up: int = 0) -> Samples:
    """Hold each note of a ground and its fifth on the pad, one bar melting into the next."""
    bus = stage.empty()
    at_beat = 0.0
    for note in low:
        start_s = stage.second(at_beat) - 0.5
        lasts_s = stage.second(at_beat + note.beats) - start_s + 1.0
        for degree, level in ((0, 1.0), (3, 0.7)):
            hz = stage.scale.hz(note.degree + degree + up)
            placed(level * pad(hz, lasts_s, stage.rate_hz, rng), bus, round(start_s * stage.rate_hz), wraps=stage.wraps)
        at_beat += note.beats
    return bus


def _set(setting: Setting, rate_hz: int, rng: np.random.Generator) -> Samples:
    """Write a tune, set it for its players and finish it."""
    tune = compose_tune(setting.number, rng)
    whole = tuple(note for part in tune.parts for note in part)
    beats = PICKUP_BEATS + length_beats(whole)
    beats_s = breathing(beats, setting.tempo_bpm, 0.15, rng, slowing=0.35)
    stage = Stage(rate_hz, round(beats_s[-1] + setting.tail_s, 3), setting.scale, beats_s)
    dry = setting.lead_level * played(whole, setting.lead, stage, rng, from_beat=PICKUP_BEATS, up=setting.up)
    dry += setting.answer_level * _answers(tune, setting, stage, rng)
    dry += _ground(tune, setting, stage, rng)
    dry += _ending(stage, beats, rng)
    if setting.beaten:
        dry += beaten(stage, beats - 4, rng)
    wide = reverberated(dry, rate_hz, rng, ring_s=setting.ring_s, wet_db=setting.wet_db)
    return finished(wide, rate_hz, fade_s=1.8)


def _answers(tune: Tune, setting: Setting, stage: Stage, rng: np.random.Generator) -> Samples:
    """Second voice: silent at first, then beside the tune: its plain notes in A' and B, adorned anew in A''."""
    part_beats = length_beats(tune.parts[0])
    bus = stage.empty()
    lines = (plain(tune.parts[1]), plain(tune.parts[2]), adorned(tune.parts[3], rng))
    for number, (line, up) in enumerate(zip(lines, setting.answer_ups, strict=True), start=1):
        from_beat = PICKUP_BEATS + number * part_beats
        bus += played(line, setting.answer, stage, rng, from_beat=from_beat, up=up)
    return bus


def _ground(tune: Tune, setting: Setting, stage: Stage, rng: np.random.Generator) -> Samples:
    """Accompaniment: each part's figure on the lute and zither, and the pad; the first bar alone."""
    low: Line = (Note(0, PICKUP_BEATS),)
    figures: Line = figured(low, setting.patterns[0])
    for part, pattern in zip(tune.parts, setting.patterns, strict=True):
        bars = ground(part, setting.scale.steps)
        low += bars
        figures += figured(bars, pattern)
    figures = (*figures[: -len(setting.patterns[3].split())], Note(-2, 1.0), Note(0, 3.0))
    lute = played(figures, LUTE, stage, rng)
    strings = played(plain(figures), ZITHER, stage, rng)
    return 0.6 * lute + 0.3 * strings + setting.pad_level * under(low, stage, rng)


def _ending(stage: Stage, beats: float, rng: np.random.Generator) -> Samples:
    """Close the tune: a slow run up the strings over the last chord, and bells at its top."""
    home_s = stage.second(beats - 3)
    bus = 0.3 * struck(sweep(home_s + 0.5, 0, 10, 0.11, 0.6), HARP, stage, rng)
    for at_s, degree, level in ((home_s, 5, 0.4), (home_s + 1.9, 10, 0.25)):
        placed(level * bell(stage.scale.hz(degree), 3.5, stage.rate_hz, rng), bus, round(at_s * stage.rate_hz))
    return bus


def beaten(
    stage: Stage, beats: float, rng: np.random.Generator, *, from_beat: int = 0, drum_hz: float = 205.0
) -> Samples:
    """Drum on the bar's strong beats, wood between them; a stroke is left out now and then."""
    bus = stage.empty()
    for half in range(from_beat * 2, int(beats * 2)):
        strong, off = half % 8 in (0, 3, 4), half % 2 == 1 or half % 8 == 6
        if rng.random() < 0.08:
            continue
        start = round((stage.second(half / 2) + rng.normal(0, 0.005)) * stage.rate_hz)
        if strong:
            placed(rng.uniform(0.36, 0.48) * drum(drum_hz, 0.5, stage.rate_hz, rng), bus, max(0, start))
        if off:
            placed(rng.uniform(0.14, 0.21) * wood(980.0, 0.2, stage.rate_hz, rng), bus, max(0, start))
    return bus
