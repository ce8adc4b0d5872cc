"""One document at a time: read, parted, made into drafts, written, told."""

from dataclasses import dataclass, replace
from pathlib import Path

from broadcaster.content.nodes import MAX_BYTES
from broadcaster.content.official.blanks import find_blanks
from broadcaster.content.official.campaign_facts import find_campaign
from broadcaster.content.official.columns import ColumnChoice, choose_column
from broadcaster.content.official.document import Apart, Flag
from broadcaster.content.official.drafts import LONGEST_TITLE, Draft, body_of, one_line, to_look_at
from broadcaster.content.official.frame import Parted, part
from broadcaster.content.official.kinds import find_heading
from broadcaster.content.official.labels import NO_RANK, split_label
from broadcaster.content.official.parts import Part, heading_rank, split
from broadcaster.content.official.reading import read_document
from broadcaster.content.official.words import slug
from broadcaster.content.values import Misread, name
from broadcaster.errors import UsageError
from broadcaster.messages import N_, say
from broadcaster.model.contents import Contents
from broadcaster.model.script import DayRange
from broadcaster.workflows.importing.files import NewFiles
from broadcaster.workflows.importing.proposing import Proposal, proposal_text, propose
from broadcaster.workflows.importing.station_columns import columns_on_air, known_columns


@dataclass(frozen=True)
class Wishes:
    """How the documents are to be imported; what is None is guessed."""

    split: bool = False
    column: str | None = None
    title: str | None = None
    campaign: bool = False


@dataclass(frozen=True)
class Written:
    """A draft and the file it was written to; `is_wanted` when something that airs asks for its column."""

    file: str
    draft: Draft
    is_wanted: bool


@dataclass(frozen=True)
class Imported:
    """What came of one document."""

    source: Path
    original: str
    was_kept: bool  # this very document had been imported before
    written: tuple[Written, ...]
    apart: tuple[Apart, ...]
    flags: tuple[Flag, ...]
    proposal: Proposal | None


class Importer:
    """Imports documents into one station. Nothing that is there is ever written over, nothing is ever approved."""

    def __init__(self, contents: Contents, wishes: Wishes, language: str) -> None:
        if wishes.column is not None:
            _check_name(wishes.column)
        self._contents = contents
        self._wishes = wishes
        self._language = language
        self._scripts = NewFiles(contents.folder, "scripts")
        self._originals = NewFiles(contents.folder, "scripts/originals")
        self._playlists = NewFiles(contents.folder, "playlists")
        self._columns = known_columns(contents)

    def import_document(self, source: Path) -> Imported:
        """Import one document. Raises UsageError when it can't be read; nothing is written then."""
        document, raw = read_document(source)
        parted = part(document.blocks)
        if not parted.body:
            raise UsageError(N_("there is nothing in {file} that could be read out"), file=source.name)
        title = self._wishes.title or _title(parted, source)
        drafts = self._drafts(parted, title)
        proposal = propose(find_campaign(parted.body, parted.number), self._columns) if self._wishes.campaign else None
        original, was_kept = self._originals.keep(source, raw)
        days = proposal.facts.days if proposal else None
        written = tuple(self._write(draft, original, days or DayRange()) for draft in drafts)
        if proposal and proposal.facts.days:
            before = self._proposed_before(proposal) if was_kept else ""
            proposal = replace(proposal, before=before) if before else self._write_campaign(proposal, title, original)
        blanks = find_blanks([*parted.body, *parted.apart])
        flags = (*document.flags, *blanks, *to_look_at(parted.body))
        return Imported(source, original, was_kept, written, (*document.apart, *parted.apart), flags, proposal)

    def _drafts(self, parted: Parted, title: str) -> list[Draft]:
        heading = find_heading(parted.body)
        choice = choose_column(heading.kind if heading else "", title, self._columns)
        if self._wishes.column is not None:
            choice = ColumnChoice(self._wishes.column, is_guess=False)
        parts = split(parted.body) if self._wishes.split else (Part("", parted.body),)
        drafts = [_draft(piece, title, choice, number, len(parts)) for number, piece in enumerate(parts)]
        if any(len(draft.body.encode()) > MAX_BYTES // 2 for draft in drafts):
            raise UsageError(N_("the text is too long for one script; split it: broadcaster import --split"))
        return drafts

    def _write(self, draft: Draft, original: str, valid: DayRange) -> Written:
        remark = N_("a draft made from {original}: read it through and mend it, then have it approved")
        text = draft.as_file(say(remark, {"original": original}, self._language), valid)
        draft = replace(draft, name=self._scripts.free_name(draft.name, ".md"))
        file = self._scripts.write(f"{draft.name}.md", text.encode())
        return Written(file, draft, draft.column in columns_on_air(self._contents))

    def _proposed_before(self, proposal: Proposal) -> str:
        """Return the file of a campaign on the very same days: a second one would extend the airtime twice."""
        same = (it for it in self._contents.timetable.campaigns if it.days == proposal.facts.days and it.place)
        return next((campaign.place.file for campaign in same if campaign.place), "")

    def _write_campaign(self, proposal: Proposal, title: str, original: str) -> Proposal:
        slots = self._contents.timetable.slots
        text = proposal_text(title, proposal, slots, original, self._language)
        name = self._playlists.free_name(slug(title), ".yaml")
        return replace(proposal, file=self._playlists.write(f"{name}.yaml", text.encode()))


def _title(parted: Parted, source: Path) -> str:
    """Return the document's subject, else its first heading, else the name of its file."""
    heading = find_heading(parted.body)
    if heading and heading.title:
        return one_line(heading.title)[:LONGEST_TITLE]
    first = parted.body[0]
    if (
        first.text
        and (first.bold or first.text.isupper() or heading_rank(first) != NO_RANK)
        and len(first.text) <= LONGEST_TITLE
    ):
        return one_line(first.text)
    return one_line(source.stem.encode("utf-8", "replace").decode()) or "…"


def _draft(piece: Part, title: str, choice: ColumnChoice, number: int, count: int) -> Draft:
    body = body_of(piece.blocks)
    if count == 1:
        return Draft(slug(title), title, choice.column, choice.is_guess, body)
    script_name = "-".join(
        filter(None, [slug(title, 36), str(number), slug(split_label(piece.heading)[1] or piece.heading, 24)])
    )
    part_title = f"{title}: {piece.heading}" if piece.heading else title
    return Draft(script_name, one_line(part_title)[:LONGEST_TITLE], choice.column, choice.is_guess, body)


def _check_name(column: str) -> None:
    try:
        name(column)
    except Misread as misread:
        raise UsageError(misread.sentence.template, **misread.sentence.values) from None
