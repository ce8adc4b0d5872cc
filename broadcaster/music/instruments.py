"""The instruments, each a pure function: frequency, duration, rate, chance -> samples.

Everything is additive synthesis: partials are placed one by one, so the pitch is exact, nothing
folds back from above half the rate, and there is no noise floor to hear between the notes.
Every sound starts and ends at zero. A sound's level depends on neither pitch nor duration: its
strongest swing is near 1.

Sources: decay and pick position of a string after Fletcher and Rossing, "The Physics of Musical
Instruments", chapters 2 and 9; the left hand of the đàn tranh (nhấn, rung) after Trần Văn Khê,
"La musique vietnamienne traditionnelle".
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

HIGHEST = 0.42  # of the rate: partials above it are left out, the file's own filter lives there
INAUDIBLE = 6e-5  # of full level: a partial's tail is cut here (-84 dB)


@dataclass(frozen=True)
class Touch:
    """What the hands do to one note.

    bend_cents: where the pitch starts from its goal, -300 to 300; glide_s: time to arrive.
    vibrato_cents: how far the pitch swings either way once the note has settled, 0 to 40.
    """

    bend_cents: float = 0.0
    glide_s: float = 0.12
    vibrato_cents: float = 0.0
    vibrato_hz: float = 5.4


PLAIN = Touch()


@dataclass(frozen=True)
class String:
    """The make of a plucked string.

    pick: where it is plucked, as a part of its length. rolloff: power of the partial's number by
    which its level falls. loss: extra decay in 1/s at 1 kHz, rising with the frequency squared.
    stiffness: inharmonicity of steel. attack_s: softness of the plectrum. noise: its rattle.
    after: level of the slow part of the decay beside the quick one, 0 to 1. body: the resonances of
    what the string is stretched on, each at so many hertz, lifting what lies near by so many dB.
    shimmer: how far each partial swells and sinks, as a string does that swings in two planes, 0 to 1.
    """

    pick: float
    rolloff: float
    loss: float
    stiffness: float
    attack_s: float
    noise: float
    after: float
    body: tuple[tuple[float, float], ...]
    shimmer: float


TRANH = String(
    pick=0.12,
    rolloff=1.05,
    loss=0.9,
    stiffness=6e-5,
    attack_s=0.0015,
    noise=0.10,
    after=0.5,
    body=((430, 3), (1150, 4), (2700, 4)),
    shimmer=0.22,
)
NGUYET = String(
    pick=0.2,
    rolloff=1.3,
    loss=2.2,
    stiffness=2e-5,
    attack_s=0.003,
    noise=0.05,
    after=0.35,
    body=((290, 3), (640, 4), (1500, 2)),
    shimmer=0.12,
)
BAU = String(
    pick=0.28,
    rolloff=1.7,
    loss=0.5,
    stiffness=0.0,
    attack_s=0.008,
    noise=0.0,
    after=0.8,
    body=((520, 2), (980, 4), (2100, 3)),
    shimmer=0.1,
)


def dan_tranh(
    frequency_hz: float, duration_s: float, rate_hz: int, rng: np.random.Generator, touch: Touch = PLAIN
) -> Samples:
    """Steel string of the sixteen-string zither, plucked near its end: bright, long."""
    return _string(TRANH, frequency_hz, duration_s, rate_hz, rng, touch, ring_s=4.2)


def dan_nguyet(
    frequency_hz: float, duration_s: float, rate_hz: int, rng: np.random.Generator, touch: Touch = PLAIN
) -> Samples:
    """Nylon string of the moon lute: round and short, for the low voice."""
    return _string(NGUYET, frequency_hz, duration_s, rate_hz, rng, touch, ring_s=2.6)


def dan_bau(
    frequency_hz: float, duration_s: float, rate_hz: int, rng: np.random.Generator, touch: Touch = PLAIN
) -> Samples:
    """Flageolet of the monochord: nearly pure, sings and slides."""
    return _string(BAU, frequency_hz, duration_s, rate_hz, rng, touch, ring_s=5.5)


def flute(
    frequency_hz: float, duration_s: float, rate_hz: int, rng: np.random.Generator, touch: Touch = PLAIN
) -> Samples:
    """Sáo: bamboo flute. The breath is noise bound to the tone's own partials, so it never hisses."""
    time_s = _times(duration_s, rate_hz)
    turns = _turns(frequency_hz, time_s, rate_hz, touch, settle_s=0.3)
    swing = np.sin(2 * np.pi * touch.vibrato_hz * time_s + rng.uniform(0, 6.28)) * _ramp(time_s, 0.3, 0.4)
    breath = 1 + 0.03 * touch.vibrato_cents / 15 * swing + 0.05 * _slow_noise(len(time_s), rate_hz, 9, rng)
    out = np.zeros(len(time_s))
    for number, level in enumerate((1.0, 0.42, 0.24, 0.09, 0.05, 0.02), start=1):
        if number * frequency_hz < HIGHEST * rate_hz:
            colour = breath**number  # a stronger breath speaks more brightly
            out += level * colour * np.sin(2 * np.pi * number * turns)
    chiff = 0.05 + 0.3 * np.exp(-time_s / 0.035)
    air = _slow_noise(len(time_s), rate_hz, 220, rng)
    out += 0.5 * chiff * air * (np.sin(2 * np.pi * 2 * turns) + 0.5 * np.sin(2 * np.pi * 3 * turns))
    swell = _ramp(time_s, 0.0, 0.055) * (0.86 + 0.14 * np.exp(-time_s / 0.25))
    release = _ramp(duration_s - time_s, 0.0, min(0.11, 0.4 * duration_s))
    shaped: Samples = 0.68 * out * swell * release
    return shaped


