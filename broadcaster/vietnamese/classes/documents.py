"""Numbers of documents: 7834/UBND-CNXXDKH · 168/2024/NĐ-CP · 57-NQ/TW · 31/2024/QH15 · TCVN 11892-1:2017.

A document's number is a number in Arabic figures, for legal documents the year, then the
abbreviation of its type and of who issued it (Decree 30/2020/NĐ-CP, Appendices I and III).
"""

import re
from functools import cache, lru_cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.reading import Kind
from broadcaster.vietnamese.candidates import Candidate, Finding, Priority, Rule, guess
from broadcaster.vietnamese.classes.piece import Piece
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.letters import spell
from broadcaster.vietnamese.numerals import say_digits, say_integer, say_year
from broadcaster.vietnamese.tables import read_readings

A_DOCUMENT = N_("the number of a document")
A_STANDARD = N_("the number of a standard")
UNKNOWN_CODE = N_("“{code}” in {written} is unknown and spelled out: write it in full, or add it to the lexicon")
BLANK_NUMBER = N_("The number before “{written}” was left blank: fill it in")

_JOINTS = frozenset("/-.,")  # what begins behind one is no document's number, but a part of something
_STANDARDS = ("TCVN", "QCVN", "TCXDVN", "TCCS", "QCĐP", "ISO")
_CODE = r"[A-ZĐ][A-ZĐa-zđ&]{0,11}\d{0,2}\b"
_CODES = rf"{_CODE}(?:[-/.]{_CODE}){{0,4}}"

_DOCUMENT_NUMBER = Rule("document.number", Kind.DOCUMENT, Priority.DOCUMENT, Sentence(A_DOCUMENT))
_DOCUMENT_YEAR = Rule("document.year", Kind.DOCUMENT, Priority.DOCUMENT, Sentence(A_DOCUMENT))
_DOCUMENT_STANDARD = Rule("document.standard", Kind.DOCUMENT, Priority.DOCUMENT, Sentence(A_STANDARD))
_BLANK_NUMBER = Rule("blank.number", Kind.BLANK, Priority.DOCUMENT)


@cache
def _number() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<n>\d{{1,6}})(?P<sub>[a-z])?(?: ?/ ?(?P<year>(?:19|20)\d\d))?(?:(?: ?/ ?|-)(?P<codes>{_CODES}))?"
        r"(?![\d/]|-\d)"
    )


def propose_number(line: Line, piece: Piece) -> Candidate | None:
    """Propose the number of a document, with its codes or, after a word for documents, only its year."""
    if line.text[piece.start - 1 : piece.start] in _JOINTS:
        return None
    match = _number().match(line.text, piece.start)
    if not match:
        return None
    if not (match["codes"] or match["year"]):
        return None
    named = line.follows(piece.start, "document")
    if not match["codes"]:
        return _numbered_by_year(piece, match) if named else None
    if not (named or match["year"] or _is_known_type(match["codes"])) or _is_unit(line, match):
        return None
    words = [_said_number(match["n"]) + (f" {spell(match['sub'])}" if match["sub"] else "")]
    if match["year"]:
        words[0] += f" năm {say_year(int(match['year']))}"
    codes, unknown = say_codes(line, match["codes"], match.start("codes"))
    if match["codes"].startswith("QĐ") and re.search(r"quy định (?:số )?$", line.before(piece.start)):
        codes[0] = "quy định"
    finding = _unknown_finding(unknown, match[0])
    spoken = ", ".join([*words, *codes])
    return _DOCUMENT_NUMBER.reads(piece.start, match.end(), spoken, finding)


def _numbered_by_year(piece: Piece, match: re.Match[str]) -> Candidate:
    spoken = f"{_said_number(match['n'])} năm {say_year(int(match['year']))}"
    return _DOCUMENT_YEAR.reads(piece.start, match.end("year"), spoken)


def _said_number(figures: str) -> str:
    return say_digits(figures) if figures[0] == "0" else say_integer(int(figures))


def _is_known_type(codes: str) -> bool:
    first = re.split(r"[-/.]", codes)[0]
    return first in read_readings("document_codes.tsv") or len(re.split(r"[-/.]", codes)) > 1


def _is_unit(line: Line, match: re.Match[str]) -> bool:
    return match["codes"] in read_readings("units.tsv") and not line.follows(match.start(), "document")


