"""The command for emergencies: alert. Somebody may be in a hurry: what is not needed is not imported."""

from __future__ import annotations

import getpass
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from broadcaster.cli.main import Door, Said
from broadcaster.cli.saying import Voice, minutes
from broadcaster.messages import N_, Sentence

if TYPE_CHECKING:
    from broadcaster.model.alert import Alert, Repeats
    from broadcaster.workflows.alert_files import Prepared, Waiting
    from broadcaster.workflows.alerting import Asked, Order, Standing
    from broadcaster.workflows.cap_alerts import Taken

MOMENTS_SHOWN = 5
PLANS = ("disaster", "disaster-3")
ALL = "-"  # what --cancel means without an id


@click.command(cls=Said)
@click.argument("what", required=False, metavar="[TEXT|FILE]")
@click.option("--by", metavar="NAME", help=N_("who orders it, for the record; else the user of this machine"))
@click.option("--repeat", "times", type=click.IntRange(1, 100), metavar="N", help=N_("how often in all"))
@click.option("--every", metavar="5m", help=N_("how far apart; without --repeat until it is ended"))
@click.option("--until", metavar="18:00", help=N_("not begun again from then on"))
@click.option("--plan", type=click.Choice(PLANS), help=N_("at once, twice more at 5 minutes, then every 30 (-3: 20)"))
@click.option("--readings", type=click.IntRange(1, 3), help=N_("how often a text is read each time"))
@click.option("--quiet-hours", is_flag=True, help=N_("in the quiet hours too; asks for a confirmation"))
@click.option(
    "--cap",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help=N_("air a signed warning in CAP 1.2, by the rules of station.yaml"),
)
@click.option("--confirm", "code", metavar="CODE", help=N_("the second step in the quiet hours"))
@click.option("--cancel", is_flag=False, flag_value=ALL, metavar="[ID]", help=N_("end that emergency, or all of them"))
@click.option("--list", "listed", is_flag=True, help=N_("show the emergencies that are on air or to come"))
@click.option("--dry-run", is_flag=True, help=N_("show what will be heard, and air nothing"))
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def alert(
    door: Door,
    what: str | None,
    by: str | None,
    times: int | None,
    every: str | None,
    until: str | None,
    plan: str | None,
    readings: int | None,
    quiet_hours: bool,
    cap: Path | None,
    code: str | None,
    cancel: str | None,
    listed: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Air a text or a sound file at once, on every output, in place of whatever is on air."""
    if sum(chosen is not None for chosen in (what, cap, code, cancel)) + listed != 1:
        template = N_("one of these: a text or a file, --cap, --confirm, --cancel, --list")
        raise click.UsageError(door.voice.text(template))
    now, shown = datetime.now(UTC), _Shown(door.voice, as_json=as_json)
    name = by or _user()
    if listed:
        _list(door, shown, now)
    elif cancel is not None:
        _cancel(door, shown, None if cancel == ALL else cancel, name, now)
    elif cap is not None:
        _take(door, shown, cap.resolve(), now)
    elif code is not None:
        _confirm(door, shown, code, name, now)
    else:
        from broadcaster.workflows.alerting import Order, ask, preview, refuse_too_close

        prepared = preview(door.folder, what or "", readings, door.voice.problems)
        zone = ZoneInfo(prepared.timezone)
        repeats = _repeats(door, times, every, plan)
        if until is not None and repeats.closest_ms is None:
            raise click.UsageError(door.voice.text(N_("--until needs --every or --plan: how often until then")))
        order = Order(name, repeats, _until(door, until, now.astimezone(zone)), quiet_hours)
        refuse_too_close(prepared, order)
        if dry_run:
            shown.preview(prepared, order, now.astimezone(zone))
            return
        asked = ask(door.folder, prepared, order, datetime.now(UTC))
        shown.asked(prepared, asked)
        if asked.code:
            raise SystemExit(1)
        _see_to_it(door, shown)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a machine without users
        return ""


def _repeats(door: Door, times: int | None, every: str | None, plan: str | None) -> Repeats:
    from broadcaster.model.alert import ONCE, PLANS, repeated

    if plan is not None:
        if times is not None or every is not None:
            template = N_("--plan says itself how often; leave it out, or leave out --repeat and --every")
            raise click.UsageError(door.voice.text(template))
        return PLANS[plan]
    if every is None:
        if times not in (None, 1):
            raise click.UsageError(door.voice.text(N_("--repeat needs --every: how far apart, as in --every 5m")))
        return ONCE
    from broadcaster.content.values import Misread, length_ms

    try:
        return repeated(times, length_ms(every))
    except Misread as misread:
        raise click.BadParameter(misread.sentence.said(door.voice.language), param_hint="--every") from misread


def _until(door: Door, until: str | None, now: datetime) -> datetime | None:
    """Return the next time that the clock shows `until`."""
    if until is None:
        return None
    from broadcaster.content.values import Misread, clock

    try:
        moment = datetime.combine(now.date(), clock(until), now.tzinfo)
    except Misread as misread:
        raise click.BadParameter(misread.sentence.said(door.voice.language), param_hint="--until") from misread
    return moment if moment > now else moment + timedelta(days=1)


def _list(door: Door, shown: _Shown, now: datetime) -> None:
    from broadcaster.workflows.alerting import current, waiting
    from broadcaster.workflows.last_good import contents_without_programme

    door.voice.problems(contents_without_programme(door.folder)[1])
    shown.standing(current(door.folder, now), waiting(door.folder, now))


def _cancel(door: Door, shown: _Shown, alert_id: str | None, by: str, now: datetime) -> None:
    from broadcaster.workflows.alerting import cancel

    shown.cancelled(cancel(door.folder, alert_id, by, now))


def _take(door: Door, shown: _Shown, file: Path, now: datetime) -> None:
    from broadcaster.workflows.cap_alerts import take

    taken = take(door.folder, file, now)
    shown.taken(taken)
    if taken.alert is not None:
        _see_to_it(door, shown)


def _confirm(door: Door, shown: _Shown, code: str, by: str, now: datetime) -> None:
    from broadcaster.workflows.alerting import confirm

    shown.on_air(confirm(door.folder, code, by, now))
    _see_to_it(door, shown)


def _see_to_it(door: Door, shown: _Shown) -> None:
    """Leave it to the daemon; where none runs, air it from here."""
    from broadcaster.workflows.alerting import told_of_daemon

    if told_of_daemon(door.folder, datetime.now(UTC)).runs:
        return
    from broadcaster.playout.alarms import SystemClock
    from broadcaster.workflows.alert_running import sit_through

    shown.note(N_("the station is not running, so this window airs it: leave it open; Ctrl+C ends it"))
    end_it = partial(_cancel, door, shown, None, _user())
    if sit_through(door.folder, SystemClock(), lambda: end_it(datetime.now(UTC))):
        shown.note(N_("it was heard; nothing of it is left"))
    else:
        shown.note(N_("the station runs now, and goes on with it"))


class _Shown:
    """What the operator, or a machine, is shown."""

    def __init__(self, voice: Voice, *, as_json: bool) -> None:
        self._voice = voice
        self._as_json = as_json

    def note(self, template: str, **values: object) -> None:
        """Say something beside the result."""
        self._voice.note(template, **values)

    def preview(self, prepared: Prepared, order: Order, now: datetime) -> None:
        """Show what would be heard, and when."""
        from broadcaster.workflows.alerting import is_quiet, planned, prepared_json, quiet_moments

        moments = planned(prepared, order, now)
        silent = quiet_moments(prepared, order, now)
        if self._as_json:
            self._print(
                {"state": "preview", **prepared_json(prepared), "moments": _iso(moments), "quiet": _iso(silent)}
            )
            return
        self._heard(prepared)
        self._moments(moments, order.until)
        if silent and is_quiet(prepared, now):
            self._voice.tell(N_("it is in the quiet hours: it will have to be confirmed"))
        elif silent:
            template = N_("not heard at {time}: those are quiet hours; with --quiet-hours they are, once confirmed")
            self._voice.tell(template, time=", ".join(f"{moment:%H:%M}" for moment in silent[:MOMENTS_SHOWN]))

    def asked(self, prepared: Prepared, asked: Asked) -> None:
        """Show what came of an order."""
        if not asked.code:
            self.on_air(asked.alert, prepared)
            return
        assert asked.good_until is not None
        until = asked.good_until
        if self._as_json:
            from broadcaster.workflows.alerting import prepared_json

            said = {"state": "to_confirm", "code": asked.code, "good_until": until.isoformat(timespec="seconds")}
            self._print({**said, **prepared_json(prepared), "alert": asked.alert.id})
            return
        self._heard(prepared)
        self._voice.tell(
            N_("these are quiet hours, and nothing is on air yet; to air it, type before {time}:"),
            time=f"{until:%H:%M}",
        )
        template = N_("  broadcaster alert --confirm {code} --by NAME")
        click.secho(Sentence(template, code=asked.code).said(self._voice.language), bold=True)

    def on_air(self, alert: Alert, prepared: Prepared | None = None) -> None:
        """Show that an emergency is on air, when it comes again, and how to end it."""
        moments = list(islice(alert.moments(), MOMENTS_SHOWN + 1))
        if self._as_json:
            from broadcaster.workflows.alerting import prepared_json

            said = prepared_json(prepared) if prepared else {"title": alert.title, "text": alert.text}
            self._print({"state": "on_air", "alert": alert.id, **said, "moments": _iso(moments)})
            return
        self._voice.tell(N_("on air at once: {title}"), title=alert.title)
        if prepared:
            self._heard(prepared)
        self._moments(moments, alert.until)
        self._voice.tell(N_("to end it: broadcaster alert --cancel {id}"), id=alert.id)

    def cancelled(self, ended: list[Alert]) -> None:
        """Show what was ended."""
        if self._as_json:
            self._print({"cancelled": [alert.id for alert in ended]})
            return
        for alert in ended:
            self._voice.tell(N_("ended: {id} {title}"), id=alert.id, title=alert.title)
        if not ended:
            self._voice.tell(N_("no emergency is on air or to come"))

    def taken(self, taken: Taken) -> None:
        """Show what became of a warning that came in."""
        if self._as_json:
            alert_id = taken.alert.id if taken.alert else None
            self._print({"alert": alert_id, "told": taken.sentence.said(self._voice.language)})
            return
        click.echo(taken.sentence.said(self._voice.language))

    def standing(self, found: list[Standing], waiting: Sequence[tuple[str, Waiting]]) -> None:
        """Show what is on air or to come, and what waits for a confirmation."""
        if self._as_json:
            from broadcaster.workflows.alerting import standing_json

            asked = [{"code": code, "by": one.asked_by, "title": one.alert.title} for code, one in waiting]
            self._print({"alerts": [standing_json(one) for one in found], "to_confirm": asked})
            return
        for code, asked_for in waiting:
            self._voice.tell(
                N_("to be confirmed until {time}: {title} ({by}): broadcaster alert --confirm {code}"),
                time=f"{asked_for.good_until:%H:%M}", title=asked_for.alert.title, by=asked_for.asked_by, code=code,
            )  # fmt: skip
        for one in found:
            self._stands(one)
        if not found and not waiting:
            self._voice.tell(N_("no emergency is on air or to come"))

    def _stands(self, one: Standing) -> None:
        said = {"id": one.alert.id, "by": one.alert.by or "–", "title": one.alert.title}
        if one.next_at is None:
            last = N_("{id} ({by}), on air now: {title}; not again after that")
            self._voice.tell(last if one.sounds else N_("{id} ({by}): {title}; not again"), **said)
            return
        template = (
            N_("{id} ({by}), on air now: {title}; next at {time}")
            if one.sounds
            else N_("{id} ({by}): {title}; next at {time}")
        )
        self._voice.tell(template, **said, time=f"{one.next_at:%H:%M:%S %d/%m}")

    def _heard(self, prepared: Prepared) -> None:
        if prepared.spoken:
            self._voice.tell(N_("the machine will say: {words}"), words=prepared.spoken)
        for guess in prepared.guesses:
            self._voice.tell(
                N_("  guessed: “{written}” is read “{spoken}”"), written=guess.written, spoken=guess.spoken
            )
        self._voice.tell(
            N_("by {voice}, {length}, read {times} times, on: {outputs}"),
            voice=prepared.voice, length=minutes(prepared.duration_ms), times=prepared.readings,
            outputs=", ".join(prepared.outputs),
        )  # fmt: skip
        if not prepared.with_tone:
            self._voice.tell(N_("without a warning tone: there is none that can be read in audio/jingles"))

    def _moments(self, moments: list[datetime], until: datetime | None) -> None:
        if len(moments) > 1:
            told = ", ".join(f"{moment:%H:%M:%S}" for moment in moments[:MOMENTS_SHOWN])
            self._voice.tell(N_("heard at {times}"), times=told + (", …" if len(moments) > MOMENTS_SHOWN else ""))
        if until is not None:
            self._voice.tell(N_("not begun again from {time} on"), time=f"{until:%H:%M %d/%m}")

    def _print(self, said: dict[str, object]) -> None:
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))


def _iso(moments: list[datetime]) -> list[str]:
    return [moment.isoformat(timespec="seconds") for moment in moments]
