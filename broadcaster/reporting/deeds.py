"""What people did, told as people tell it: one line for one change, with who made it, and in words. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import PurePosixPath

from broadcaster.messages import N_
from broadcaster.model.record import Act, Deed

NOTICED_WITHIN = timedelta(minutes=2)  # the daemon looks every few seconds, and a busy machine takes its time
A_BLINK = timedelta(seconds=5)
LEXICON = "lexicon.yaml"
ADDED_AIRING = N_("added airing")
FIELD_NAMES = {
    "title": N_("title"),
    "at": N_("begins at"),
    "days": N_("days of the week"),
    "airtime": N_("airtime"),
    "from": N_("first day"),
    "to": N_("last day"),
    "theme": N_("theme"),
    "slogan": N_("slogan"),
    "directive": N_("directive"),
    "by": N_("longer by"),
}
_PART = r"[^\s:;.]+(?:\.[^\s:;.]+)*: "
_CHANGE = re.compile(rf"(?:^|; )({_PART})(.*?) → (.*?)(?=; {_PART}.*? → |$)", re.DOTALL)
_AIRING = re.compile(r"\{title: (.*?), at: (.*?), airtime: (.*?), items: .*\}", re.DOTALL)
NOTHING = "–"


@dataclass(frozen=True)
class FieldChange:
    """One value that was changed by form: `name` is the file's word for it, `label` people's, in English.

    `of` is the id of what a campaign lengthens or adds. `was` and `now` stand as they are written; "–" is nothing.
    """

    name: str
    label: str
    of: str
    was: str
    now: str


def field_changes(act: Act) -> tuple[FieldChange, ...]:
    """Return what the record says was changed by form; nothing for an act that tells no such thing."""
    if act.deed is not Deed.CHANGED:
        return ()
    found = (_field_change(key.removesuffix(": "), was, now) for key, was, now in _CHANGE.findall(act.note))
    return tuple(change for change in found if change is not None)


def _field_change(key: str, was: str, now: str) -> FieldChange | None:
    first, *rest = key.split(".")
    if first == "add" and len(rest) == 1:
        airing = _AIRING.fullmatch(now)
        return FieldChange("add", ADDED_AIRING, "", was, f"{airing[1]}, {airing[2]}, {airing[3]}" if airing else now)
    name = rest[-1] if rest else first
    of = rest[0] if first in {"add", "extend"} else ""
    return FieldChange(name, FIELD_NAMES[name], of, was, now) if name in FIELD_NAMES else None


def named_once(acts: Iterable[Act]) -> list[Act]:
    """Return `acts` without what the daemon noticed of a change whose maker is named by a line of its own.

    Each named line takes the notice that follows it, and no other: who edits the file after that is told of.
    """
    acts = list(acts)
    named = [act for act in acts if act.deed is not Deed.CHANGED or act.by]
    told: list[Act] = []
    for act in acts:
        if act.deed is not Deed.CHANGED or act.by:
            told.append(act)
            continue
        left = []
        for file in act.subject.split(", "):
            maker = next((one for one in named if _touches(one, file) and _noticed(one, act)), None)
            if maker is None:
                left.append(file)
            else:
                named.remove(maker)
        if left:
            told.append(replace(act, subject=", ".join(left)))
    return told


def _noticed(maker: Act, notice: Act) -> bool:
    """Whether `notice` can be of what `maker` tells: the file is written a blink before its line."""
    return -A_BLINK <= notice.at - maker.at <= NOTICED_WITHIN


def _touches(act: Act, file: str) -> bool:
    """Whether what `act` tells of is written into `file`."""
    if act.deed in {Deed.SETTLED, Deed.UNSETTLED}:
        return file == LEXICON
    return act.subject == file or (file.startswith("scripts/") and PurePosixPath(file).stem == act.subject)
