"""A reading in the terminal: written beside spoken where there is room, one under the other where there is not."""

import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import zip_longest

import click

from broadcaster.cli.delivery import delivery_said
from broadcaster.cli.reading_page import SIGNS, Labels, counts, kind_of
from broadcaster.cli.saying import Voice
from broadcaster.cli.settling import settling_command
from broadcaster.messages import N_
from broadcaster.model.problem import Severity
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.reading_view import ReadLine, Remark, Stretch, paragraphs, read_lines, remarks

COLOURS = {"guess": "yellow", "error": "red", "warning": "red", "note": "cyan", "other": "cyan"}
GUTTER = 6  # the line's number and two spaces
BESIDE = "  │  "
NARROWEST = 72  # columns; in fewer, the spoken line stands under the written one
WIDEST = 160  # nobody finds the next line's start across more

Word = tuple[str, str]  # and its kind: "" where it is said as it is written


def show_reading(voice: Voice, read: ReadScript, labels: Labels) -> None:
    """Print what will be said and how, and below it everything that somebody should look at."""
    to_look_at = remarks(read, ends_item=labels.heard.ends_with_text)
    width = min(shutil.get_terminal_size((100, 24)).columns, WIDEST)
    click.secho(_plain(read.script.title), bold=True)
    click.echo(
        " · ".join(
            [
                labels.approval,
                *map(_plain, delivery_said(voice, labels.heard)),
                *(count for _, count in counts(voice, to_look_at)),
            ]
        )
    )
    click.echo()
    voice.tell(N_("these words are read by a human:") if labels.heard.by_human else N_("the machine will say:"))
    for number, together in enumerate(paragraphs(read_lines(read, to_look_at, voice.language))):
        if number:
            click.echo()
        for line in together:
            for row in _beside(line, width) if width >= NARROWEST else _below(line, width):
                click.echo(row)
    worth_telling = [remark for remark in to_look_at if remark.severity is not Severity.NOTE]
    if worth_telling:
        click.echo()
        click.secho(voice.text(N_("To look at")), bold=True)
    for remark in worth_telling:
        _show_remark(voice, remark, width)


def _beside(line: ReadLine, width: int) -> Iterator[str]:
    half = (width - GUTTER - len(BESIDE)) // 2
    written, spoken = (_wrapped(_words(side), half) for side in (line.written, line.spoken))
    for row, (left, right) in enumerate(zip_longest(written, spoken, fillvalue=())):
        gutter = f"{line.number if row == 0 else '':>{GUTTER - 2}}  "
        padding = " " * max(0, half - _columns_of(left))
        yield f"{gutter}{_styled(left)}{padding}{BESIDE}{_styled(right)}".rstrip()


def _below(line: ReadLine, width: int) -> Iterator[str]:
    gutter = f"{line.number:>{GUTTER - 2}}  "
    for sign, side in (("", line.written), ("→ ", line.spoken)):
        for row in _wrapped(_words(side), width - GUTTER - len(sign)):
            yield f"{gutter}{sign}{_styled(row)}"
            gutter, sign = " " * GUTTER, " " * len(sign)  # noqa: PLW2901 - only the first row carries it


def _show_remark(voice: Voice, remark: Remark, width: int) -> None:
    kind, token = kind_of(remark), remark.token
    label = click.style(f"{SIGNS[kind] + str(remark.number):>{GUTTER - 2}}", fg=COLOURS[kind], bold=True)
    where = voice.text(N_("line {line}"), line=remark.line)
    what = f"{_plain(token.written)} → {_plain(token.spoken)} [{token.rule}]" if token else ""
    told = [f"{where}: {what}", _plain(remark.sentence.said(voice.language))]
    command = settling_command(token) if token and not token.certain else None
    rows = [row for text in told for row in _wrapped([(word, "") for word in text.split()], width - GUTTER)]
    click.echo(f"{label}  {_styled(rows[0])}")
    for row in rows[1:]:
        click.echo(" " * GUTTER + _styled(row))
    if command:
        click.echo(" " * GUTTER + command)  # on one line, whatever its length: it is there to be copied


def _words(stretches: Iterable[Stretch]) -> list[Word]:
    """Return a line as words; what belongs together without a space between is one word of the kind that matters."""
    words: list[Word] = []
    is_glued = False
    for stretch in stretches:
        is_note = stretch.remark is not None and stretch.remark.severity is Severity.NOTE
        kind = kind_of(stretch.remark) if stretch.remark and not is_note else "other" if stretch.token else ""
        parts = _visible(stretch.text).split()
        if parts and stretch.remark and not is_note:
            parts[-1] += f"[{SIGNS[kind]}{stretch.remark.number}]"
        starts_glued = is_glued and not _visible(stretch.text)[:1].isspace()
        for index, part in enumerate(parts):
            if index == 0 and starts_glued and words:
                words[-1] = (words[-1][0] + part, words[-1][1] or kind)
            else:
                words.append((part, kind))
        is_glued = bool(stretch.text) and not _visible(stretch.text)[-1:].isspace()
    return words


def _wrapped(words: Iterable[Word], width: int) -> list[tuple[Word, ...]]:
    """Return the words in rows of at most `width` columns; a longer word is cut, but never in a letter."""
    rows: list[list[Word]] = [[]]
    for word, kind in words:
        for part in _cut(word, max(1, width)):
            if rows[-1] and _columns_of(rows[-1]) + 1 + columns(part) > width:
                rows.append([])
            rows[-1].append((part, kind))
    return [tuple(row) for row in rows]


def _cut(word: str, width: int) -> Iterator[str]:
    part = ""
    for sign in word:
        if part and columns(part + sign) > width:
            yield part
            part = ""
        part += sign
    yield part


def columns(text: str) -> int:
    """Return how many columns of a terminal `text` takes: none for a mark above a letter, two for an emoji."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) > 0 for sign in text)


def _columns_of(row: Iterable[Word]) -> int:
    widths = [columns(word) for word, _ in row]
    return sum(widths) + max(0, len(widths) - 1)


def _styled(row: Iterable[Word]) -> str:
    return " ".join(click.style(word, fg=COLOURS[kind], bold=True) if kind else word for word, kind in row)


def _visible(text: str) -> str:
    """Return `text` with a space for each sign that would steer the terminal instead of being shown by it."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _plain(text: str) -> str:
    return " ".join(_visible(text).split())
