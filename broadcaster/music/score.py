"""Notes as data: scales, phrases and how a tune is put together from them.

A degree counts the steps of a five-note scale from its first note: 0 is hò, 3 is xê (the fifth),
5 is hò an octave higher, -2 is xê below. All phrases are written in degrees, so each of them can
be sung in each scale. The phrases are our own; a seed chooses among them and decorates them.
"""

from dataclasses import dataclass, replace

import numpy as np

BAR_BEATS = 4.0


@dataclass(frozen=True)
class Note:
    """One note of a line: degree of the scale, length in beats."""

    degree: int
    beats: float


Line = tuple[Note, ...]


@dataclass(frozen=True)
class Scale:
    """Five notes in an octave: the first one's frequency, and the steps above it in semitones."""

    root_hz: float
    steps: tuple[int, int, int, int, int]

    def hz(self, degree: int) -> float:
        """Frequency of a degree; any whole number, octaves follow each other every five."""
        octave, step = divmod(degree, 5)
        return self.root_hz * float(2.0 ** (octave + self.steps[step] / 12))


BAC = (0, 2, 5, 7, 9)  # hò xự xang xê cống, điệu Bắc: plain and glad
NAM = (0, 3, 5, 7, 10)  # hơi Nam: the homesick one of the lullabies
HUYNH = (0, 2, 4, 7, 9)  # the bright turn of the same notes, as in the songs of spring

# how well a low note carries one so many semitones above it, 0 to 1: our own ordering of the intervals
CONSONANCE = (1.0, 0.0, 0.15, 0.7, 0.75, 0.45, 0.0, 0.95, 0.5, 0.65, 0.25, 0.0)
STAYING = 0.8  # what a low note loses that was there the bar before, so that the ground moves

CALLS = (  # the station's own sign, one bar; every seed has one and all short pieces are made of it
    "3:.5 5:.5 4:.5 3:.5 5:2",
    "0:.5 2:.5 3:.5 4:.5 5:2",
    "3:.5 4:.5 5:.5 7:.5 5:2",
    "2:.5 3:.5 5:.5 4:.5 5:2",
    "5:.5 3:.5 4:.5 2:.5 5:2",
    "5:.5 4:.5 3:.5 4:.5 5:2",
    "0:.5 3:.5 2:.5 3:.5 5:2",
)
OPENINGS = (  # two bars; they ask
    "3:1.5 4:.5 5:1 4:.5 3:.5 2:1 3:1 1:2",
    "0:1 1:.5 2:.5 3:1 2:1 3:.5 4:.5 3:1 2:2",
    "5:1.5 4:.5 3:1 4:1 5:.5 6:.5 5:.5 4:.5 3:2",
    "3:1 4:1 3:.5 2:.5 3:1 5:1 4:.5 3:.5 2:2",
    "2:1 3:1 5:1.5 4:.5 3:1 4:.5 3:.5 2:2",
    "0:1.5 2:.5 3:1 5:1 4:.5 5:.5 4:.5 3:.5 4:2",
)
HALVES = (  # two bars; they rest on xê, waiting
    "2:1 3:.5 2:.5 1:1 0:1 1:1 2:.5 4:.5 3:2",
    "4:1 3:.5 4:.5 5:1 4:1 2:.5 3:.5 4:1 3:2",
    "1:.5 2:.5 3:1 2:1 4:.5 3:.5 2:1 4:1 3:2",
    "2:1.5 1:.5 2:.5 3:.5 5:1 4:.5 2:.5 4:1 3:2",
    "3:.5 2:.5 1:1 2:1.5 3:.5 4:.5 5:.5 4:1 3:2",
    "4:.5 3:.5 2:1 3:.5 2:.5 1:1 2:1 4:1 3:2",
)
CLOSES = (  # two bars; they come home to hò
    "3:1 4:.5 3:.5 2:1 1:.5 2:.5 1:.5 -1:.5 0:3",
    "5:1 4:.5 3:.5 2:1 3:.5 2:.5 1:.5 -1:.5 0:3",
    "2:.5 3:.5 4:1 3:.5 2:.5 1:1 2:.5 1:.5 0:3",
    "3:.5 2:.5 1:1 2:.5 1:.5 -1:1 -2:.5 -1:.5 0:3",
    "4:1 3:.5 2:.5 3:1 2:.5 1:.5 -1:.5 1:.5 0:3",
    "2:1 1:.5 2:.5 3:1 2:.5 1:.5 2:.5 1:.5 0:3",
)
HEIGHTS = (  # two bars of the middle part, sung higher
    "7:1.5 6:.5 5:1 4:1 5:.5 6:.5 7:.5 8:.5 7:2",
    "5:1 7:1 8:1.5 7:.5 6:.5 7:.5 6:.5 5:.5 6:2",
    "8:1 7:.5 6:.5 7:1 5:1 6:.5 7:.5 6:.5 5:.5 4:2",
    "6:1 7:.5 8:.5 7:1.5 6:.5 5:1 6:.5 5:.5 4:2",
    "4:.5 5:.5 7:1 6:1.5 5:.5 7:1 6:.5 5:.5 6:2",
    "5:1.5 6:.5 7:.5 6:.5 7:1 8:1 7:.5 6:.5 5:2",
)
RETURNS = (  # two bars from the height down to xê
    "5:.5 6:.5 7:1 6:.5 5:.5 4:1 5:.5 4:.5 2:1 3:2",
    "6:1 5:.5 4:.5 5:1 3:1 4:.5 5:.5 4:1 3:2",
    "7:.5 6:.5 5:1 6:.5 5:.5 4:1 3:1 4:1 3:2",
    "5:1 6:.5 5:.5 4:1 5:.5 4:.5 2:1 4:1 3:2",
    "7:1 6:.5 7:.5 5:1 4:1 5:.5 3:.5 4:1 3:2",
    "4:.5 5:.5 6:1.5 5:.5 4:1 2:.5 3:.5 4:1 3:2",
)
TUNES = 3  # so many tunes share the phrases out among themselves


