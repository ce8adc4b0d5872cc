"""The lines of a slot's `items` and `fill`."""

from broadcaster.content.fields import Fields, single
from broadcaster.content.nodes import Gatherer, Mapping, Node, Scalar
from broadcaster.content.values import clock, length_ms, name, whole_number, yes_or_no
from broadcaster.messages import N_
from broadcaster.model.timetable import Entry, EntryKind, Filler, FillerKind

ENTRY_KINDS = tuple(kind.value for kind in EntryKind)
SETTINGS = {"count": EntryKind.COLUMN, "for": EntryKind.RELAY, "at": EntryKind.RELAY}  # and whose each one is
FOREIGN = {
    "count": N_("“count:” belongs to a column only"),
    "for": N_("“for:” belongs to a relay only"),
    "at": N_("“at:” belongs to a relay only"),
}


def read_entry(node: Node, campaign: str | None, gather: Gatherer) -> Entry | None:
    """Return the entry that `node` describes, put there by `campaign`; None when it can't be read, which is told."""
    known = (*ENTRY_KINDS, *SETTINGS, "optional")
    fields = Fields(node, node.place, gather, known) if isinstance(node, Mapping) else None
    kinds = [kind for kind in EntryKind if fields and kind.value in fields]
    if fields is None or len(kinds) != 1:
        if fields is None or len(kinds) > 1 or not isinstance(node, Mapping) or all(p.key in known for p in node.pairs):
            gather.add(node.place, N_("each entry is one of these, with a name: {known}"), known=", ".join(ENTRY_KINDS))
        return None
    kind = kinds[0]
    found = fields.value(kind.value, name, "")
    for setting, owner in SETTINGS.items():
        if setting in fields and kind is not owner:
            gather.add(fields.place_of(setting), FOREIGN[setting])
    if kind is EntryKind.RELAY and not fields.require("for"):
        return None
    entry = Entry(
        kind=kind,
        name=found,
        count=fields.value("count", whole_number(1, 20), 1),
        campaign=campaign,
        place=node.place,
        optional=fields.value("optional", yes_or_no, False),
        duration_ms=fields.value("for", length_ms, 0) if kind is EntryKind.RELAY else 0,
        at=fields.value("at", clock, None) if kind is EntryKind.RELAY else None,
    )
    misread = not found or (kind is EntryKind.RELAY and (not entry.duration_ms or ("at" in fields and not entry.at)))
    return None if misread else entry


def read_fill(fields: Fields, key: str) -> tuple[Filler, ...]:
    """Return with what an airtime's rest is filled: the list under `key`."""
    known = tuple(kind.value for kind in FillerKind)
    found = []
    for node in fields.entries(key):
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