def say_codes(line: Line, codes: str, at: int) -> tuple[list[str], list[str]]:
    """Return the codes in words, and those of them that nobody knows and that are spelled out."""
    spoken, unknown = [], []
    for match in re.finditer(r"[^-/.]+", codes):
        code = match[0]
        words = _said_code(line, code, at + match.start())
        if words is None:
            unknown.append(code)
            words = spell(code)
        spoken.append(words)
    return spoken, unknown


def _said_code(line: Line, code: str, at: int) -> str | None:
    table = read_readings("document_codes.tsv")
    entry = line.vocabulary.own_entry(line, at, code) if code.isalpha() else None
    if entry:
        return entry.spoken
    if line.text[at - 1] == "-" and line.text[at - 2].isalpha() and f"-{code}" in table:
        return table[f"-{code}"]  # after the type of the document: QĐ-CT
    if code in table:
        return table[code]
    letters = code.rstrip("0123456789")
    if letters in table and letters != code:
        return f"{table[letters]} {say_integer(int(code[len(letters) :]))}"
    return _composed(code) or _abbreviated(line, code)


def _abbreviated(line: Line, code: str) -> str | None:
    alone = Line.of(code, line.vocabulary)
    entry = line.vocabulary.built_in_entry(alone, 0, code) if len(code) > 2 else None
    return entry.spoken if entry and entry.written == code else None


@lru_cache(maxsize=1024)
def _composed(code: str) -> str | None:
    """Read S + field as sở …, B + field as bộ …, P + field as phòng …: SKHCN, BNNMT, PVHXH."""
    table = read_readings("document_codes.tsv")
    bodies = {
        "S": "sở",
        "B": "bộ",
        "P": "phòng",
        "C": "cục",
        "TTr": "thanh tra",
        "TT": "trung tâm",
        "BQL": "ban quản lý",
    }
    for body, word in bodies.items():
        field = table.get(f"+{code[len(body) :]}")
        if code.startswith(body) and field:
            return f"{word} {field}"
    return table.get(f"+{code}")


def _unknown_finding(unknown: list[str], written: str) -> Finding | None:
    return guess(Sentence(UNKNOWN_CODE, code=", ".join(unknown), written=written)) if unknown else None


@cache
def _standard() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<name>{'|'.join(_STANDARDS)})(?:[ -]ISO)? ?(?P<n>\d{{1,6}})(?:-(?P<part>\d{{1,3}}))?"
        r"(?: ?[:/] ?(?P<year>(?:19|20)\d\d))?"
        rf"(?:/(?P<codes>{_CODES}))?(?![\d])"
    )


def propose_standard(line: Line, piece: Piece) -> Candidate | None:
    """Propose the number of a Vietnamese standard: TCVN 11892-1:2017, QCVN 01-1:2024/BYT."""
    if piece.text not in _STANDARDS:
        return None
    match = _standard().match(line.text, piece.start)
    if not match:
        return None
    words = [spell(match["name"]), _said_number(match["n"])]
    if match["part"]:
        words.append(_said_number(match["part"]))
    if match["year"]:
        words.append(f"năm {say_year(int(match['year']))}")
    codes, unknown = say_codes(line, match["codes"], match.start("codes")) if match["codes"] else ([], [])
    return _DOCUMENT_STANDARD.reads(
        piece.start, match.end(), ", ".join([" ".join(words), *codes]), _unknown_finding(unknown, match[0])
    )


@cache
def _blank() -> re.Pattern[str]:
    return re.compile(rf"(?P<dots>[._…]*) ?/ ?(?:(?P<year>(?:19|20)\d\d)/)?(?P<codes>{_CODES})")


def propose_blank(line: Line, piece: Piece) -> Candidate | None:
    """Propose the codes of a document whose number was left blank: "Số:      /KH-UBND"."""
    match = _blank().match(line.text, piece.start)
    if not match or not re.search(r"(?:số|số:)[ .…_]*$", line.before(piece.start)):
        return None
    codes, _ = say_codes(line, match["codes"], match.start("codes"))
    year = [f"năm {say_year(int(match['year']))}"] if match["year"] else []
    finding = guess(Sentence(BLANK_NUMBER, written=match[0].strip()))
    return _BLANK_NUMBER.reads(piece.start, match.end(), ", ".join([*year, *codes]), finding)