@dataclass(frozen=True)
class Tune:
    """A tune in four parts of equal length: A, A', B, A''. Each ends on a cadence."""

    parts: tuple[Line, Line, Line, Line]


def read_line(text: str) -> Line:
    """Read "degree:beats degree:beats ..." as notes."""
    pairs = (word.split(":") for word in text.split())
    return tuple(Note(int(degree), float(beats)) for degree, beats in pairs)


def length_beats(line: Line) -> float:
    """Length of a line in beats."""
    return sum(note.beats for note in line)


def compose_call(rng: np.random.Generator) -> Line:
    """Choose the station's sign. Pieces draw it first, so that one seed gives all of them the same."""
    return read_line(CALLS[rng.integers(len(CALLS))])


def follow(bank: tuple[str, ...], after: Line, rng: np.random.Generator) -> Line:
    """Choose a phrase that begins near where the last one ended, so that the line can be sung."""
    lines = [read_line(text) for text in bank]
    leaps = [abs(line[0].degree - after[-1].degree) if after else 0 for line in lines]
    within = max(2, min(leaps))
    near = [line for line, leap in zip(lines, leaps, strict=True) if leap <= within]
    return near[rng.integers(len(near))]


def dealt(bank: tuple[str, ...], number: int, rng: np.random.Generator) -> tuple[str, ...]:
    """Deal a bank like cards to TUNES tunes and give the hand of tune `number`, 0 to TUNES - 1.

    Generators of one seed deal alike, so tunes of one seed never share a phrase.
    """
    order = rng.permutation(len(bank))
    return tuple(bank[card] for card in order[number::TUNES])


def compose_tune(number: int, rng: np.random.Generator) -> Tune:
    """Write a tune: a question and its answer, the same adorned, a higher middle part, the first again."""
    openings, halves, closes, heights, returns = (
        dealt(bank, number, rng) for bank in (OPENINGS, HALVES, CLOSES, HEIGHTS, RETURNS)
    )
    opening = follow(openings, (), rng)
    half = follow(halves, opening, rng)
    first = opening + half + adorned(opening, rng) + follow(closes, opening, rng)
    height = follow(heights, (), rng)
    second_height = follow(heights, (), rng)
    back = follow(returns, height, rng)
    middle = height + back + adorned(second_height, rng) + follow(returns, second_height, rng)
    last = opening + adorned(half, rng) + opening + follow(closes, opening, rng)
    return Tune((first, adorned(first, rng), middle, last))


def adorned(line: Line, rng: np.random.Generator, chance: float = 0.35) -> Line:
    """Break some of the longer notes into small figures around them; length, beginning and cadence stay.

    chance: of a note that can be broken to be broken, 0 to 1.
    """
    out: list[Note] = []
    for position, note in enumerate(line):
        inner = 0 < position < len(line) - 2
        if inner and note.beats in (1.0, 1.5) and rng.random() < chance:
            out += _figure(note, line[position + 1].degree, rng)
        else:
            out.append(note)
    return tuple(out)


def plain(line: Line) -> Line:
    """Keep the notes that stand on the beat: what a second instrument plays beside an adorned first one."""
    out: list[Note] = []
    at_beat = 0.0
    for note in line:
        if out and at_beat % 1.0:
            out[-1] = replace(out[-1], beats=out[-1].beats + note.beats)
        else:
            out.append(note)
        at_beat += note.beats
    return tuple(out)


def ground(line: Line, steps: tuple[int, ...]) -> Line:
    """Give each bar of a line its low note: hò, xang or xê, whichever carries the bar's notes best.

    steps: the scale's, in semitones. The last bar keeps to the line's own last note when that is hò or xê.
    """
    bars = round(length_beats(line) / BAR_BEATS)
    weight = np.zeros((bars, 5))
    at_beat = 0.0
    for note in line:
        weight[min(bars - 1, int(at_beat // BAR_BEATS)), note.degree % 5] += note.beats * (2 if at_beat % 2 == 0 else 1)
        at_beat += note.beats
    carried = {low: [CONSONANCE[(step - steps[low]) % 12] for step in steps] for low in (0, 2, 3)}
    degrees: list[int] = []
    for bar in weight:
        fit = {low: float(np.dot(carried[low], bar)) for low in carried}
        if degrees:
            fit[degrees[-1]] *= STAYING
        degrees.append(max(fit, key=lambda low: fit[low]))
    if line[-1].degree % 5 in (0, 3):
        degrees[-1] = line[-1].degree % 5
    return tuple(Note(degree, BAR_BEATS) for degree in degrees)


def figured(low: Line, pattern: str) -> Line:
    """Break each bar of a ground into a pattern of one bar, written in degrees above the ground's note."""
    shape = read_line(pattern)
    return tuple(Note(bar.degree + note.degree, note.beats) for bar in low for note in shape)


def _figure(note: Note, goal: int, rng: np.random.Generator) -> list[Note]:
    """Break one note: a turn over its neighbour, a step towards the next one, or a repeated stroke."""
    toward = int(np.sign(goal - note.degree)) or 1
    kind = rng.integers(3)
    short = 0.25
    if kind == 0:
        rest = note.beats - 2 * short
        return [Note(note.degree, short), Note(note.degree + 1, short), Note(note.degree, rest)]
    if kind == 1:
        return [Note(note.degree, note.beats - 0.5), Note(note.degree + toward, 0.5)]
    return [Note(note.degree, note.beats - 0.5), Note(note.degree, 0.25), Note(note.degree + toward, 0.25)]
