"""Commands for writers and approvers: check, normalise, preview, approve."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from broadcaster.cli.main import Door, Said
from broadcaster.cli.saying import Voice
from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.problem import Problem

if TYPE_CHECKING:
    from broadcaster.cli.reading_page import Labels
    from broadcaster.model.contents import Contents
    from broadcaster.model.lexicon import Lexicon
    from broadcaster.workflows.approvals import ReadScript

AT_ONCE = 8192  # bytes: what is read, and answered, at one go


def _finish(problems: tuple[Problem, ...]) -> None:
    if any(problem.is_error for problem in problems):
        raise SystemExit(2)


@click.command(cls=Said)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def check(door: Door, as_json: bool) -> None:
    """Find every mistake in every file."""
    from broadcaster.workflows.approving import note_recordings
    from broadcaster.workflows.checking import check as check_all
    from broadcaster.workflows.shapes import problem_json
    from broadcaster.workflows.sounds import measure_sounds
    from broadcaster.workflows.station_folder import StationUnreadableError, open_station

    today = door.today()
    try:
        contents, found = open_station(door.folder)
        problems = check_all(contents, (*found, *measure_sounds(contents)[1]), today)
        note_recordings(contents)
    except StationUnreadableError as unreadable:
        problems = unreadable.problems
    if as_json:
        click.echo(json.dumps({"problems": [problem_json(problem, door.voice.language) for problem in problems]},
                              ensure_ascii=False, indent=1))  # fmt: skip
    else:
        door.voice.problems(problems)
        _sum_up(door.voice, problems)
    _finish(problems)


def _sum_up(voice: Voice, problems: tuple[Problem, ...]) -> None:
    errors = sum(problem.is_error for problem in problems)
    if errors:
        voice.tell(
            N_("{errors} mistakes to mend, {others} things to look at"), errors=errors, others=len(problems) - errors
        )
    elif problems:
        voice.tell(N_("no mistakes; {others} things to look at"), others=len(problems))
    else:
        voice.tell(N_("no mistakes: every file is right"))


@click.command(cls=Said)
@click.pass_obj
def normalise(door: Door) -> None:
    """Read lines as an announcer would: one line out for each line in."""
    from broadcaster.model.lexicon import EMPTY
    from broadcaster.vietnamese import normalise as read

    lexicon = _own_words(door) if (door.folder / "lexicon.yaml").exists() else EMPTY
    for lines in _as_they_come(sys.stdin.buffer):
        for line in lines:
            written = line.decode("utf-8", "replace").rstrip("\r")
            sys.stdout.write(read(written, lexicon).text.replace("\n", " ") + "\n")
        sys.stdout.flush()


def _own_words(door: Door) -> Lexicon:
    """Return the commune's words, its mistakes told beside the result. Nothing else of the station is looked at."""
    from broadcaster.content.lexicon_file import read_lexicon_of
    from broadcaster.content.nodes import Gatherer

    gather = Gatherer()
    lexicon = read_lexicon_of(door.folder, gather)
    door.voice.problems(gather.problems)
    return lexicon


def _as_they_come(stream: BinaryIO) -> Iterator[list[bytes]]:
    """Yield the whole lines of all that is waiting, then wait for more.

    So somebody who writes one line and waits is answered, and whoever pipes a book in isn't held up by every line.
    """
    begun = b""
    while waiting := stream.read1(AT_ONCE):  # type: ignore[attr-defined]  # every buffered stream has it
        *lines, begun = (begun + waiting).split(b"\n")
        if lines:
            yield lines
    if begun:
        yield [begun]


