"""A file of `playlists/`: one slot, or one campaign."""

from datetime import time

from broadcaster.content.fields import Fields, single
from broadcaster.content.nodes import Gatherer, Mapping, Node, Pair, Scalar, parse
from broadcaster.content.values import (
    Misread,
    clock,
    day,
    length_ms,
    name,
    ordered,
    text,
    weekdays,
    whole_number,
)
from broadcaster.messages import N_
from broadcaster.model.problem import Place
from broadcaster.model.script import DayRange
from broadcaster.model.timetable import EVERY_DAY, Campaign, Entry, EntryKind, Extension, Filler, FillerKind, Slot

SLOT_KEYS = ("title", "slot", "items", "fill")
CAMPAIGN_KEYS = ("title", "campaign", "theme", "slogan", "directive", "columns", "extend", "add")
CAMPAIGN_ONLY = set(CAMPAIGN_KEYS) - set(SLOT_KEYS)
ENTRY_KINDS = tuple(kind.value for kind in EntryKind)


def read_playlist(source: str, file: str, file_id: str, gather: Gatherer) -> Slot | Campaign | None:
    """Return the slot or campaign that `source` describes; None when it can't be read, and then a problem says so."""
    root = parse(source, file, gather)
    if root is None:
        return None
    if _is_campaign(root):
        return _campaign(Fields(root, Place(file, 1), gather, CAMPAIGN_KEYS), file_id)
    fields = Fields(root, Place(file, 1), gather, SLOT_KEYS)
    fields.require("slot", "items")
    when = Fields(fields.node("slot"), fields.place_of("slot"), gather, ("at", "days", "airtime"))
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
    at = when.value("at", clock, None)
    duration_ms = when.value("airtime", length_ms, None)
    days = when.value("days", weekdays, None) if "days" in when else EVERY_DAY  # misread days are not every day
    slot = Slot(
        id=slot_id,
        title=fields.value("title", text, slot_id),
        at=at or time(),
        duration_ms=duration_ms or 0,
        items=_entries(fields, campaign),
        fill=_fill(fields) if "fill" in fields else (Filler(FillerKind.MUSIC),),
        days=days or EVERY_DAY,
        place=when.place_of("at"),
    )
    return slot if None not in (at, duration_ms, days) and "items" in fields else None


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
    days.require("from", "to")
    first, last = days.value("from", day, None), days.value("to", day, None)
    if first is None or last is None:
        return None
    try:
        return ordered(DayRange(first, last), f"{first} → {last}")
    except Misread as misread:
        fields.gather.add(days.place_of("from"), misread.sentence.template, **misread.sentence.values)
        return None


def _extension(pair: Pair, campaign: str, gather: Gatherer) -> Extension | None:
    fields = Fields(pair.value, pair.place, gather, ("by", "after", "items"))
    fields.require("by")
    by_ms = fields.value("by", length_ms, None)
    after = fields.value("after", name, None)
    entries = _entries(fields, campaign)
    return None if by_ms is None else Extension(pair.key, by_ms, after, entries, pair.place)


def _added_slot(pair: Pair, campaign: str, gather: Gatherer) -> Slot | None:
    fields = Fields(pair.value, pair.place, gather, ("title", "at", "airtime", "days", "items", "fill"))
    fields.require("at", "airtime", "items")
    slot_id = fields.read(Scalar(pair.key, pair.place), name, "")  # it becomes a part of a file's name
    slot = _slot(fields, fields, slot_id, campaign)
    return slot if slot_id else None


def _entries(fields: Fields, campaign: str | None) -> tuple[Entry, ...]:
    return tuple(e for node in fields.entries("items") if (e := _entry(node, campaign, fields.gather)))


def _entry(node: Node, campaign: str | None, gather: Gatherer) -> Entry | None:
    if isinstance(node, Mapping) and node.get("relay") is not None:
        gather.add(node.place, N_("relays of another station are not possible yet; leave this entry out"))
        return None
    fields = Fields(node, node.place, gather, (*ENTRY_KINDS, "count")) if isinstance(node, Mapping) else None
    kinds = [kind for kind in EntryKind if fields and kind.value in fields]
    if fields is None or len(kinds) != 1:
        if (
            fields is None
            or len(kinds) > 1
            or not isinstance(node, Mapping)
            or all(p.key == "count" for p in node.pairs)
        ):
            gather.add(node.place, N_("each entry is one of these, with a name: {known}"), known=", ".join(ENTRY_KINDS))
        return None
    found = fields.value(kinds[0].value, name, "")
    count = fields.value("count", whole_number(1, 20), 1)
    if "count" in fields and kinds[0] is not EntryKind.COLUMN:
        gather.add(fields.place_of("count"), N_("“count:” belongs to a column only"))
    return Entry(kinds[0], found, count, campaign, node.place) if found else None


def _fill(fields: Fields) -> tuple[Filler, ...]:
    known = tuple(kind.value for kind in FillerKind)
    found = []
    for node in fields.entries("fill"):
        pair = single(node, fields.gather, known)
        if pair is None:
            continue
        kind = FillerKind(pair.key)
        column = None
        if kind is FillerKind.COLUMN:
            if not isinstance(pair.value, Scalar):
                fields.gather.add(node.place, N_("a single value is expected after “{key}:”"), key="column")
                continue
            column = fields.read(pair.value, name, "") or None
            if column is None:
                continue
        found.append(Filler(kind, column))
    return tuple(found)
