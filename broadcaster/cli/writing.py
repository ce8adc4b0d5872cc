"""Commands for writers and approvers: check, normalise, preview, approve."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from broadcaster.cli.main import Door, Said
from broadcaster.cli.saying import Voice
from broadcaster.messages import N_
from broadcaster.model.problem import Problem, Severity


def _finish(problems: tuple[Problem, ...]) -> None:
    if any(problem.is_error for problem in problems):
        raise SystemExit(2)


@click.command(cls=Said)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def check(door: Door, as_json: bool) -> None:
    """Find every mistake in every file."""
    from broadcaster.workflows.checking import check as check_all
    from broadcaster.workflows.shapes import problem_json
    from broadcaster.workflows.sounds import measure_sounds
    from broadcaster.workflows.station_folder import StationUnreadableError, open_station

    today = date.today()  # noqa: DTZ011 - the operator's own day
    try:
        contents, found = open_station(door.folder)
        problems = check_all(contents, (*found, *measure_sounds(contents)[1]), today)
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
    from broadcaster.model.lexicon import Lexicon
    from broadcaster.vietnamese import normalise as read

    lexicon = Lexicon()
    if (door.folder / "lexicon.yaml").is_file():
        from broadcaster.content.folder import read_folder

        contents, _ = read_folder(door.folder)
        lexicon = contents.lexicon if contents else lexicon
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        spoken = read(line, lexicon).text.replace("\n", " ")
        sys.stdout.write(spoken + "\n")
        sys.stdout.flush()


@click.command(cls=Said)
@click.argument("script")
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("write the finished item to this sound file (.wav or .flac)"),
)
@click.option("--listen", is_flag=True, help=N_("make the finished item and play it"))
@click.pass_obj
def preview(door: Door, script: str, as_json: bool, to: Path | None, listen: bool) -> None:
    """Show what the machine will say for a script."""
    from broadcaster.workflows.approvals import read_script
    from broadcaster.workflows.approving import find_script
    from broadcaster.workflows.previewing import listen_to, preview_json, save_item
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    read = read_script(find_script(contents, script), contents)
    if as_json:
        click.echo(json.dumps(preview_json(read, door.voice.language), ensure_ascii=False, indent=1))
    else:
        _show_reading(door.voice, read)
    if to is not None:
        save_item(contents, read, to)
        door.voice.note(N_("written: {file}"), file=to)
    if listen:
        listen_to(contents, read)
    if read.reading.errors:
        raise SystemExit(2)


def _show_reading(voice: Voice, read: Any) -> None:
    script = read.script
    click.secho(script.title, bold=True)
    voice.tell(N_("the machine will say:"))
    for line in read.reading.text.split("\n"):
        if line.strip():
            click.echo(f"  {line.strip()}")
    shown = [token for token in read.reading.tokens if token.written.strip() != token.spoken.strip() and token.spoken]
    if shown:
        click.echo()
        voice.tell(N_("written → said ({count}; ? marks a guess):"), count=len(shown))
        for token in shown:
            mark = " " if token.certain else "?"
            written = " ".join(token.written.split())
            click.secho(f" {mark} {written}  →  {token.spoken.strip()}", fg=None if token.certain else "yellow")
            if not token.certain and token.advice is not None:
                click.echo(f"      {token.advice.said(voice.language)}")
    file = script.place.file
    problems = read.reading.problems_in(file, script.body_line)
    voice.problems(problem for problem in problems if problem.severity is not Severity.NOTE)


@click.command(cls=Said)
@click.argument("scripts", nargs=-1, required=True, metavar="SCRIPT…")
@click.option("--by", required=True, help=N_("the name of the person who approves"))
@click.pass_obj
def approve(door: Door, scripts: tuple[str, ...], by: str) -> None:
    """Approve scripts for broadcast, just as they are now."""
    from broadcaster.workflows.approving import approve as bind
    from broadcaster.workflows.approving import find_script, visible
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    by = visible(by)
    if not by.strip():
        raise click.BadParameter(door.voice.text(N_("something must be written here")), param_hint="--by")
    chosen = [find_script(contents, script) for script in scripts]
    for script in chosen:
        read = bind(contents, script, by.strip(), date.today())  # noqa: DTZ011 - the day on the approver's wall
        guesses = len(read.reading.guesses)
        door.voice.tell(
            N_("{name}: approved by {by}; {guesses} guesses in its reading"), name=script.id, by=by, guesses=guesses
        )
