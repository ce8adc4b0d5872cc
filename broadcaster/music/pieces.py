"""The pieces: one function each, rate and chance in, finished samples out.

The short ones, here, are made of the station's sign (``compose_call``), so that listeners know
them for one family. The long ones are in ``tunes``.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from broadcaster.music.beds import calm_bed, steady_bed
from broadcaster.music.instruments import Samples, Touch, bell, siren
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
    CLOSES,
    OPENINGS,
    Line,
    Note,
    Scale,
    adorned,
    compose_call,
    figured,
    follow,
    ground,
    length_beats,
    plain,
)
from broadcaster.music.tunes import beaten, countryside, daybreak, spring, under

Piece = Callable[[int, np.random.Generator], Samples]

STATION = Scale(293.66, BAC)  # D: the flute's and the zither's easy key, and high enough for a horn


def _bell(frequency_hz: float, duration_s: float, rate_hz: int, rng: np.random.Generator, touch: Touch) -> Samples:  # noqa: ARG001 - bells cannot be bent
    return bell(frequency_hz, duration_s, rate_hz, rng)


BELL = Player(_bell, ring_s=4.5, stray_ms=3)
SMALL_BELL = Player(_bell, ring_s=1.35, stray_ms=2)
SHORT_ZITHER = Player(ZITHER.instrument, ring_s=1.2, stray_ms=3)
SLIDING = Player(
    MONOCHORD.instrument, ring_s=0.8, stray_ms=2, bends=1.0, how_far_cents=500, glide_s=0.3, vibrato_cents=20
)

HIGH_DRUM_HZ = STATION.hz(2)  # tuned to xang; a horn is deaf to a larger drum
ALERT_HZ = (860.0, 1216.0)
ALERT_STROKES = 8


def signature(rate_hz: int, rng: np.random.Generator) -> Samples:
    """Play the signature tune, 18 s: a run over the strings, the sign, a question, its answer, bells."""
    call = compose_call(rng)
    opening = follow(OPENINGS, call, rng)
    line = call + opening + follow(CLOSES, opening, rng)
    stage = Stage(rate_hz, 18.0, STATION, breathing(length_beats(line), 88, 1.2, rng, slowing=0.3))
    home_s = stage.second(length_beats(line) - 3)
    runs = sweep(0.1, -3, 7, 0.085, 0.62) + sweep(home_s + 0.32, 2, 10, 0.105, 0.42)
    bells = ((stage.second(2.0), 10, 0.5), (home_s + 0.01, 5, 0.5), (home_s + 1.5, 10, 0.36))
    sung = plain(line[len(call) :])
    dry = played(line, ZITHER, stage, rng)
    dry += 0.7 * played(call, ZITHER, stage, rng, up=5)
    dry += 0.6 * struck(runs, HARP, stage, rng)
    dry += 0.28 * played(sung, PIPE, stage, rng, from_beat=4, up=5)
    dry += _carried(line, stage, rng)
    dry += 0.8 * struck(bells, BELL, stage, rng)
    dry += 0.8 * beaten(stage, length_beats(line) - 3, rng, from_beat=4, drum_hz=HIGH_DRUM_HZ)
    return finished(reverberated(dry, rate_hz, rng, ring_s=1.9, wet_db=-9), rate_hz, fade_s=1.0)


def closing(rate_hz: int, rng: np.random.Generator) -> Samples:
    """Play the closing tune, 14 s: the sign lower and slower, the way home, a long last chord."""
    call = compose_call(rng)
    line = call + follow(CLOSES, call, rng)
    stage = Stage(rate_hz, 14.0, STATION, breathing(length_beats(line), 70, 0.1, rng, slowing=0.45))
    home_s = stage.second(length_beats(line) - 3)
    chord = tuple((home_s + 0.05 * k, degree, 0.6) for k, degree in enumerate((-5, -2, 0, 3)))
    bells = ((stage.second(2.0), 5, 0.4), (home_s + 0.22, 5, 0.5), (home_s + 1.9, 10, 0.3))
    dry = played(adorned(line, rng), ZITHER, stage, rng)
    dry += 0.26 * played(plain(line), PIPE, stage, rng, up=5)
    dry += _carried(line, stage, rng)
    dry += 0.8 * struck(chord, HARP, stage, rng)
    dry += 0.35 * struck(sweep(home_s + 0.6, 10, 0, 0.12, 0.5), HARP, stage, rng)
    dry += 0.8 * struck(bells, BELL, stage, rng)
    return finished(reverberated(dry, rate_hz, rng, ring_s=2.2, wet_db=-8), rate_hz, fade_s=1.4)


def stinger(rate_hz: int, rng: np.random.Generator) -> Samples:
    """Part two parts, 3 s: the sign in quick notes and a bell on its last one."""
    call = compose_call(rng)
    stage = Stage(rate_hz, 3.0, STATION, breathing(4.0, 205, 0.0, rng, slowing=0.0))
    last_s, last = stage.second(2.0), call[-1].degree
    dry = played(call, SHORT_ZITHER, stage, rng)
    dry += 0.5 * struck(((0.0, -5, 0.8), (last_s, -5, 0.7), (last_s + 0.03, 0, 0.8)), LUTE, stage, rng)
    dry += struck(((last_s, last, 0.45), (last_s + 0.15, last + 5, 0.4)), SMALL_BELL, stage, rng)
    return finished(reverberated(dry, rate_hz, rng, ring_s=1.2, wet_db=-10), rate_hz, fade_s=0.9)


def sliding_stinger(rate_hz: int, rng: np.random.Generator) -> Samples:
    """Part two parts softly, 4 s: the zither runs up to the sign's end, and the monochord slides into it."""
    call = compose_call(rng)
    stage = Stage(rate_hz, 4.0, STATION, breathing(4.0, 150, 0.75, rng, slowing=0.0))
    last, before = call[-1].degree, call[-2].degree
    dry = 0.6 * struck(sweep(0.0, -2, 6, 0.075, 0.7), HARP, stage, rng)
    dry += 0.9 * played((Note(before, 0.5), Note(last, 2.0)), SLIDING, stage, rng)
    low_s = stage.second(0.5)
    dry += 0.5 * struck(((low_s, -5, 0.8), (low_s + 0.02, -2, 0.6), (low_s + 0.04, 0, 0.6)), LUTE, stage, rng)
    dry += struck(((low_s + 0.3, last + 5, 0.3),), SMALL_BELL, stage, rng)
    return finished(reverberated(dry, rate_hz, rng, ring_s=1.4, wet_db=-9), rate_hz, fade_s=1.1)


