"""A file of `playlists/`: one slot, or one campaign."""

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
ENTRY_KINDS = tuple(kind.value for kind in EntryKind)


def read_playlist(source: str, file: str, file_id: str, gather: Gatherer) -> Slot | Campaign | None:
    """Return the slot or campaign that `source` describes; None when it can't be read, and then a problem says so."""
    root = parse(source, file, gather)
    if root is None:
        return None
    if isinstance(root, Mapping) and root.get("campaign") is not None:
        return _campaign(Fields(root, Place(file, 1), gather, CAMPAIGN_KEYS), file_id)
    fields = Fields(root, Place(file, 1), gather, SLOT_KEYS)
    if not fields.require("slot", "items"):
        return None
    when = Fields(fields.node("slot"), fields.place_of("slot"), gather, ("at", "days", "airtime"))
    return _slot(fields, when, file_id)


def _slot(fields: Fields, when: Fields, slot_id: str, campaign: str | None = None) -> Slot | None:
    """`fields` holds the title and the lists, `when` the times (the same mapping for a slot that a campaign adds)."""
    if not when.require("at", "airtime"):
        return None
    at = when.value("at", clock, None)
    duration_ms = when.value("airtime", length_ms, None)
    if at is None or duration_ms is None:
        return None
    return Slot(
        id=slot_id,
        title=fields.value("title", text, slot_id),
        at=at,
        duration_ms=duration_ms,
        items=_entries(fields, campaign),
        fill=_fill(fields) if "fill" in fields else (Filler(FillerKind.MUSIC),),
        days=when.value("days", weekdays, EVERY_DAY),
        place=when.place_of("at"),
    )


def _campaign(fields: Fields, campaign_id: str) -> Campaign | None:
    days = Fields(fields.node("campaign"), fields.place_of("campaign"), fields.gather, ("from", "to"))
    if not days.require("from", "to"):
        return None
    first, last = days.value("from", day, None), days.value("to", day, None)
    if first is None or last is None:
        return None
    try:
        span = ordered(DayRange(first, last), f"{first} → {last}")
    except Misread as misread:
        fields.gather.add(days.place_of("from"), misread.sentence.template, **misread.sentence.values)
        return None
    return Campaign(
        id=campaign_id,
        title=fields.value("title", text, campaign_id),
        days=span,
        theme=fields.value("theme", text, ""),
        slogan=fields.value("slogan", text, ""),
        directive=fields.value("directive", text, ""),
        columns=fields.names("columns", name),
        extends=tuple(e for pair in fields.named("extend") if (e := _extension(pair, campaign_id, fields.gather))),
        adds=tuple(s for pair in fields.named("add") if (s := _added_slot(pair, campaign_id, fields.gather))),
        place=fields.place,
    )


def _extension(pair: Pair, campaign: str, gather: Gatherer) -> Extension | None:
    fields = Fields(pair.value, pair.place, gather, ("by", "after", "items"))
    if not fields.require("by"):
        return None
    by_ms = fields.value("by", length_ms, None)
    if by_ms is None:
        return None
    after = fields.value("after", name, None)
    return Extension(pair.key, by_ms, after, _entries(fields, campaign), pair.place)


def _added_slot(pair: Pair, campaign: str, gather: Gatherer) -> Slot | None:
    fields = Fields(pair.value, pair.place, gather, ("title", "at", "airtime", "days", "items", "fill"))
    if not fields.require("items"):
        return None
    return _slot(fields, fields, pair.key, campaign)


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
