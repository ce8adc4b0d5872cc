"""Numbers that name and do not count, said figure by figure: phones, accounts, identity cards, codes, plates."""

import re
from functools import cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Priority, Rule
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.letters import spell
from broadcaster.vietnamese.numerals import say_digits

A_PHONE = N_("written like a telephone number")
BY_CUE = N_("a word before it speaks of a telephone, an account or a code")
BY_LENGTH = N_("too long, or begins with nought: names something, counts nothing")
A_PLATE = N_("the number plate of a vehicle")

_CARD_GROUP = 4  # figures

_IDENTIFIER_PHONE = Rule("identifier.phone", Kind.IDENTIFIER, Priority.IDENTIFIER, Sentence(A_PHONE))
_IDENTIFIER_MASKED = Rule("identifier.masked", Kind.IDENTIFIER, Priority.DOCUMENT, Sentence(A_PHONE))
_IDENTIFIER_SHAPE = Rule("identifier.shape", Kind.IDENTIFIER, Priority.IDENTIFIER, Sentence(BY_LENGTH))
_IDENTIFIER_SPELLED = Rule("identifier.spelled", Kind.IDENTIFIER, Priority.IDENTIFIER, Sentence(BY_CUE))
_IDENTIFIER_PLATE = Rule("identifier.plate", Kind.IDENTIFIER, Priority.IDENTIFIER, Sentence(A_PLATE))
_IDENTIFIER_DOTTED = Rule("identifier.dotted", Kind.IDENTIFIER, Priority.IDENTIFIER, Sentence(BY_CUE))
_IDENTIFIER_LOCAL = Rule("identifier.local", Kind.IDENTIFIER, Priority.IDENTIFIER, Sentence(A_PHONE))
_IDENTIFIER_CUE = Rule("identifier.cue", Kind.IDENTIFIER, Priority.IDENTIFIER, Sentence(BY_CUE))
_IDENTIFIER_KEYED = Rule("identifier.keyed", Kind.IDENTIFIER, Priority.ADDRESS, Sentence(A_PHONE))
_IDENTIFIER_SHORT = Rule("identifier.short", Kind.IDENTIFIER, Priority.IDENTIFIER, Sentence(BY_CUE))
_IDENTIFIER_FAR_CUE = Rule("identifier.far_cue", Kind.IDENTIFIER, Priority.IDENTIFIER, Sentence(BY_CUE))


@cache
def _phone() -> re.Pattern[str]:
    return re.compile(
        r"(?:\(\+?84\) ?|\+84[ .-]?\(?0?\)?|\(0\d{1,3}\)[ .-]?|0\d{0,4}[ .-]?)"
        r"(?:\d{1,4}[ .-]?){1,4}\d{2,4}(?![\d]|[.,]\d|/(?!0\d\d)\d)"
        r"|1[89]00[ .-]?(?:\d{4,6}|\d\d[ .-]\d\d|\d{3}[ .-]\d{3})(?![\d]|[.,/-]\d)"
    )


def propose_phone(line: Line, piece: Piece) -> Candidate | None:
    """Propose a telephone number by its shape: ten or eleven figures from nought, +84, 1800 and 1900."""
    if piece.text[0] not in "01+(":
        return None
    if line.text[piece.start - 1 : piece.start] in tuple(".,-+") or (
        piece.text not in ("+", "(") and not piece.text.isdecimal()
    ):
        return None
    match = _phone().match(line.text, piece.start)
    if not match:
        return None
    figures = re.sub(r"\D", "", match[0])
    after_slash = line.text[piece.start - 1 : piece.start] == "/"
    if (figures[0] == "0" and not 9 <= len(figures) <= 11) or (after_slash and figures[0] != "0"):
        return None
    if (
        figures[0] == "1"
        and len(piece.text) == 4
        and match.end() > piece.end
        and not _speaks_of_phone(line, piece.start)
    ):
        return None
    spoken = ("cộng " if "+" in match[0] else "") + say_digits(figures)
    return _IDENTIFIER_PHONE.reads(piece.start, match.end(), spoken)


def _speaks_of_phone(line: Line, at: int) -> bool:
    return line.follows(at, "dialled") or line.mentions_before(at, "identified")


@cache
def _masked() -> re.Pattern[str]:
    return re.compile(r"0\d{1,6}(?:[ .-]?\d{1,4}){0,2}[ .-]?[xX*]{2,6}(?:[ .-]?\d{1,4})?(?![\w*])")


