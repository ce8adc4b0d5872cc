"""The command that makes draft scripts of official documents: import."""

import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.main import Door, Said
from broadcaster.cli.saying import Voice
from broadcaster.errors import BroadcasterError
from broadcaster.messages import N_

if TYPE_CHECKING:
    from broadcaster.workflows.importing import Imported


@click.command("import", cls=Said)
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option(
    "--split", is_flag=True, help=N_("make one script of each part with a heading (I. II. …, 1. 2. …, Điều 1.)")
)
@click.option("--column", help=N_("the column of the scripts; guessed when not given"))
@click.option("--title", help=N_("the title; the document's subject when not given"))
@click.option("--campaign", is_flag=True, help=N_("also propose the campaign that a plan orders, in playlists/"))
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def import_(
    door: Door,
    files: tuple[Path, ...],
    split: bool,
    column: str | None,
    title: str | None,
    campaign: bool,
    as_json: bool,
) -> None:
    """Make draft scripts of official documents. One that can't be read does not keep the others from being imported."""
    from broadcaster.workflows.importing import Importer, Wishes, imported_json
    from broadcaster.workflows.station_folder import open_station

    if title is not None and (len(files) > 1 or not title.strip()):
        raise click.BadParameter(door.voice.text(N_("one title is for one document")), param_hint="--title")
    contents, _ = open_station(door.folder)
    importer = Importer(contents, Wishes(split, column, title, campaign), door.voice.language)
    done: list[Imported] = []
    failed: list[tuple[Path, BroadcasterError]] = []
    for file in files:
        try:
            done.append(importer.import_document(file))
        except BroadcasterError as failure:
            failed.append((file, failure))
    if as_json:
        shapes = [imported_json(imported, door.voice.language) for imported in done]
        failures = [{"file": f.name, "message": e.sentence.said(door.voice.language)} for f, e in failed]
        click.echo(json.dumps({"files": shapes, "failures": failures}, ensure_ascii=False, indent=1))
    else:
        for imported in done:
            _show(door.voice, imported)
    for _, told in failed:
        door.voice.failure(told.sentence)
    if failed:
        raise SystemExit(max(told.exit_code for _, told in failed))


def _show(voice: Voice, imported: "Imported") -> None:
    click.secho(imported.source.name, bold=True)
    if imported.was_kept:
        voice.tell(N_("  this very document was imported before; new drafts are put beside the earlier ones"))
    for written in imported.written:
        draft = written.draft
        voice.tell(N_("  draft {file}: {title}"), file=written.file, title=draft.title)
        if draft.is_guess:
            voice.tell(N_("    column {column}: a guess; choose another with --column"), column=draft.column)
        else:
            voice.tell(N_("    column {column}"), column=draft.column)
        if not written.is_wanted:
            voice.tell(N_("    nothing in playlists/ asks for this column yet"))
    voice.tell(N_("  the original is kept: {file}"), file=imported.original)
    _show_campaign(voice, imported)
    _show_apart(voice, imported)
    if imported.flags:
        voice.tell(N_("  to look at:"))
    for flag in imported.flags:
        click.secho(f"    {flag.place.said(voice.language)}: {flag.sentence.said(voice.language)}", fg="yellow")


def _show_apart(voice: Voice, imported: "Imported") -> None:
    """List everything that is in no script, and why."""
    from broadcaster.content.official.document import REASONS

    if imported.apart:
        voice.tell(N_("  set apart, in no script:"))
    for reason, found in groupby(imported.apart, key=lambda apart: apart.reason):
        click.echo(f"    {voice.text(REASONS[reason])}:")
        for apart in found:
            click.echo(f"      {apart.place.said(voice.language)}: {apart.text}")


def _show_campaign(voice: Voice, imported: "Imported") -> None:
    proposal = imported.proposal
    if proposal is None:
        return
    facts = proposal.facts
    if proposal.before:
        voice.tell(N_("  its campaign is there already and is left as it is: {file}"), file=proposal.before)
    if proposal.file and facts.days:
        voice.tell(N_("  campaign proposed: {file}"), file=proposal.file)
        first, last = (f"{day:%d/%m/%Y}" if day else "" for day in (facts.days.first, facts.days.last))
        voice.tell(N_("    from {first} to {last}, both days included"), first=first, last=last)
    _show_values(voice, ((N_("theme"), facts.theme), (N_("slogan"), facts.slogan), (N_("directive"), facts.directive)))
    for column in proposal.columns:
        voice.tell(N_("    column {column}: {words}"), column=column.name, words=column.words)
    for sentence in proposal.missing:
        click.secho(f"    {sentence.said(voice.language)}", fg="yellow")


def _show_values(voice: Voice, values: Iterable[tuple[str, str]]) -> None:
    for label, value in values:
        if value:
            click.echo(f"    {voice.text(label)}: {value}")