def bell(frequency_hz: float, duration_s: float, rate_hz: int, rng: np.random.Generator) -> Samples:
    """Small tuned bronze bell: pairs of partials a little apart, so that it shimmers."""
    time_s = _times(duration_s, rate_hz)
    out = np.zeros(len(time_s))
    large = (frequency_hz / 880) ** 0.6  # the larger the bell, the longer it rings
    partials = (
        (0.5, 0.10, 1.6),
        (1.0, 1.0, 2.0),
        (2.0, 0.5, 3.4),
        (3.01, 0.22, 5.5),
        (4.17, 0.14, 8.5),
        (5.43, 0.07, 13),
    )
    for ratio, level, loss in partials:
        for apart_hz in (-0.45, 0.45):
            partial_hz = ratio * frequency_hz + apart_hz * rng.uniform(0.5, 1.2)
            if partial_hz < HIGHEST * rate_hz:
                wave = np.sin(2 * np.pi * partial_hz * time_s + rng.uniform(0, 0.9))
                out += 0.3 * level * np.exp(-loss * large * time_s) * wave
    shaped: Samples = out * _ramp(time_s, 0.0, 0.0025) * _ramp(duration_s - time_s, 0.0, 0.12)
    return shaped


def pad(frequency_hz: float, duration_s: float, rate_hz: int, rng: np.random.Generator) -> Samples:
    """One held note of a soft choir of strings: six detuned partials, each breathing in its own time."""
    time_s = _times(duration_s, rate_hz)
    out = np.zeros(len(time_s))
    for number, level in ((1, 1.0), (2, 0.34), (3, 0.12)):
        for cents in (-4.0, 3.5):
            partial_hz = frequency_hz * number * 2 ** ((cents + rng.uniform(-1, 1)) / 1200)
            breath = 0.75 + 0.25 * np.sin(2 * np.pi * rng.uniform(0.07, 0.22) * time_s + rng.uniform(0, 6.28))
            out += level * breath * np.sin(2 * np.pi * partial_hz * time_s + rng.uniform(0, 6.28))
    edge_s = min(1.8, 0.45 * duration_s)
    shaped: Samples = 0.4 * out * _ramp(time_s, 0.0, edge_s) * _ramp(duration_s - time_s, 0.0, edge_s)
    return shaped


def siren(frequency_hz: float, duration_s: float, rate_hz: int) -> Samples:
    """Horn of an alarm: odd partials at once and at full level, held without any life, off as suddenly."""
    time_s = _times(duration_s, rate_hz)
    out = np.zeros(len(time_s))
    for number in (1, 3, 5):
        if number * frequency_hz < HIGHEST * rate_hz:
            out += np.sin(2 * np.pi * number * frequency_hz * time_s) / number**0.9
    shaped: Samples = 0.8 * out * _ramp(time_s, 0.0, 0.003) * _ramp(duration_s - time_s, 0.0, 0.004)
    return shaped


def wood(frequency_hz: float, duration_s: float, rate_hz: int, rng: np.random.Generator) -> Samples:
    """Mõ, the hollow wooden clapper: three short modes and a knock."""
    time_s = _times(duration_s, rate_hz)
    out = np.zeros(len(time_s))
    for ratio, level, decay_s in ((1.0, 1.0, 0.035), (1.62, 0.5, 0.02), (2.71, 0.25, 0.012)):
        out += level * np.exp(-time_s / decay_s) * np.sin(2 * np.pi * ratio * frequency_hz * time_s)
    out += 0.3 * np.exp(-time_s / 0.004) * _slow_noise(len(time_s), rate_hz, 2500, rng)
    shaped: Samples = 0.7 * out * _ramp(time_s, 0.0, 0.001) * _ramp(duration_s - time_s, 0.0, 0.03)
    return shaped


def drum(frequency_hz: float, duration_s: float, rate_hz: int, rng: np.random.Generator) -> Samples:
    """Small hand drum (trống cơm): the skin's pitch sinks after the stroke."""
    time_s = _times(duration_s, rate_hz)
    turns = np.cumsum(frequency_hz * (1 + 0.25 * np.exp(-time_s / 0.03))) / rate_hz
    out = np.exp(-time_s / 0.11) * np.sin(2 * np.pi * turns)
    for ratio, level, decay_s in ((1.59, 0.5, 0.06), (2.14, 0.3, 0.045), (2.65, 0.2, 0.03)):
        out += level * np.exp(-time_s / decay_s) * np.sin(2 * np.pi * ratio * turns)
    out += 0.25 * np.exp(-time_s / 0.008) * _slow_noise(len(time_s), rate_hz, 1500, rng)
    shaped: Samples = 0.6 * out * _ramp(time_s, 0.0, 0.002) * _ramp(duration_s - time_s, 0.0, 0.05)
    return shaped


