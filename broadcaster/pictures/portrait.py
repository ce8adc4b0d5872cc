"""A sound as a picture: its outline in the colours of what sounds, how loud it is when, and what starts where.

Fluid: lengths along the page are percentages and letters keep their size, so that it reads alike on a phone and on a
wall. Where a narrow page has no room, what is marked `w` (wide) gives way to what is marked `n` (narrow).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from broadcaster.pictures.style import KINDS, STYLE

EDGE = 2.2  # where words start: percent of the picture's width
LEFT, ACROSS = 7.4, 90.4  # where time starts, and how far it goes: percent of the picture's width
COLUMNS = 720  # of the outline; more would not be seen
WAVE_TOP, WAVE = 84, 84  # heights and what follows in pixels
LOUD_TOP, LOUD = 192, 84
LIST_TOP, ROW = 326, 22
LOUDEST_LUFS, QUIETEST_LUFS = -5.0, -41.0  # the range of the lower panel
_BODY = 1.9  # by how much bodies are drawn larger: a programme's would else be a thread
LETTER = 7.2  # about the width of a letter, pixels
NARROW_LETTERS, WIDE_LETTERS = 27, 74  # of a title in the list

_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@dataclass(frozen=True)
class Mark:
    """Something that starts `at_ms`: its title, its kind (one of `style.KINDS`, or any other word), how loud it is."""

    at_ms: int
    title: str
    kind: str = ""
    loudness_lufs: float | None = None


@dataclass(frozen=True)
class Sitter:
    """The sound to be drawn. `peaks`, `bodies` and `loudness_lufs` are evenly spread over its length.

    `peaks` are the highest samples and `bodies` the root mean squares, full scale 1.
    """

    duration_ms: int
    peaks: Sequence[float]
    bodies: Sequence[float]
    loudness_lufs: Sequence[float]
    target_lufs: float
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Caption:
    """All the words of a picture, in its reader's language. `kinds` names the kinds of marks for the legend."""

    language: str
    title: str
    facts: str
    description: str
    loudness: str
    kinds: tuple[tuple[str, str], ...] = ()


def portrait(sitter: Sitter, caption: Caption, made_of: str = "") -> str:
    """Return an SVG under 60 kB. `made_of` is kept in it, for whoever asks later whether it is still true."""
    height = _height(sitter)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" data-of="{_written(made_of)}" width="100%" height="{height}" '
        f'role="img" aria-labelledby="t d" lang="{_written(caption.language)}">',
        f'<title id="t">{_written(caption.title)}</title>',
        f'<desc id="d">{_written(caption.description)}</desc>',
        f"<style>{STYLE}</style>",
        '<rect class="paper" width="100%" height="100%" rx="10"/>',
        *_shortened(caption.title, 32, "head", (36, 90)),
        _text(EDGE, 54, caption.facts, "faint"),
        *_wave(sitter),
        *_loudness(sitter, caption),
        *_clock(sitter.duration_ms),
        *_legend(caption, LIST_TOP - 2, with_loudness=any(mark.loudness_lufs is not None for mark in sitter.marks)),
        *_list(sitter.marks, LIST_TOP + (ROW if caption.kinds else 0)),
    ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _height(sitter: Sitter) -> int:
    return LIST_TOP + (ROW * (len(sitter.marks) + 1) if sitter.marks else -8)


def _wave(sitter: Sitter) -> Iterator[str]:
    """Draw the outline, one piece for each mark, and a number above each for which there is room."""
    middle = WAVE_TOP + WAVE / 2
    yield _stretched(WAVE_TOP, WAVE, 200)
    for values, depth in ((_columns(sitter.peaks), " peak"), (_columns(sitter.bodies, _BODY), "")):
        for kind, first, last in _pieces(sitter):
            yield f'<path class="{kind}{depth}" d="{_mirrored(values[first:last], first)}"/>'
    yield "</svg>"
    yield _line(LEFT, LEFT + ACROSS, middle, middle, "axis")
    yield from _numbers(sitter)


def _mirrored(heights: Sequence[int], first: int) -> str:
    """Return the path along the tops of columns from `first` on and back along their feet, step by step to be short."""
    rises = [later - earlier for earlier, later in pairwise(heights)]
    there = "".join(f"l1{-rise:+}" for rise in rises)
    back = "".join(f"l-1{-rise:+}" for rise in reversed(rises))
    return f"M{first} {100 - heights[0]}{there}v{2 * heights[-1]}{back}z"


