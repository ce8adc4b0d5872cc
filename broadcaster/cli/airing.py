"""Commands that air and tell what was aired: run, simulate, status."""

from __future__ import annotations

import json
import logging
import signal
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.main import Door, Said
from broadcaster.cli.making import bar_for, chosen_days, close, days
from broadcaster.cli.saying import Voice, minutes
from broadcaster.messages import N_
from broadcaster.workflows.output_words import in_words

if TYPE_CHECKING:
    from broadcaster.workflows.shapes import Json
    from broadcaster.workflows.status import Status


def closed_window() -> list[signal.Signals]:
    """Return the signal that tells of a closed window; none on Windows, or under nohup, which asks to be spared it."""
    hang_up = getattr(signal, "SIGHUP", None)
    return [hang_up] if hang_up is not None and signal.getsignal(hang_up) is not signal.SIG_IGN else []


@click.command(cls=Said)
@click.pass_obj
def run(door: Door) -> None:
    """Air the programmes, unattended, until it is stopped."""
    from broadcaster.model.problem import Problem, Severity
    from broadcaster.playout.alarms import SystemClock
    from broadcaster.workflows.ballast import make_room
    from broadcaster.workflows.daemon_log import log_to
    from broadcaster.workflows.last_good import open_to_run
    from broadcaster.workflows.running import open_running
    from broadcaster.workflows.taking_refuge import take_refuge_or_come_home

    make_room(door.folder)
    disk = take_refuge_or_come_home(door.folder)
    contents, problems = open_to_run(door.folder)
    log_to(door.folder)
    if disk is not None:
        problems = (Problem(disk, severity=Severity.WARNING), *problems)
        logging.getLogger(__name__).error("%s", disk.said("en"))
    door.voice.problems(problems)
    station, let_go = open_running(contents, SystemClock())
    by_hand = False

    def end(number: int, _: object) -> None:
        nonlocal by_hand
        by_hand = number != signal.SIGTERM
        station.stop()

    for number in (signal.SIGINT, signal.SIGTERM, *closed_window()):
        signal.signal(number, end)
    template = N_("{name} is running; end it with Ctrl+C, look at it with: broadcaster status")
    door.voice.note(template, name=contents.station.name)
    try:
        station.run()
    finally:
        let_go(
            by_hand
        )  # a service started anew finds what plays; who presses Ctrl+C, or closes the window, wants silence


@click.command(cls=Said)
@days
@click.option("--json", "as_json", is_flag=True, help=N_("for machines: one object a line"))
@click.option(
    "--off-air",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("write what went out to this sound file (.wav or .flac), without the hours between"),
)
@click.option("--brief", is_flag=True, help=N_("totals only"))
@click.option(
    "--alert",
    "alerts",
    multiple=True,
    metavar="MOMENT TEXT",
    help=N_("an emergency then, as in: 2026-05-13T05:40 text"),
)
@click.pass_obj
def simulate(
    door: Door,
    day: date | None,
    first: date | None,
    last: date | None,
    as_json: bool,
    off_air: Path | None,
    brief: bool,
    alerts: tuple[str, ...],
) -> None:
    """Air some days on a fast clock, by the same daemon, and show the record of it."""
    from broadcaster.cli.tables import show_record
    from broadcaster.workflows.alerting import simulated
    from broadcaster.workflows.checking import mistakes
    from broadcaster.workflows.shapes import as_run_json
    from broadcaster.workflows.simulating import Simulation
    from broadcaster.workflows.station_folder import open_station

    start, end = chosen_days(door, day, first, last)
    contents, file_problems = open_station(door.folder)
    bar = bar_for(door.voice, quiet=as_json)
    ordered = [simulated(door.folder, written) for written in alerts]
    tape = off_air.resolve() if off_air else None
    simulation = Simulation(contents, (start, end), datetime.now(UTC), tape, bar)
    simulation.alerts = ordered
    bar.close()
    aired_ms, lines = 0, []
    for entry in simulation.run():
        aired_ms += entry.duration_ms
        if as_json:
            click.echo(json.dumps(as_run_json(entry), ensure_ascii=False))
        else:
            lines.append(entry)
    if not as_json:
        if not brief:
            show_record(door.voice, lines)
        door.voice.tell(
            N_("aired in all: {length}, {count} lines of the record"), length=minutes(aired_ms), count=len(lines)
        )
    if off_air is not None:
        door.voice.note(N_("written: {file}"), file=off_air)
    close(door.voice, (*mistakes(contents, file_problems, start), *simulation.problems))