def _string(  # noqa: PLR0913, PLR0917 - an instrument's own arguments and its make
    make: String,
    frequency_hz: float,
    duration_s: float,
    rate_hz: int,
    rng: np.random.Generator,
    touch: Touch,
    ring_s: float,
) -> Samples:
    """Sum the partials of a plucked string; ring_s: seconds until its lowest partial is 60 dB down."""
    time_s = _times(duration_s, rate_hz)
    turns = _turns(frequency_hz, time_s, rate_hz, touch, settle_s=0.22)
    out = np.zeros(len(time_s))
    brief_s = time_s.astype(np.float32)
    for number in range(1, int(HIGHEST * rate_hz / frequency_hz) + 1):
        ratio = number * np.sqrt((1 + make.stiffness * number**2) / (1 + make.stiffness))
        partial_khz = ratio * frequency_hz / 1000
        level = abs(np.sin(np.pi * number * make.pick)) / number**make.rolloff * 10 ** rng.uniform(-0.1, 0.1)
        loss = 6.9 / ring_s * np.sqrt(max(0.5, frequency_hz / 300)) + make.loss * partial_khz**2
        if partial_khz * 1000 > HIGHEST * rate_hz or level < INAUDIBLE:
            continue
        heard = min(len(time_s), int(np.log(level / INAUDIBLE) / loss * rate_hz))
        angle = turns[:heard] * ratio
        angle -= np.floor(angle)  # whole turns dropped while still in double precision
        wave = np.sin(np.float32(2 * np.pi) * angle.astype(np.float32))
        level *= _lifted(make.body, partial_khz * 1000)
        swell = np.cos(
            np.float32(2 * np.pi * rng.uniform(0.4, 1.7)) * brief_s[:heard] + np.float32(rng.uniform(0, 6.28))
        )
        shaped_level = np.float32(level) * (1 + np.float32(make.shimmer) * swell)
        out[:heard] += shaped_level * np.exp(np.float32(-loss) * brief_s[:heard]) * wave
    out *= make.after + (1 - make.after) * np.exp(-time_s / 0.16)
    out *= 0.3 / np.sqrt(np.mean(out[: rate_hz // 20] ** 2) + 1e-12)  # alike loud at the stroke, whatever the pitch
    knock = min(len(time_s), rate_hz // 12)
    out[:knock] += make.noise * np.exp(-time_s[:knock] / 0.006) * _slow_noise(knock, rate_hz, 3000, rng)
    shaped: Samples = (
        out * _ramp(time_s, 0.0, make.attack_s) * _ramp(duration_s - time_s, 0.0, min(0.25, duration_s / 3))
    )
    return shaped


def _lifted(body: tuple[tuple[float, float], ...], hz: float) -> float:
    """Return by what factor a body lifts what sounds at that frequency; each resonance is a third of an octave wide."""
    lift_db = sum(db * np.exp(-((3 * np.log2(hz / centre_hz)) ** 2) / 2) for centre_hz, db in body)
    return float(10 ** (lift_db / 20))


def _times(duration_s: float, rate_hz: int) -> Samples:
    return np.arange(round(duration_s * rate_hz), dtype=np.float64) / rate_hz


def _ramp(time_s: Samples, start_s: float, length_s: float) -> Samples:
    """Rise smoothly from 0 at start_s to 1 at start_s + length_s."""
    part = np.clip((time_s - start_s) / length_s, 0.0, 1.0)
    return part * part * (3.0 - 2.0 * part)


def _turns(frequency_hz: float, time_s: Samples, rate_hz: int, touch: Touch, settle_s: float) -> Samples:
    """Count the turns of the lowest partial since the note began, with bend and vibrato."""
    cents = touch.bend_cents * (1 - _ramp(time_s, 0.02, touch.glide_s))
    swing = np.sin(2 * np.pi * touch.vibrato_hz * (time_s - settle_s))
    cents += touch.vibrato_cents * swing * _ramp(time_s, settle_s, 0.5)
    step = frequency_hz * 2 ** (cents / 1200) / rate_hz
    turns: Samples = np.cumsum(step) - step[:1]
    return turns


def _slow_noise(length: int, rate_hz: int, band_hz: float, rng: np.random.Generator) -> Samples:
    """Noise of unit strength, falling steeply above band_hz."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    frequency_hz = np.fft.rfftfreq(length, 1 / rate_hz)
    noise = np.fft.irfft(spectrum / (1 + (frequency_hz / band_hz) ** 4), length)
    unit: Samples = noise / (np.sqrt(np.mean(noise**2)) + 1e-12)
    return unit
