"""A campaign's file as a plan proposes it: what the plan says as values, what a person must decide as remarks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from broadcaster.content.official.campaign_facts import CampaignFacts
from broadcaster.content.official.columns import same_column
from broadcaster.content.official.drafts import one_line, quoted
from broadcaster.content.official.words import slug
from broadcaster.model.timetable import Slot

LONGEST_COLUMN = 40  # characters of a column's name
EXAMPLE_MINUTES = 10


@dataclass(frozen=True)
class Remarks:
    """The sentences that stand in the file for its reader, in the operator's language."""

    source: str
    both_days: str
    directive: str
    missing: dict[str, str]  # by key: what to say where the plan does not
    other: str
    proposal: str
    extend: str
    add: str


@dataclass(frozen=True)
class Column:
    """A column that the campaign needs, and the plan's words for it."""

    name: str
    words: str


def propose_columns(heads: Sequence[str], known: Sequence[str]) -> tuple[Column, ...]:
    """Return a column for each head: one that the station has, else a new one named by the plan's words."""
    columns: list[Column] = []
    for head in heads:
        taken = {column.name for column in columns}
        name = same_column(head, [column for column in known if column not in taken]) or slug(head, LONGEST_COLUMN)
        while name in taken:
            name += "-2"
        if name:
            columns.append(Column(name, head))
    return tuple(columns)


def campaign_text(
    title: str, facts: CampaignFacts, columns: Sequence[Column], slots: Sequence[Slot], remarks: Remarks
) -> str:
    """Return the file's text. `facts` must hold the days: without them there is no campaign."""
    assert facts.days is not None
    lines = [f"# {one_line(remarks.source)}", f"title: {quoted(title)}"]
    lines.append(f"campaign: {{from: {facts.days.first}, to: {facts.days.last}}}   # {remarks.both_days}")
    lines += [f"# {remarks.other}: {days.first}..{days.last}" for days in facts.other_days]
    for key, value in (("theme", facts.theme), ("slogan", facts.slogan), ("directive", facts.directive)):
        is_blank = key == "directive" and value.startswith("…")
        lines.append(_line(key, value, remarks) + (f"   # {remarks.directive}" if is_blank else ""))
    lines += [f"# {remarks.other}: {quoted(slogan)}" for slogan in facts.other_slogans]
    lines += _columns(columns, remarks)
    lines += ["", *(f"# {line}" for line in _proposal(columns, slots, remarks))]
    return "\n".join(lines) + "\n"


def _line(key: str, value: str, remarks: Remarks) -> str:
    return f"{key}: {quoted(value)}" if value else f"# {key}:   {remarks.missing[key]}"


def _columns(columns: Sequence[Column], remarks: Remarks) -> list[str]:
    if not columns:
        return [f"# columns:   {remarks.missing['columns']}"]
    return ["columns:", *(f"  - {column.name}   # {one_line(column.words)}" for column in columns)]


def _proposal(columns: Sequence[Column], slots: Sequence[Slot], remarks: Remarks) -> Iterator[str]:
    """Yield how the airtime could grow; what the plan does not say is not decided for anybody."""
    items = ", ".join(f"{{column: {column.name}}}" for column in columns) or "{column: …}"
    yield remarks.proposal
    yield remarks.extend
    yield "extend:"
    for slot in slots:
        after = next((entry.name for entry in slot.items if entry.kind.value == "column"), None)
        place = f", after: {after}" if after else ""
        yield f"  {slot.id}: {{by: {EXAMPLE_MINUTES}m{place}, items: [{items}]}}"
    yield remarks.add
    yield "add:"
    yield f"  trua: {{at: 11:00, airtime: {EXAMPLE_MINUTES + 5}m, items: [{items}]}}"
