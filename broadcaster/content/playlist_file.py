"""A file of `playlists/`: one slot, or one campaign."""

from datetime import time

from broadcaster.content.entries import read_entry, read_fill
from broadcaster.content.fields import Fields
from broadcaster.content.nodes import Gatherer, Mapping, Node, Pair, Scalar, Sequence, parse
from broadcaster.content.special_days import read_span, special_days
from broadcaster.content.values import clock, clocks, length_ms, name, text, weekdays
from broadcaster.messages import N_
from broadcaster.model.problem import Place
from broadcaster.model.script import DayRange
from broadcaster.model.timetable import EVERY_DAY, Campaign, Entry, Extension, Filler, FillerKind, Slot

SLOT_KEYS = ("title", "slot", "items", "fill")
CAMPAIGN_KEYS = ("title", "campaign", "theme", "slogan", "directive", "columns", "extend", "add")
CAMPAIGN_ONLY = set(CAMPAIGN_KEYS) - set(SLOT_KEYS)
SLOT_TIMES = ("at", "days", "airtime", "from", "to", "except")


def read_playlist(source: str, file: str, file_id: str, gather: Gatherer) -> Slot | Campaign | None:
    """Return the slot or campaign that `source` describes; None when it can't be read, and then a problem says so."""
    root = parse(source, file, gather)
    if root is None:
        return None
    if _is_campaign(root):
        return _campaign(Fields(root, Place(file, 1), gather, CAMPAIGN_KEYS), file_id)
    fields = Fields(root, Place(file, 1), gather, SLOT_KEYS)
    fields.require("slot", "items")
    when = Fields(fields.node("slot"), fields.place_of("slot"), gather, SLOT_TIMES)
    if "slot" in fields:
        when.require("at", "airtime")
    return _slot(fields, when, file_id)


def _is_campaign(root: Node) -> bool:
    """Whether a file is meant as a campaign's: it says so, or no slot and something that only campaigns have."""
    if not isinstance(root, Mapping):
        return False
    return root.get("campaign") is not None or (
        root.get("slot") is None and any(pair.key in CAMPAIGN_ONLY for pair in root.pairs)
    )


def _slot(fields: Fields, when: Fields, slot_id: str, campaign: str | None = None) -> Slot | None:
    """`fields` holds the title and the lists, `when` the times (the same mapping for a slot that a campaign adds).

    Everything is read before anything is given up, so that all mistakes are told at once.
    """
    at = _times(when)
    duration_ms = when.value("airtime", length_ms, None)
    days = when.value("days", weekdays, None) if "days" in when else EVERY_DAY  # misread days are not every day
    dates = read_span(when)
    slot = Slot(
        id=slot_id,
        title=fields.value("title", text, slot_id),
        at=at[0] if at else time(),
        duration_ms=duration_ms or 0,
        items=_entries(fields, campaign),
        fill=read_fill(fields, "fill") if "fill" in fields else (Filler(FillerKind.MUSIC),),
        days=days or EVERY_DAY,
        place=when.place_of("at"),
        also_at=at[1:],
        dates=dates or DayRange(),
        special=special_days(when),
    )
    return slot if at and None not in (duration_ms, days, dates) and "items" in fields else None


def _times(fields: Fields) -> tuple[time, ...]:
    """Return the times under `at`: one, several with commas between, or a list; none when one is misread."""
    node = fields.node("at")
    if not isinstance(node, Sequence):
        return fields.value("at", clocks, ())
    found = [fields.read(one, clock, None) if isinstance(one, Scalar) else None for one in node]
    if any(not isinstance(one, Scalar) for one in node):
        fields.gather.add(node.place, N_("a single value is expected after “{key}:”"), key="at")
    return () if None in found else tuple(sorted({one for one in found if one is not None}))


def _campaign(fields: Fields, campaign_id: str) -> Campaign | None:
    """Read everything before giving anything up, so that all mistakes are told at once."""
    days = _campaign_days(fields)
    campaign = Campaign(
        id=campaign_id,
        title=fields.value("title", text, campaign_id),
        days=days or DayRange(),
        theme=fields.value("theme", text, ""),
        slogan=fields.value("slogan", text, ""),
        directive=fields.value("directive", text, ""),
        columns=fields.names("columns", name),
        extends=tuple(e for pair in fields.named("extend") if (e := _extension(pair, campaign_id, fields.gather))),
        adds=tuple(s for pair in fields.named("add") if (s := _added_slot(pair, campaign_id, fields.gather))),
        place=fields.place,
    )
    return campaign if days is not None else None


def _campaign_days(fields: Fields) -> DayRange | None:
    if not fields.require("campaign"):
        return None
    days = Fields(fields.node("campaign"), fields.place_of("campaign"), fields.gather, ("from", "to"))
    return read_span(days) if days.require("from", "to") else None


def _extension(pair: Pair, campaign: str, gather: Gatherer) -> Extension | None:
    """Read by how much a campaign lengthens a slot; it may also, or only, air it at more times or on more days."""
    fields = Fields(pair.value, pair.place, gather, ("by", "after", "items", "at", "days"))
    if "at" not in fields and "days" not in fields:
        fields.require("by")
    by_ms = fields.value("by", length_ms, None)
    days = fields.value("days", weekdays, None)
    extension = Extension(
        slot=pair.key,
        by_ms=by_ms or 0,
        after=fields.value("after", name, None),
        items=_entries(fields, campaign),
        place=pair.place,
        also_at=_times(fields),
        days=days or frozenset(),
    )
    return extension if by_ms or extension.also_at or days else None


def _added_slot(pair: Pair, campaign: str, gather: Gatherer) -> Slot | None:
    fields = Fields(pair.value, pair.place, gather, ("title", *SLOT_TIMES, "items", "fill"))
    fields.require("at", "airtime", "items")
    slot_id = fields.read(Scalar(pair.key, pair.place), name, "")  # it becomes a part of a file's name
    slot = _slot(fields, fields, slot_id, campaign)
    return slot if slot_id else None


def _entries(fields: Fields, campaign: str | None) -> tuple[Entry, ...]:
    return tuple(e for node in fields.entries("items") if (e := read_entry(node, campaign, fields.gather)))
