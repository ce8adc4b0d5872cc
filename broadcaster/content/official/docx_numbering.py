"""Word's automatic numbering, computed: "1.", "a)", "I." stand in no paragraph's text, only the rule to count them.

ISO/IEC 29500-1, 17.9: a paragraph names a list (`num`) and a level; the list points to its form (`abstractNum`), whose
levels say how they count (`numFmt`), how they look (`lvlText`, "%1.%2") and when they begin again (`lvlRestart`).
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from broadcaster.content.official.docx_names import child, flag, value, w

LEVELS = 9
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def roman(number: int) -> str:
    """Return `number` in small Roman figures."""
    found = ""
    for worth, figures in _ROMAN:
        count, number = divmod(number, worth)
        found += figures * count
    return found


def letters(number: int) -> str:
    """Return `number` as Word counts in letters: a … z, aa, bb."""
    times, which = divmod(number - 1, 26)
    return chr(ord("a") + which) * (times + 1)


_COUNTS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "upperRoman": lambda number: roman(number).upper(),
    "lowerRoman": roman,
    "upperLetter": lambda number: letters(number).upper(),
    "lowerLetter": letters,
    "none": lambda _: "",
}


@dataclass(frozen=True)
class Level:
    """How one level of a list counts and looks."""

    start: int = 1
    form: str = "decimal"
    look: str = ""
    is_plain: bool = False  # all figures in it are decimal, whatever their own level says (w:isLgl)
    restart: int | None = None  # begins again after this level (from 1); 0: never; None: after any higher one
    style: str = ""  # paragraphs of this style stand on this level


class Numbering:
    """Counts as it is asked, so it must be asked once for each paragraph, in their order."""

    def __init__(self, tree: ET.Element | None) -> None:
        forms = {} if tree is None else {value(form, "abstractNumId"): form for form in tree.iter(w("abstractNum"))}
        by_style = {
            value(child(form, "styleLink")): form for form in forms.values() if child(form, "styleLink") is not None
        }
        self._levels: dict[str, dict[int, Level]] = {}
        self._counter_of: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        for num in tree.iter(w("num")) if tree is not None else ():
            form_id = value(child(num, "abstractNumId"))
            form = forms.get(form_id)
            linked = value(child(form, "numStyleLink")) if form is not None else ""
            self._add(value(num, "numId"), num, by_style.get(linked, form), form_id)

    def _add(self, num_id: str, num: ET.Element, form: ET.Element | None, form_id: str) -> None:
        levels = _levels(form) if form is not None else {}
        for override in num.iter(w("lvlOverride")):
            index = _whole(value(override, "ilvl"), 0)
            redefined = child(override, "lvl")
            if redefined is not None:
                levels[index] = _level(redefined)
            start = child(override, "startOverride")
            if start is not None:
                levels[index] = replace(levels.get(index, Level()), start=_whole(value(start), 1))
                self._overrides.setdefault(num_id, {})[index] = _whole(value(start), 1)
        self._levels[num_id] = levels
        self._counter_of[num_id] = form_id  # lists of one form count on where the other left off

    def level_of_style(self, num_id: str, style: str) -> int:
        """Return the level on which paragraphs of `style` stand in a list; the first when none says so."""
        return next((index for index, level in self._levels.get(num_id, {}).items() if level.style == style), 0)

    def label(self, num_id: str, index: int) -> str:
        """Count a paragraph of list `num_id` on level `index` (from 0), and return its label."""
        levels = self._levels.get(num_id, {})
        level = levels.get(index)
        if level is None:
            return ""
        counts = self._counts.setdefault(self._counter_of[num_id], {})
        restarted = self._overrides.get(num_id, {}).pop(index, None)  # only the list's first paragraph begins anew
        before = counts.get(index, level.start - 1) if restarted is None else restarted - 1
        counts[index] = before + 1
        for deeper in range(index + 1, LEVELS):
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or 0 < index + 1 <= restart:
                counts.pop(deeper, None)
        return _bullet(level.look) if level.form == "bullet" else _look(level, levels, counts)


def _look(level: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
    look = level.look
    for index in range(LEVELS):
        mark = f"%{index + 1}"
        if mark in look:
            of = levels.get(index, Level())
            form = "decimal" if level.is_plain and of.form != "none" else of.form
            number = counts.get(index, of.start)
            look = look.replace(mark, _COUNTS.get(form, str)(number) if number > 0 else str(number))
    return look.strip()


def _bullet(look: str) -> str:
    """Return a bullet's sign; the signs of symbol fonts, which no other font has, become a hyphen."""
    sign = look.strip()
    return sign if sign and len(sign) == 1 and unicodedata.category(sign) not in {"Co", "Ll", "Lo", "Lu"} else "-"


def _levels(form: ET.Element) -> dict[int, Level]:
    return {_whole(value(level, "ilvl"), 0): _level(level) for level in form.findall(w("lvl"))}


def _level(level: ET.Element) -> Level:
    restart = child(level, "lvlRestart")
    return Level(
        start=_whole(value(child(level, "start")), 1),
        form=value(child(level, "numFmt")) or "decimal",
        look=value(child(level, "lvlText")),
        is_plain=flag(level, "isLgl"),
        restart=None if restart is None else _whole(value(restart), 0),
        style=value(child(level, "pStyle")),
    )


def _whole(written: str, default: int) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 6 else default