@click.command(cls=Said)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def status(door: Door, as_json: bool) -> None:
    """Tell what is on air now, what comes next, and how the outputs are."""
    from broadcaster.playout.alarms import SystemClock
    from broadcaster.workflows.emergencies import without_approval
    from broadcaster.workflows.last_good import only_the_station, open_to_look
    from broadcaster.workflows.status import status as look
    from broadcaster.workflows.status import status_json

    contents, warnings = open_to_look(door.folder)
    door.voice.problems(only_the_station(warnings))
    found = look(contents, SystemClock().now())
    if as_json:
        click.echo(json.dumps(status_json(found, door.voice.language), ensure_ascii=False, indent=1))
        return
    voice = door.voice
    if not found.running:
        voice.tell(N_("the station is not running; start it with: broadcaster run"))
    _show_alerts(voice, found)
    _show_on_air(voice, found)
    _show_coming(voice, found)
    for name, ok, detail in found.outputs:
        voice.tell(N_("output {name}: {state}"), name=name, state=voice.text(N_("good")) if ok else in_words(detail))
    for server in found.zones:
        _show_zones(voice, server)
    voice.problems(without_approval(found.unapproved))
    _show_machine(voice, found)


def _show_machine(voice: Voice, found: Status) -> None:
    level = found.told.get("level")
    if found.on_air is not None and level:
        voice.tell(N_("level sent: {rms} dBFS, peaks {peak} dBFS"), rms=level["rms_db"], peak=level["peak_db"])
    if found.since is not None:
        voice.tell(N_("running since {time}"), time=f"{found.since:%d/%m/%Y %H:%M}")
    for fault in found.faults:
        voice.tell(N_("needs a hand: {what}"), what=fault)
    notice = found.told.get("last_notice")
    if notice:
        voice.tell(N_("people were last told at {time}"), time=f"{datetime.fromisoformat(notice['at']):%d/%m/%Y %H:%M}")
    if found.behind:
        voice.tell(
            N_("{count} things are behind for today and tomorrow; see broadcaster ready"), count=len(found.behind)
        )


def _show_zones(voice: Voice, server: Json) -> None:
    if server["problem"]:
        voice.tell(N_("zones of {output}: {problem}"), output=server["output"], problem=in_words(server["problem"]))
    for zone in server["zones"]:
        mute = voice.text(N_(", muted")) if zone["mute"] else ""
        template = N_(
            "zone {title}: volume {volume}%, at most {ceiling}% now; {connected} of {clients} connected{mute}"
        )
        voice.tell(template, **{**zone, "mute": mute})
    for client in server["strangers"]:
        voice.tell(
            N_("{client} is connected and in no zone, so it is muted; write it into station.yaml"), client=client
        )


def _show_alerts(voice: Voice, found: Status) -> None:
    for one in found.alerts:
        if one.sounds:
            voice.tell(N_("EMERGENCY on air now: {title}"), title=one.alert.title)
        if one.next_at is not None:
            voice.tell(N_("emergency, next at {time}: {title}"), title=one.alert.title, time=f"{one.next_at:%H:%M:%S}")


def _show_on_air(voice: Voice, found: Status) -> None:
    if found.on_air is None:
        if found.running:
            voice.tell(N_("nothing is on air now"))
        return
    voice.tell(N_("on air: {title}"), title=found.on_air.airtime.title)
    if found.is_safe_programme:
        voice.tell(N_("  the safe programme is heard in its place"))
        return
    if found.cue is not None:
        until = f"{found.cue.ends_at:%H:%M:%S}"
        voice.tell(N_("  now: {title}, until {time}"), title=found.cue.clip.title, time=until)
        if found.relay is not None:
            voice.tell(N_("  relay: {news}"), news=found.relay)
        if found.cue.clip.voice:
            voice.tell(N_("  read by {voice}"), voice=found.cue.clip.voice)


def _show_coming(voice: Voice, found: Status) -> None:
    if found.coming is None:
        return
    starts, title = f"{found.coming.airtime.starts_at:%d/%m/%Y %H:%M}", found.coming.airtime.title
    if found.running:
        state = voice.text(N_("ready")) if found.coming_ready else voice.text(N_("not ready; see broadcaster ready"))
        voice.tell(N_("next: {time} {title} ({state})"), time=starts, title=title, state=state)
    else:
        voice.tell(N_("next by plan: {time} {title}"), time=starts, title=title)
    if found.coming.voices:
        voice.tell(N_("  read by {voice}"), voice=", ".join(found.coming.voices))