def beaten_stinger(rate_hz: int, rng: np.random.Generator) -> Samples:
    """Part two parts briskly, 3 s: two bars of drum and wood, the sign on the zither over the second."""
    call = compose_call(rng)
    stage = Stage(rate_hz, 3.0, STATION, breathing(8.0, 250, 0.0, rng, slowing=0.0))
    dry = played(call, SHORT_ZITHER, stage, rng, from_beat=4)
    dry += 0.45 * played(call, SHORT_ZITHER, stage, rng, from_beat=4, up=5)
    dry += 1.2 * beaten(stage, 6, rng, drum_hz=HIGH_DRUM_HZ)
    last_s = stage.second(6.0)
    dry += 0.5 * struck(((stage.second(4.0), -5, 0.8), (last_s, -5, 0.8), (last_s + 0.02, 0, 0.8)), LUTE, stage, rng)
    dry += struck(((last_s, call[-1].degree + 5, 0.4),), SMALL_BELL, stage, rng)
    return finished(reverberated(dry, rate_hz, rng, ring_s=1.0, wet_db=-11), rate_hz, fade_s=0.9)


def alert(rate_hz: int, rng: np.random.Generator) -> Samples:  # noqa: ARG001 - an alarm is the same in every set
    """Call for attention in an emergency, 6 s: three times eight sudden sounds, high and low in turn.

    Like no music of the station: no note of its scale, a tritone apart, full level at once, no hall. As danger signals
    should be (ISO 7731): its main tones lie between 500 and 1500 Hz, and it changes two to three times a second.
    """
    out = np.zeros(6 * rate_hz)
    for group in range(3):
        for stroke in range(ALERT_STROKES):
            sound = siren(ALERT_HZ[stroke % 2], 0.17, rate_hz)
            placed(sound, out, round((0.01 + 2.0 * group + 0.2 * stroke) * rate_hz))
    return finished(out, rate_hz, fade_s=0.02)


