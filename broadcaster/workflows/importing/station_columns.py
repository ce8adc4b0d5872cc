"""The columns of a station: those it has, and those that something on air asks for."""

from broadcaster.model.contents import Contents
from broadcaster.model.timetable import EntryKind


def known_columns(contents: Contents) -> tuple[str, ...]:
    """Return the columns that the station has, those of its campaigns first, then those of its scripts."""
    needed = [column for campaign in contents.timetable.campaigns for column in campaign.columns]
    return tuple(dict.fromkeys([*needed, *sorted({script.column for script in contents.scripts})]))


def columns_on_air(contents: Contents) -> set[str]:
    """Return the columns that slots and campaigns ask for."""
    campaigns = contents.timetable.campaigns
    slots = [*contents.timetable.slots, *(slot for campaign in campaigns for slot in campaign.adds)]
    entries = [entry for slot in slots for entry in slot.items]
    entries += [entry for campaign in campaigns for extension in campaign.extends for entry in extension.items]
    fillers = [filler for slot in slots for filler in slot.fill]
    named = {entry.name for entry in entries if entry.kind is EntryKind.COLUMN}
    return named | {filler.column for filler in fillers if filler.column}
