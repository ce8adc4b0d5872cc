"""The command for a newcomer: demo."""

import json
import shutil
import sys
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

import click

from broadcaster.cli.main import DAY, Door, Said
from broadcaster.cli.making import bar_for
from broadcaster.cli.saying import Voice, minutes
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.plan import DayPlan
from broadcaster.model.problem import Problem
from broadcaster.model.record import AsRunEntry


@click.command(cls=Said)
@click.argument("day", type=DAY, required=False)
@click.pass_obj
def demo(door: Door, day: date | None) -> None:
    """Build and air one day of the station at once, and show what came of it."""
    from broadcaster.workflows.station_folder import open_station

    day = day or door.today()
    contents, file_problems = open_station(door.folder)
    _check(door.voice, contents, file_problems, day)
    plan = _build(door.voice, contents, day)
    _air(door.voice, contents, day)
    _next_steps(door.voice, plan)


def _check(voice: Voice, contents: Contents, file_problems: tuple[Problem, ...], day: date) -> None:
    from broadcaster.workflows.checking import check
    from broadcaster.workflows.sounds import measure_sounds

    problems = check(contents, (*file_problems, *measure_sounds(contents)[1]), day)
    voice.problems(problems)
    if any(problem.is_error for problem in problems):
        voice.tell(N_("mend the mistakes first; then try again"))
        raise SystemExit(2)
    scripts, slots = len(contents.scripts), len(contents.timetable.slots)
    campaigns = len(contents.timetable.campaigns)
    template = N_("1. Checked: {scripts} scripts, {slots} slots, {campaigns} campaigns, no mistakes")
    _head(voice, template, scripts=scripts, slots=slots, campaigns=campaigns)


def _build(voice: Voice, contents: Contents, day: date) -> DayPlan:
    from broadcaster.cli.tables import show_plans
    from broadcaster.workflows.building import build

    bar = bar_for(voice, quiet=False)
    built = build(contents, (day, day), datetime.now(UTC), bar)
    bar.close()
    voice.problems(built.problems)
    kept = len(built.programmes) - built.made
    _head(voice, N_("2. Built: {made} programmes made now, {kept} were there already"), made=built.made, kept=kept)
    show_plans(voice, built.plans, contents, cues=False)
    return built.plans[0]


def _air(voice: Voice, contents: Contents, day: date) -> None:
    from broadcaster.workflows.approving import write_beside
    from broadcaster.workflows.shapes import as_run_json
    from broadcaster.workflows.simulating import Simulation
    from broadcaster.workflows.station_folder import Places

    places = Places(contents.folder)
    tape = places.var / f"off-air-{day.isoformat()}.flac"
    entries = list(Simulation(contents, (day, day), datetime.now(UTC), tape).run())
    record = places.var / f"as-run-{day.isoformat()}.jsonl"
    lines = [json.dumps(as_run_json(entry), ensure_ascii=False) for entry in entries]
    write_beside(record, ("\n".join(lines) + "\n").encode())
    length = minutes(sum(entry.duration_ms for entry in entries))
    template = N_("3. Aired on a fast clock: {length} of sound, {count} lines in the record")
    _head(voice, template, length=length, count=len(entries))
    _show_airings(entries)
    _head(voice, N_("4. What there is now"))
    shown = {
        N_("programmes to hear"): places.programmes(day),
        N_("playlist for any player"): places.day_list(day),
        N_("what went out"): tape,
        N_("as-run record"): record,
    }
    for name, path in shown.items():
        click.echo(f"  {voice.text(name)}: {path.relative_to(contents.folder).as_posix()}")


def _head(voice: Voice, template: str, **values: object) -> None:
    click.echo()
    click.secho(voice.text(template, **values), bold=True)


def _show_airings(entries: list[AsRunEntry]) -> None:
    """Print each airing with its longest items, as they were heard."""
    for slot, group in groupby(entries, key=lambda entry: entry.slot):
        heard = list(group)
        started = next((entry.started_at for entry in heard if entry.started_at), None)
        length = minutes(sum(entry.duration_ms for entry in heard))
        click.echo(f"  {started:%H:%M:%S}  {slot:<8} {length:>6}" if started else f"  –         {slot}")
        longest = sorted((entry for entry in heard if entry.voice and entry.started_at), key=lambda e: -e.duration_ms)[
            :3
        ]
        for entry in sorted(longest, key=lambda e: e.planned_at):
            click.echo(
                f"      {entry.started_at:%H:%M:%S}  {minutes(entry.duration_ms):>5}  {entry.title}  [{entry.voice}]"
            )


def _next_steps(voice: Voice, plan: DayPlan) -> None:
    me = _how_to_call_me()
    scripts = [cue.clip.id for rundown in plan.rundowns for cue in rundown.cues if cue.kind == "script"]
    steps = [(f"{me} plan {plan.day.isoformat()}", N_("every cue with its second"))]
    steps += [(f"{me} preview {scripts[-2]}", N_("what the machine will say, and its guesses"))] if scripts[1:] else []
    steps += [(f"{me} init ../my-station", N_("a station of your own"))]
    _head(voice, N_("5. What to try next"))
    for command, why in steps:
        click.echo(f"  {command}\n      {voice.text(why)}")


def _how_to_call_me() -> str:
    """Return the command as this operator can type it: an environment's folder is not always on the path."""
    if shutil.which("broadcaster"):
        return "broadcaster"
    beside = Path(sys.executable).parent / ("broadcaster.exe" if sys.platform == "win32" else "broadcaster")
    try:
        return str(beside.relative_to(Path.cwd()))
    except ValueError:
        return str(beside)
