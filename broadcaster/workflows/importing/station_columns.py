"""The columns of a station: those it has, and those that something on air asks for."""

from broadcaster.model.contents import Contents
from broadcaster.model.timetable import EntryKind


def known_columns(contents: Contents) -> tuple[str, ...]:
    """Return the columns that the station has, those of its campaigns first, then those of its scripts."""
    needed = [column for campaign in contents.timetable.campaigns for column in campaign.columns]
    return tuple(dict.fromkeys([*needed, *sorted({script.column for script in contents.scripts})]))


def columns_on_air(contents: Contents) -> set[str]:
    """Return the columns that slots and campaigns ask for."""
    timetable = contents.timetable
    return {entry.name for entry in timetable.all_entries if entry.kind is EntryKind.COLUMN} | timetable.columns_filling
