"""What a script tells the studio and not the listener: who reads, how long to be silent, where a new part begins.

    Nam: Kính thưa bà con!        the man's voice reads, until a line says otherwise
    Nữ: Sau đây là bản tin.       the woman's voice
    Xin ghi số máy. [nghỉ 2s] Số máy là…       two seconds of silence
    ***                           a new part: the station's stinger sounds here

Only scripts know directions: in the lines of a report "Nam:" counts men.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from broadcaster.messages import N_, Sentence
from broadcaster.model.problem import Severity
from broadcaster.model.script import Speaker

USUAL_REST_MS = 1_000
SHORTEST_REST_MS, LONGEST_REST_MS = 100, 30_000

MAN_READS = N_("from here on the man's voice reads")
WOMAN_READS = N_("from here on the woman's voice reads")
RESTS = N_("{seconds} s of silence")
NEW_PART = N_("a new part: the stinger nhac-cat sounds here")
NO_REST = N_("“{written}” orders no silence: write [nghỉ 2s], at most 30 s")
COUNTS_PEOPLE = N_(
    "“{written}” names who reads and is not said; if it counts people, write {{{name}|{said}}}: in its place"
)

_SPEAKERS = {"nam": Speaker.MAN, "nữ": Speaker.WOMAN}
_NAMES_A_PLACE = ("việt", "miền", "phía", "hướng")  # of which an editor may have wrapped the second word: "Việt⏎Nam:"


@dataclass(frozen=True)
class Direction:
    """From `start` to `end` of a text: a speaker, a rest, a new part, or what was meant as one and orders nothing.

    `sentence` says what it does; `doubt` what is wrong with it, and how much that matters.
    """

    start: int
    end: int
    sentence: Sentence
    speaker: Speaker | None = None
    rest_ms: int = 0
    ends_part: bool = False
    doubt: tuple[Severity, Sentence] | None = None

    @property
    def rule(self) -> str:
        """What kind it is, as tokens name it."""
        return f"direction.{'part' if self.ends_part else 'speaker' if self.speaker else 'rest'}"


def directions_in(text: str) -> Iterator[Direction]:
    """Yield the directions of `text`, in order."""
    for match in _direction().finditer(text):
        written = unicodedata.normalize("NFC", match[0]).strip()
        if match["part"]:
            yield Direction(*match.span(), Sentence(NEW_PART), ends_part=True)
        elif match["speaker"]:
            if not _ends_with_place(text[max(0, match.start() - 20) : match.start()]):
                yield _speaker(match, written, text[match.end() : match.end() + 10])
        else:
            rest_ms = _rest_ms(unicodedata.normalize("NFC", match["length"]))
            if rest_ms is not None:
                yield Direction(*match.span(), Sentence(RESTS, seconds=f"{rest_ms / 1000:g}"), rest_ms=rest_ms)
            elif re.search(r"\d|giây", written):  # "[nghỉ lễ]" is not meant for the studio
                wrong = Sentence(NO_REST, written=written)
                yield Direction(*match.span(), wrong, doubt=(Severity.ERROR, wrong))


def _speaker(match: re.Match[str], written: str, after: str) -> Direction:
    name = unicodedata.normalize("NFC", match["speaker"])
    speaker = _SPEAKERS[name.lower()]
    doubt = None
    if after.lstrip(" \t\u00a0")[:1].isdecimal():
        doubt = (Severity.WARNING, Sentence(COUNTS_PEOPLE, written=written, name=name, said=name.lower()))
    reads = Sentence(MAN_READS if speaker is Speaker.MAN else WOMAN_READS)
    return Direction(*match.span(), reads, speaker, doubt=doubt)


def _ends_with_place(before: str) -> bool:
    """Whether the line before ends in the middle of a name: "Việt" of "Việt⏎Nam"."""
    line = unicodedata.normalize("NFC", before).rstrip(" \t\r").removesuffix("\n").rstrip()
    return line.lower().endswith(_NAMES_A_PLACE) and "\n\n" not in before


@cache
def _direction() -> re.Pattern[str]:
    """Match a direction, with its letters composed or parted, and the stars with which a label is made bold."""
    names = _in_both_forms("Nam", "NAM", "Nữ", "NỮ")
    rests = _in_both_forms("nghỉ", "nghi", "dừng")
    label = rf"^[ \t\u00a0]*[*_]*(?P<speaker>{names})[*_]*[ \t\u00a0]*[:：][*_]*"
    rest = rf"\[[ \u00a0]*(?i:{rests})(?P<length>(?:(?:[ \u00a0:：]|(?=\d))[^\]\n]*)?)\]"
    part = (
        r"^[ \t]*(?P<part>\*[ \t]*\*[ \t]*\*[* \t]*|(?<=\n\n)---[- \t]*)$"  # hyphens under words make these a heading
    )
    return re.compile(f"{label}|{rest}|{part}", re.MULTILINE)


def _in_both_forms(*words: str) -> str:
    return "|".join(unicodedata.normalize(form, word) for word in words for form in ("NFC", "NFD"))


def _rest_ms(written: str) -> int | None:
    """Return the length that stands behind “nghỉ”: ``2s``, ``1,5 giây``, ``500 ms``, nothing for a second."""
    match = re.fullmatch(r"[\s:：]*(\d{1,5}(?:[.,]\d{1,3})?)?\s*(ms|s|giây|)\s*", written, re.IGNORECASE)
    if match is None or (match[2] and not match[1]):
        return None
    if not match[1]:
        return USUAL_REST_MS
    rest_ms = round(float(match[1].replace(",", ".")) * (1 if match[2].lower() == "ms" else 1000))
    return rest_ms if SHORTEST_REST_MS <= rest_ms <= LONGEST_REST_MS else None
