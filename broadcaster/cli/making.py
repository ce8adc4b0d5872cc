"""Commands that make: build, ready."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NoReturn

import click

from broadcaster.cli.main import DAY, Door, Said
from broadcaster.cli.saying import Voice, minutes
from broadcaster.messages import N_, Sentence
from broadcaster.model.problem import Problem

WIDEST = 400  # days that one command looks at


def chosen_days(door: Door, day: date | None, first: date | None, last: date | None) -> tuple[date, date]:
    """Return the days asked for: one day, or from the first to the last; today when nothing is said."""
    start = day or first or last or door.today()
    end = day or last or start
    if (day and (first or last)) or end < start or end - start > timedelta(days=WIDEST):
        raise click.UsageError(
            door.voice.text(N_("give one day, or --from and --to with at most {days} days between"), days=WIDEST)
        )
    return start, end


def days(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the argument DAY and the options --from and --to."""
    command = click.option("--to", "last", type=DAY, metavar="DAY", help=N_("the last day"))(command)
    command = click.option("--from", "first", type=DAY, metavar="DAY", help=N_("the first day"))(command)
    return click.argument("day", type=DAY, required=False)(command)


def close(voice: Voice, problems: tuple[Problem, ...]) -> None:
    """Tell the problems; people's mistakes make the exit code 2, though all that could be done was done."""
    from broadcaster.workflows.checking import each_place_once

    problems = each_place_once(problems)
    voice.problems(problems)
    if any(problem.is_error and problem.place for problem in problems):
        raise SystemExit(2)
    if any(problem.is_error for problem in problems):
        raise SystemExit(1)


class Bar:
    """Click's progress bar over a build whose steps become known as it goes."""

    def __init__(self, voice: Voice, *, quiet: bool) -> None:
        self._voice = voice
        self._quiet = quiet

    def __call__(self, step: Sentence, through: int, of: int) -> None:
        """Show how far the work has come."""
        if self._quiet:
            return
        width = 24
        filled = width * through // max(1, of)
        text = step.said(self._voice.language)
        click.echo(f"\r\033[K[{'#' * filled}{'.' * (width - filled)}] {through}/{of} {text[:70]}", nl=False, err=True)

    def close(self) -> None:
        """Leave the line."""
        if not self._quiet:
            click.echo("\r\033[K", nl=False, err=True)


def bar_for(voice: Voice, *, quiet: bool) -> Bar:
    """Return a bar that shows itself only on a terminal."""
    return Bar(voice, quiet=quiet or not click.get_text_stream("stderr").isatty())


@click.command(cls=Said)
@days
@click.option("--quiet", is_flag=True, help=N_("say only what went wrong"))
@click.pass_obj
def build(door: Door, day: date | None, first: date | None, last: date | None, quiet: bool) -> None:
    """Make everything that goes on air: speech, items, programmes, the day's list."""
    from broadcaster.workflows.building import build as make
    from broadcaster.workflows.checking import mistakes
    from broadcaster.workflows.station_folder import open_station

    start, end = chosen_days(door, day, first, last)
    contents, file_problems = open_station(door.folder)
    bar = bar_for(door.voice, quiet=quiet)
    tidy = not any(problem.is_error for problem in file_problems)
    built = make(contents, (start, end), datetime.now(UTC), bar, tidy=tidy)
    bar.close()
    if not quiet:
        for programme in built.programmes.values():
            file = programme.path.relative_to(contents.folder).as_posix()
            click.echo(f"  {file}  {minutes(programme.duration_ms)}  {programme.loudness_lufs:.1f} LUFS")
        if built.made or built.spoken:
            door.voice.tell(
                N_("made: {programmes} programmes, {items} items; kept: {kept} programmes"),
                programmes=built.made, items=built.spoken, kept=len(built.programmes) - built.made,
            )  # fmt: skip
        elif not any(problem.is_error for problem in built.problems):
            door.voice.tell(
                N_("nothing to make: all {kept} programmes are as they should be"), kept=len(built.programmes)
            )
    close(door.voice, (*mistakes(contents, file_problems, start), *built.problems))


def _ready_each(door: Door, wanted: tuple[str, ...], as_json: bool) -> NoReturn:
    """Tell whether each of those airings is ready, and what it lacks."""
    from broadcaster.playout.alarms import SystemClock
    from broadcaster.workflows.readiness import examine_airings, examined_json
    from broadcaster.workflows.station_folder import open_station

    contents, file_problems = open_station(door.folder)
    try:
        found = examine_airings(contents, file_problems, SystemClock().now(), wanted)
    except ValueError:
        raise click.BadParameter(
            door.voice.text(N_("an airing is named by its slot and its start, as in sang@2026-05-13T05:30+07:00")),
            param_hint="--airing",
        ) from None
    if as_json:
        click.echo(json.dumps(examined_json(found, door.voice.language), ensure_ascii=False, indent=1))
    else:
        for one in found:
            state = door.voice.text(N_("not ready") if one.lacks else N_("ready"))
            click.echo(f"  {one.starts_at:%d/%m %H:%M}  {one.title}: {state}")
            door.voice.problems((*one.lacks, *one.notes))
    raise SystemExit(1 if any(one.lacks for one in found) else 0)


@click.command(cls=Said)
@click.option("--within", default="24h", metavar="LENGTH", help=N_("how far ahead to look, as in 24h"))
@click.option(
    "--airing", "airings", multiple=True, metavar="ID", help=N_("only this airing, as in sang@2026-05-13T05:30+07:00")
)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def ready(door: Door, within: str, airings: tuple[str, ...], as_json: bool) -> None:
    """Tell whether all that goes on air is built, approved and intact, and the machine fit."""
    from broadcaster.cli.tables import show_backlog
    from broadcaster.content.values import Misread, length_ms
    from broadcaster.playout.alarms import SystemClock
    from broadcaster.workflows.readiness import readiness, readiness_json
    from broadcaster.workflows.station_folder import open_station

    try:
        ahead = timedelta(milliseconds=length_ms(within))
    except Misread as misread:
        raise click.BadParameter(misread.sentence.said(door.voice.language), param_hint="--within") from None
    if airings:
        _ready_each(door, airings, as_json)
    contents, file_problems = open_station(door.folder)
    found = readiness(contents, file_problems, SystemClock().now(), ahead)
    if as_json:
        click.echo(json.dumps(readiness_json(found, door.voice.language), ensure_ascii=False, indent=1))
    else:
        for airing in found.airings:
            state = door.voice.text(N_("ready")) if airing.why_not is None else airing.why_not.said(door.voice.language)
            click.echo(f"  {airing.starts_at:%d/%m %H:%M}  {airing.title}: {state}")
        door.voice.problems(found.problems)
        show_backlog(door.voice, found.behind)
        door.voice.tell(N_("ready") if found.ready else N_("not ready"))
    raise SystemExit(0 if found.ready else 1)
