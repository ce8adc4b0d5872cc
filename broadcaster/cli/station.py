"""Commands about the station itself: init, doctor, show."""

import json
import sys
from pathlib import Path

import click

from broadcaster.cli.main import Door, Said
from broadcaster.messages import N_


@click.command(cls=Said)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.pass_obj
def init(door: Door, folder: Path) -> None:
    """Make a new station in a folder."""
    from broadcaster.workflows.founding import found_station

    copied = found_station(folder.resolve())
    door.voice.tell(N_("a new station is in {folder}: {count} files"), folder=folder, count=copied)
    door.voice.tell(
        N_("its scripts are the sample's and speak of Quảng Ngọc: change or remove them before anything airs")
    )
    door.voice.tell(N_("next: write its name into station.yaml, then: broadcaster check"))


@click.command(cls=Said)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def doctor(door: Door, as_json: bool) -> None:
    """Tell what this machine has and lacks."""
    from broadcaster.workflows.examining import examine

    findings = examine(door.folder)
    if as_json:
        shapes = [
            {
                "what": f.what.said(door.voice.language),
                "state": f.state.value,
                "detail": f.detail.said(door.voice.language),
            }
            for f in findings
        ]
        click.echo(json.dumps({"findings": shapes}, ensure_ascii=False, indent=1))
    else:
        marks = {"good": ("✓", "green"), "lacking": ("!", "yellow"), "bad": ("✗", "red")}
        for finding in findings:
            mark, colour = marks[finding.state.value]
            click.secho(f" {mark} ", fg=colour, nl=False)
            click.echo(f"{finding.what.said(door.voice.language)}: {finding.detail.said(door.voice.language)}")
    raise SystemExit(1 if any(finding.state.value == "bad" for finding in findings) else 0)


@click.command(cls=Said)
@click.argument("name", metavar="NAME")
@click.pass_obj
def secret(door: Door, name: str) -> None:
    """Keep a password under a name; it is asked for, or read from standard input, and never shown."""
    from broadcaster.content.values import Misread
    from broadcaster.content.values import name as checked
    from broadcaster.errors import UsageError
    from broadcaster.workflows.secrets import keep_secret
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    try:
        checked(name)
    except Misread as misread:
        raise UsageError(misread.sentence.template, **misread.sentence.values) from misread
    if sys.stdin.isatty():
        password = click.prompt(door.voice.text(N_("the password")), hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    keep_secret(contents.folder, name, password)
    door.voice.tell(N_("kept in {file}, for nobody but you to read; never copy it into git"), file="secrets.yaml")


@click.command(cls=Said)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def show(door: Door, as_json: bool) -> None:
    """Show the settings in effect, what was not written by its usual value."""
    from broadcaster.workflows.examining import settings
    from broadcaster.workflows.station_folder import open_station

    contents, problems = open_station(door.folder)
    found = settings(contents)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for name, value in found.items():
            click.echo(f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")
    door.voice.problems(problems)
    if any(problem.is_error for problem in problems):
        raise SystemExit(2)
