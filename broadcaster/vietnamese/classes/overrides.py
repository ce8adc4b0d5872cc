"""What the writer of a script orders: {written|spoken} and {written:class}."""

import re
from functools import cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.problem import Severity
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Finding, Priority, Rule
from broadcaster.vietnamese.classes.dates import Day
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.classes.roman import roman_value
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.emission import unspeakable
from broadcaster.vietnamese.figures import parse_figure
from broadcaster.vietnamese.letters import spell
from broadcaster.vietnamese.numerals import say_digits, say_integer

ORDERED = N_("the script orders this reading")
OVERRIDE_USED = N_("“{written}” is read “{spoken}” because the script says so")
BROKEN = N_("“{written}” orders no reading: write {{written|spoken}} or {{written:class}}")
UNKNOWN_CLASS = N_("“{written}”: “{name}” is no class that fits; the classes are {classes}")
UNSPEAKABLE = N_("“{written}”: the spoken side may hold only words and punctuation")

CLASSES = ("ngày", "phân số", "tỷ số", "tỷ lệ", "đánh vần", "từng số", "nguyên", "số", "số La Mã")

_OVERRIDE = Rule("override", Kind.OVERRIDE, Priority.OVERRIDE, Sentence(ORDERED))
_OVERRIDE_BROKEN = Rule("override.broken", Kind.OVERRIDE, Priority.SYMBOL)


@cache
def _override() -> re.Pattern[str]:
    return re.compile(r"\{([^{}|]{1,200})(?:\|([^{}|]{1,400})|:([^{}|:]{1,20}))\}")


def propose_override(line: Line, piece: Piece) -> Candidate | None:
    """Propose what a pair of braces orders; braces that order nothing are an error."""
    if piece.text not in "{}":
        return None
    match = _override().match(line.text, piece.start) if piece.text == "{" else None
    if not match:
        finding = Finding(Severity.ERROR, Sentence(BROKEN, written=line.text[piece.start : piece.start + 20]))
        return _OVERRIDE_BROKEN.reads(piece.start, piece.end, "", finding)
    written, spoken, name = match.groups()
    error = None
    if spoken is None:
        spoken = say_as(written.strip(), name.strip())
        if spoken is None:
            error = Sentence(UNKNOWN_CLASS, written=match[0], name=name, classes=", ".join(CLASSES))
    elif unspeakable().search(spoken):
        error = Sentence(UNSPEAKABLE, written=match[0])
    finding = (
        Finding(Severity.ERROR, error)
        if error
        else Finding(Severity.NOTE, Sentence(OVERRIDE_USED, written=written, spoken=spoken))
    )
    said = unspeakable().sub(" ", spoken or spell(written))
    return _OVERRIDE.reads(piece.start, match.end(), said, finding)


def written_sides(text: str) -> str:
    """Return `text` with what is written in place of each order for a reading."""
    return _override().sub(lambda match: match[1].strip(), text)


def say_as(written: str, name: str) -> str | None:
    """Return `written` read as the class `name` orders, or None where the class does not exist or does not fit."""
    figures = [int(part) for part in re.findall(r"\d{1,15}", written)]
    match name:
        case "đánh vần":
            return spell(written)
        case "từng số":
            return say_digits(written) or None
        case "nguyên":
            return unspeakable().sub(" ", written)
        case "số":
            return parse_figure(written).said() if re.fullmatch(r"\d[\d., ]*", written) else None
        case "số La Mã":
            value = roman_value(written.upper())
            return say_integer(value) if value else None
        case _:
            return _say_figures_as(figures, name)


def _say_figures_as(figures: list[int], name: str) -> str | None:
    if name == "ngày" and 1 <= len(figures) <= 3:
        day = Day(*figures)
        return day.said() if day.exists else None
    joints = {"phân số": " phần ", "tỷ số": " ", "tỷ lệ": " trên "}
    if name in joints and len(figures) == 2:
        words = [say_integer(figure) for figure in figures]
        if name == "phân số" and figures[1] == 4:
            words[1] = "tư"
        return joints[name].join(words)
    return None