@click.command(cls=Said)
@click.argument("script")
@click.argument("reading", required=False)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.option(
    "--html",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("write the reading as a page for the browser or the printer"),
)
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("write the finished item to this sound file (.wav or .flac)"),
)
@click.option("--listen", is_flag=True, help=N_("make the finished item and play it"))
@click.option(
    "--confirm",
    metavar="WORD",
    help=N_("settle a guess, by its word or its number: as it is said now, or as READING says"),
)
@click.pass_obj
def preview(
    door: Door,
    script: str,
    reading: str | None,
    as_json: bool,
    html: Path | None,
    to: Path | None,
    listen: bool,
    confirm: str | None,
) -> None:
    """Show what the machine will say for a script."""
    from broadcaster.workflows.previewing import is_text_outside, listen_to, save_item
    from broadcaster.workflows.station_folder import open_station

    if reading is not None and confirm is None:
        raise UsageError(N_("say which word is read so: --confirm WORD “{reading}”"), reading=reading)
    if is_text_outside(door.folder, script):
        if to or listen or confirm:
            raise UsageError(N_("{file} is no script of this station: its reading can be shown, no more"), file=script)
        read = _show_text_outside(door, Path(script), html, as_json=as_json)
    else:
        contents, _ = open_station(door.folder)
        if confirm is not None:
            contents = _confirm(door.voice, contents, script, confirm, reading)
        read = _show_script(door, contents, script, html, as_json=as_json)
        if to is not None:
            save_item(contents, read, to)
            door.voice.note(N_("written: {file}"), file=to)
        if listen:
            listen_to(contents, read)
    if read.reading.errors:
        raise SystemExit(2)


def _confirm(voice: Voice, contents: Contents, script: str, word: str, reading: str | None) -> Contents:
    """Write a guess of `script` into the lexicon; return the station as it is then."""
    from broadcaster.cli.lexicon import tell_change
    from broadcaster.workflows.approvals import read_script
    from broadcaster.workflows.approving import find_script
    from broadcaster.workflows.delivery import delivery
    from broadcaster.workflows.lexicon_editing import add, confirmed, typed
    from broadcaster.workflows.reading_view import remarks

    read = read_script(find_script(contents, script), contents)
    shown = remarks(read, ends_item=delivery(read, contents).ends_with_text)
    change = add(contents, confirmed(read, typed(word), typed(reading) if reading is not None else None, shown))
    tell_change(voice, change, beside=True)
    return change.contents


def _show_text_outside(door: Door, path: Path, html: Path | None, *, as_json: bool) -> ReadScript:
    from broadcaster.cli.reading_page import Labels
    from broadcaster.workflows.previewing import read_text_outside

    read, heard = read_text_outside(door.folder, path)
    labels = Labels("", str(path), door.voice.text(N_("no script of the station")), is_approved=None, heard=heard)
    _show(door.voice, read, labels, html, as_json=as_json)
    return read


def _show_script(door: Door, contents: Contents, wanted: str, html: Path | None, *, as_json: bool) -> ReadScript:
    from broadcaster.cli.reading_page import Labels
    from broadcaster.workflows.approvals import read_script
    from broadcaster.workflows.approving import find_script
    from broadcaster.workflows.delivery import delivery

    read = read_script(find_script(contents, wanted), contents)
    file = str(read.script.place.file) if read.script.place else read.script.id
    heard, approval = delivery(read, contents), _approval_said(door.voice, read)
    labels = Labels(contents.station.name, file, approval, read.is_approved, heard)
    picture = None
    if html is not None:
        from broadcaster.workflows.picturing import picture_item

        picture = picture_item(contents, read)
    _show(door.voice, read, labels, html, picture, as_json=as_json)
    return read


def _show(
    voice: Voice, read: ReadScript, labels: Labels, html: Path | None, picture: str | None = None, *, as_json: bool
) -> None:
    """Show a reading as a page, as JSON or in the terminal; a page may be asked for beside JSON."""
    from broadcaster.workflows.approving import write_beside
    from broadcaster.workflows.previewing import preview_json

    if html is not None:
        from broadcaster.cli.reading_page import reading_page

        write_beside(html, reading_page(voice, read, labels, picture).encode("utf-8", "replace"))
        voice.note(N_("written: {file}"), file=html)
    if as_json:
        click.echo(json.dumps(preview_json(read, labels.heard, voice.language), ensure_ascii=False, indent=1))
    elif html is None:
        from broadcaster.cli.reading_text import show_reading

        show_reading(voice, read, labels)


def _approval_said(voice: Voice, read: ReadScript) -> str:
    approval, revocation = read.script.approval, read.revocation
    if revocation is not None:
        return voice.text(N_("{by} took the approval back on {day}"), by=revocation.by, day=f"{revocation.at:%d/%m/%Y}")
    if approval is None:
        return voice.text(N_("not approved"))
    if read.is_stale:
        return voice.text(N_("changed since {by} approved it"), by=approval.by)
    if not read.is_approved:
        return voice.text(N_("approved by {by}, yet it has mistakes now"), by=approval.by)
    return voice.text(N_("approved by {by} on {day}"), by=approval.by, day=f"{approval.on:%d/%m/%Y}")