def propose_masked(line: Line, piece: Piece) -> Candidate | None:
    """Propose a telephone number of which some figures are hidden: 0901xxx678, 0912.345.xxx."""
    if piece.text[0] != "0" or line.is_joined(piece.start):
        return None
    match = _masked().match(line.text, piece.start)
    if not match:
        return None
    names = {"x": "ích", "*": "sao"}
    words = [names.get(sign) or say_digits(sign) for sign in match[0].lower() if sign not in " .-"]
    return _IDENTIFIER_MASKED.reads(piece.start, match.end(), " ".join(words))


@cache
def _keyed() -> re.Pattern[str]:
    return re.compile(r"\*[*#]?\d{1,15}(?:\*\d{1,15}){0,4}#")


def propose_keyed(line: Line, piece: Piece) -> Candidate | None:
    """Propose what is keyed into a telephone: *101#."""
    match = _keyed().match(line.text, piece.start) if piece.text == "*" else None
    if not match or line.text[piece.start - 1 : piece.start].isalnum():
        return None
    names = {"*": "sao", "#": "thăng"}
    words = [names.get(part) or say_digits(part) for part in re.findall(r"\d+|[*#]", match[0])]
    return _IDENTIFIER_KEYED.reads(piece.start, match.end(), " ".join(words))


@cache
def _groups() -> re.Pattern[str]:
    return re.compile(r"\d{1,20}(?:[ .-]\d{2,12}){0,6}(?![\d]|[.,/:]\d|[^\W\d_])")


@cache
def _dotted() -> re.Pattern[str]:
    return re.compile(r"\d{1,20}(?:\.\d{1,12}){1,5}(?![\d])")


def _account(line: Line, at: int) -> re.Match[str] | None:
    """Match the number of an account in groups of any length: 3713.0.1053245."""
    return _dotted().match(line.text, at) if line.follows(at, "account") else None


def propose_by_cue(line: Line, piece: Piece) -> Candidate | None:
    """Propose figure by figure after words such as tổng đài, mã, tài khoản, gọi."""
    start = piece.start
    if line.is_joined(start, "/.,-:"):
        return None
    match = _account(line, start) or _groups().match(line.text, start)
    if not match:
        return None
    dotted = _dotted().match(line.text, start) if line.follows(start, "code_dotted") else None
    if dotted:
        spoken = " chấm ".join(say_digits(part) for part in dotted[0].split("."))
        return _IDENTIFIER_DOTTED.reads(start, dotted.end(), spoken)
    if _short().fullmatch(piece.text) and _is_short_number(line, start):
        return _IDENTIFIER_SHORT.reads(start, piece.end, say_digits(piece.text))
    rule = _cued_rule(line, match)
    return rule.reads(start, match.end(), say_digits(match[0])) if rule else None


@cache
def _short() -> re.Pattern[str]:
    """Match the short numbers of Vietnam for help and information."""
    return re.compile(r"11[1-9]|1022|156|5656|9\d{3}|8\d{3}")


def _is_short_number(line: Line, at: int) -> bool:
    return (
        line.follows(at, "short_number")
        or (line.follows(at, "short_number_weak") and line.mentions_before(at, "calling"))
        or _short_before().search(line.before(at)) is not None
    )


@cache
def _short_before() -> re.Pattern[str]:
    """Match a list of such numbers that goes on: các số 113, 114."""
    return re.compile(r"(?<![\d.,])(?:11[1-5]|1022)(?:, | và | hoặc | - |; |/)$")


def _cued_rule(line: Line, match: re.Match[str]) -> Rule | None:
    figures = sum(map(str.isdecimal, match[0]))
    if figures < 3:
        return None
    rule = _rule_of_cue(line, match, figures)
    if rule is None or line.precedes(match.end(), "counted") or (figures == 3 and _counts(line, match)):
        return None
    return rule


def _rule_of_cue(line: Line, match: re.Match[str], figures: int) -> Rule | None:
    start = match.start()
    if figures >= 4 and "." not in match[0] and _follows_code_noun(line, start):
        return _IDENTIFIER_CUE
    if line.follows(start, "dialled") or (figures == 4 and line.follows(start, "sent_to")):
        return _IDENTIFIER_CUE
    local = _local().fullmatch(match[0])
    far = match[0][:3].isdecimal() and _only_colon(line, start)
    if not (local or far) or not line.mentions_before(start, "identified"):
        return None
    if local:
        return _IDENTIFIER_LOCAL
    return None if _counts(line, match) else _IDENTIFIER_FAR_CUE


@cache
def _local() -> re.Pattern[str]:
    return re.compile(r"\d{4} \d{3,4}")


@cache
def _after_code_noun() -> re.Pattern[str]:
    """Match "mã" and what it is the code of: mã bệnh nhân, mã giao dịch là."""
    return re.compile(r"(?<!\w)mã(?: [^\W\d_]+){1,3} ?:? ?$")