def _pieces(sitter: Sitter) -> Iterator[tuple[str, int, int]]:
    """Cut the outline at the marks: kind, first column, column after the last."""
    marks = sitter.marks if sitter.marks and sitter.marks[0].at_ms == 0 else (Mark(0, ""), *sitter.marks)
    edges = [round(COLUMNS * mark.at_ms / max(1, sitter.duration_ms)) for mark in marks]
    for mark, (first, last) in zip(marks, pairwise([*edges, COLUMNS]), strict=True):
        if last > first:
            yield (mark.kind if mark.kind in KINDS else "other"), first, min(COLUMNS, last + 1)


def _columns(values: Sequence[float], scale: float = 1.0) -> list[int]:
    """Return what falls on each column, 98 for full scale, at least a hair: the highest, or what lies between two."""
    if not values:
        return [1] * COLUMNS
    last = len(values) - 1
    if last >= COLUMNS:
        edges = [len(values) * column // COLUMNS for column in range(COLUMNS + 1)]
        heights = [max(values[first:end]) for first, end in pairwise(edges)]
    else:
        places = [last * column / (COLUMNS - 1) for column in range(COLUMNS)]
        heights = [_between(values, place) for place in places]
    return [max(1, round(98 * min(1.0, scale * height))) for height in heights]


def _between(values: Sequence[float], place: float) -> float:
    before = int(place)
    after = min(before + 1, len(values) - 1)
    return values[before] + (values[after] - values[before]) * (place - before)


def _numbers(sitter: Sitter) -> Iterator[str]:
    """Write a number over each mark; of those that stand close together, on the wide or narrow page, the first."""
    free_wide = free_narrow = -1.0
    for number, mark in enumerate(sitter.marks, start=1):
        x = LEFT + ACROSS * mark.at_ms / max(1, sitter.duration_ms)
        yield f'<line class="tick" x1="{x:.2f}%" x2="{x:.2f}%" y1="{WAVE_TOP - 4}" y2="{LOUD_TOP + LOUD}"/>'
        if x < free_wide:
            continue
        free_wide = x + 2.4
        only_wide = x < free_narrow
        free_narrow = free_narrow if only_wide else x + 5.6
        yield _text(x, WAVE_TOP - 8, str(number), "number w" if only_wide else "number")


def _loudness(sitter: Sitter, caption: Caption) -> Iterator[str]:
    """Draw the loudness over time with its scale, and the line that the station is mastered to."""
    yield f'<rect class="panel" x="{LEFT}%" y="{LOUD_TOP}" width="{ACROSS}%" height="{LOUD}"/>'
    for lufs in (-10, -20, -30, -40):
        y = LOUD_TOP + _depth(lufs)
        yield _line(LEFT, LEFT + ACROSS, y, y, "grid")
        yield _text(LEFT - 0.8, y + 4, f"−{-lufs}", "scale")
    yield _stretched(LOUD_TOP, LOUD, LOUD)
    points = _thinned(sitter.loudness_lufs, COLUMNS // 2)
    line = " ".join(f"{COLUMNS * at:.0f} {_depth(lufs):.1f}" for at, lufs in points)
    if line:
        yield f'<path class="under" d="M0 {LOUD} {line} {COLUMNS} {LOUD}z"/>'
        yield f'<path class="loud" vector-effect="non-scaling-stroke" d="M{line}"/>'
    yield "</svg>"
    y = LOUD_TOP + _depth(sitter.target_lufs)
    yield _line(LEFT, LEFT + ACROSS, y, y, "target")
    yield _text(LEFT, LOUD_TOP + LOUD - 7, caption.loudness, "note", dx=6)


def _depth(lufs: float) -> float:
    """Return how far under the panel's top a loudness lies."""
    within = min(LOUDEST_LUFS, max(QUIETEST_LUFS, lufs))
    return LOUD * (LOUDEST_LUFS - within) / (LOUDEST_LUFS - QUIETEST_LUFS)


def _thinned(values: Sequence[float], most: int) -> list[tuple[float, float]]:
    """Return at most `most` of the values, each with its place from 0 to 1."""
    count = min(most, len(values))
    if count < 2:
        return [(place, float(value)) for value in values[:1] for place in (0.0, 1.0)]
    chosen = [round(step * (len(values) - 1) / (count - 1)) for step in range(count)]
    return [(index / (len(values) - 1), float(values[index])) for index in chosen]


def _clock(duration_ms: int) -> Iterator[str]:
    """Write the time under the panels: about twelve times on a wide page, half of them on a narrow one."""
    steps_s = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
    step_s = next((step for step in steps_s if duration_ms <= 12_000 * step), duration_ms // 12_000 + 1)
    for number in range(duration_ms // (1000 * step_s) + 1):
        x = LEFT + ACROSS * number * step_s * 1000 / max(1, duration_ms)
        anchor = " end" if x > 95 else ""
        yield _line(x, x, LOUD_TOP + LOUD, LOUD_TOP + LOUD + 4, "axis")
        yield _text(x, LOUD_TOP + LOUD + 17, clock(number * step_s * 1000), f"time{anchor}{' w' * (number % 2)}")


def clock(moment_ms: int) -> str:
    """Return a moment as ``4:05`` or ``1:04:05``."""
    minutes, seconds = divmod(round(moment_ms / 1000), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if minutes >= 60 else f"{minutes}:{seconds:02}"


def _legend(caption: Caption, y: int, *, with_loudness: bool) -> Iterator[str]:
    """Name the colours, one beside the other, and the column of loudness at the right."""
    dx = 0
    for kind, name in caption.kinds:
        yield _chip(kind, EDGE, y - 9, (10, 10), dx)
        yield _text(EDGE, y, name, "faint", dx=dx + 16)
        dx += 40 + round(LETTER * len(name))
    if with_loudness:
        yield _text(100 - EDGE, y, "LUFS", "scale")


def _list(marks: tuple[Mark, ...], top: int) -> Iterator[str]:
    """List the marks: number, moment, title; a dot in the colour of what sounds."""
    for place, mark in enumerate(marks):
        y = top + ROW * (place + 1) - 8
        kind = mark.kind if mark.kind in KINDS else "other"
        yield _chip(kind, EDGE, y - 11, (4, 14))
        yield f'<text class="faint end" x="{EDGE}%" y="{y}" dx="30">{place + 1}</text>'
        yield f'<text class="faint end" x="{EDGE}%" y="{y}" dx="82">{clock(mark.at_ms)}</text>'
        yield from _shortened(mark.title, y, "", (NARROW_LETTERS, WIDE_LETTERS), dx=94)
        if mark.loudness_lufs is not None:
            yield _text(100 - EDGE, y, f"{mark.loudness_lufs:.1f}".replace("-", "−"), "faint end")


def _shortened(title: str, y: float, kind: str, rooms: tuple[int, int], dx: int = 0) -> Iterator[str]:
    """Write a title as far as there is room for its letters, on a narrow page and on a wide one."""
    narrow, wide = (title if len(title) <= room else f"{title[: room - 1].rstrip()}…" for room in rooms)
    if narrow == wide:
        yield _text(EDGE, y, wide, kind, dx=dx)
        return
    yield _text(EDGE, y, wide, f"{kind} w", dx=dx)
    yield _text(EDGE, y, narrow, f"{kind} n", dx=dx)


def _text(x: float, y: float, text: str, kind: str, *, dx: int = 0) -> str:
    moved = f' dx="{dx}"' if dx else ""
    named = f' class="{kind.strip()}"' if kind.strip() else ""
    return f'<text{named} x="{x:.2f}%" y="{y:.1f}"{moved}>{_written(text)}</text>'


def _written(text: str) -> str:
    """Return `text` as XML allows it; what it does not, such as a foreign file name's stray bytes, as “?”."""
    return escape(_NO_XML.sub("?", text))


def _line(x1: float, x2: float, y1: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.2f}%" x2="{x2:.2f}%" y1="{y1:.1f}" y2="{y2:.1f}"/>'


def _stretched(top: int, height: int, units: int) -> str:
    """Open a drawing of COLUMNS by `units`, pulled as wide as the page."""
    return (
        f'<svg x="{LEFT}%" y="{top}" width="{ACROSS}%" height="{height}" viewBox="0 0 {COLUMNS} {units}" '
        'preserveAspectRatio="none">'
    )


def _chip(kind: str, x: float, y: float, size: tuple[int, int], dx: int = 0) -> str:
    width, height = size
    return (
        f'<svg x="{x:.1f}%" y="{y}" overflow="visible">'
        f'<rect class="{kind}" x="{dx}" width="{width}" height="{height}" rx="2"/></svg>'
    )