def item_opening(rate_hz: int, rng: np.random.Generator) -> Samples:
    """Open an item, 2 s: the notes of the sign, rising to xê, which waits for more."""
    notes = sorted({note.degree for note in compose_call(rng)})
    return _steps((*notes[-3:], 8), rate_hz, rng)


def item_closing(rate_hz: int, rng: np.random.Generator) -> Samples:
    """Close an item, 2 s: the notes of the sign, falling home."""
    notes = sorted({note.degree for note in compose_call(rng)}, reverse=True)
    return _steps((*notes[:3], 0), rate_hz, rng)


def chime(rate_hz: int, rng: np.random.Generator) -> Samples:
    """Call for a notice, 2 s: two strokes on one bell, the second with its fifth."""
    stage = Stage(rate_hz, 2.0, STATION, (0.0, 1.0))
    high = int(rng.integers(7, 9))  # xang or xê, 784 or 880 Hz
    strokes = ((0.01, high, 0.8), (0.4, high, 0.9), (0.405, high + 3, 0.5))
    dry = struck(strokes, SMALL_BELL, stage, rng)
    return finished(reverberated(dry, rate_hz, rng, ring_s=0.8, wet_db=-13), rate_hz, fade_s=0.7)


def _steps(degrees: tuple[int, ...], rate_hz: int, rng: np.random.Generator) -> Samples:
    """Four quick notes, zither and bell together, the last one left to ring."""
    stage = Stage(rate_hz, 2.0, STATION, (0.0, 1.0))
    strokes = tuple((0.004 + 0.15 * k, degree, 0.75 + 0.08 * k) for k, degree in enumerate(degrees))
    dry = struck(strokes, SHORT_ZITHER, stage, rng)
    dry += 0.35 * struck(tuple((at_s, degree + 5, level) for at_s, degree, level in strokes), SMALL_BELL, stage, rng)
    dry += 0.5 * struck(((strokes[-1][0], degrees[-1] - 5, 0.7),), LUTE, stage, rng)
    return finished(reverberated(dry, rate_hz, rng, ring_s=0.9, wet_db=-11), rate_hz, fade_s=0.8)


def _carried(line: Line, stage: Stage, rng: np.random.Generator) -> Samples:
    """Low lute and pad below a line."""
    low = ground(line, stage.scale.steps)
    lute = played(figured(low, "-5:1 -2:1 0:1 -2:1")[:-3], LUTE, stage, rng)
    return 0.5 * lute + 0.13 * under(low, stage, rng)


PIECES: Mapping[str, Piece] = MappingProxyType(
    {
        "jingles/nhac-hieu.flac": signature,
        "jingles/nhac-ket.flac": closing,
        "jingles/nhac-cat.flac": stinger,
        "jingles/nhac-cat-2.flac": sliding_stinger,
        "jingles/nhac-cat-3.flac": beaten_stinger,
        "jingles/mo-dau.flac": item_opening,
        "jingles/ket-thuc.flac": item_closing,
        "jingles/chuong.flac": chime,
        "jingles/bao-dong.flac": alert,
        "beds/nhac-nen.flac": calm_bed,
        "beds/nhac-nen-2.flac": steady_bed,
        "music/giai-dieu-dong-que.flac": countryside,
        "music/giai-dieu-ban-mai.flac": daybreak,
        "music/giai-dieu-mua-xuan.flac": spring,
    }
)