def _follows_code_noun(line: Line, at: int) -> bool:
    before = line.before(at)
    return "mã" in before and _after_code_noun().search(before) is not None


def _counts(line: Line, match: re.Match[str]) -> bool:
    """Whether a noun follows, so that the figures count it: gọi 200 thanh niên."""
    following = line.text[match.end() : match.end() + 2]
    return following[:1] == " " and following[1:].islower() and not line.precedes(match.end(), "after_number")


_LONGEST_COLON = 9  # characters: "hoặc", three capitals and two spaces


@cache
def _after_colon() -> re.Pattern[str]:
    return re.compile(r"(?::|là|số|\)|gồm|hoặc|,|và|-|/) ?(?:[A-ZĐ]{1,3} ?)?$", re.IGNORECASE)


def _only_colon(line: Line, at: int) -> bool:
    return bool(_after_colon().search(line.before(at)[-_LONGEST_COLON:]))


@cache
def _card() -> re.Pattern[str]:
    """Match the number of a card or an account in groups of four."""
    return re.compile(r"\d{4}(?: \d{4}){2,4}(?![\d]|[.,]\d)")


def propose_by_shape(line: Line, piece: Piece) -> Candidate | None:
    """Propose figure by figure for runs no quantity is written in: 9 figures and more, or three from nought."""
    figures = piece.text
    if line.is_joined(piece.start, ".,"):
        return None
    card = _card().match(line.text, piece.start) if len(figures) == _CARD_GROUP else None
    if card:
        return _IDENTIFIER_SHAPE.reads(piece.start, card.end(), say_digits(card[0]))
    if re.match(r"[.,]\d", line.text[piece.end : piece.end + 2]) or _is_thousands(line, piece):
        return None
    by_length = len(figures) >= 9 and not line.precedes(piece.end, "counted")
    by_nought = len(figures) >= 3 and figures[0] == "0"
    by_series = len(figures) >= 6 and bool(
        re.search(r"(?<![A-ZĐ])[A-ZĐ]{1,3} $", line.text[max(0, piece.start - 5) : piece.start])
    )
    if not (by_length or by_nought or by_series):
        return None
    return _IDENTIFIER_SHAPE.reads(piece.start, piece.end, say_digits(figures))


def _is_thousands(line: Line, piece: Piece) -> bool:
    """Whether the noughts belong to a number before them: 10 000."""
    return len(piece.text) == 3 and bool(re.search(r"(?<!\d)[1-9]\d{0,2}(?: \d{3})* $", line.before(piece.start)))


@cache
def _spelled() -> re.Pattern[str]:
    return re.compile(r"(?=[A-ZĐ.-]*\d)[A-ZĐ0-9]{1,20}(?:[.-][A-ZĐ0-9]{1,20}){0,6}(?![^\W_])")


def propose_spelled(line: Line, piece: Piece) -> Candidate | None:
    """Propose letters and figures one by one after words for codes: mã hồ sơ H56.12-0001."""
    if piece.text[0].isdecimal() and (
        line.text[piece.end : piece.end + 1] not in (".", "-") or line.is_joined(piece.start)
    ):
        return None
    match = _spelled().match(line.text, piece.start)
    if not match or len(match[0]) < 6 or not line.follows(piece.start, "spelled_code"):
        return None
    if not any(sign.isalpha() for sign in match[0]):
        return None
    spoken = " ".join(
        "chấm" if part == "." else "" if part == "-" else spell(part) for part in re.findall(r"[^\W_]+|.", match[0])
    )
    return _IDENTIFIER_SPELLED.reads(piece.start, match.end(), spoken)


@cache
def _plate() -> re.Pattern[str]:
    return re.compile(r"(\d\d)[ -]?([A-ZĐ]{1,2}\d?)[ -](?:(\d{3})\.(\d\d)|(\d{4,5}))(?![\d])")


def may_be_plate(chunk: str) -> bool:
    """Whether a chunk has the dash that every plate has."""
    return "-" in chunk


def propose_plate(line: Line, piece: Piece) -> Candidate | None:
    """Propose a number plate: 36B-123.45, 36-B1 234.56."""
    if "-" not in piece.text or not piece.text.strip("([\"'")[:1].isdecimal():
        return None
    match = _plate().match(line.text, piece.start)
    if not match:
        return None
    groups = [say_digits(match[1]) + " " + spell(match[2]), *(say_digits(part) for part in match.groups()[2:] if part)]
    return _IDENTIFIER_PLATE.reads(piece.start, match.end(), " ".join(groups))
