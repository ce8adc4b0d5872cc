"""Emergencies: what will be heard, put it on air, confirm it in the quiet hours, end it, and what is on air now.

Nobody approves an emergency beforehand: it is aired first and approved after, so the record keeps who ordered it, its
words and their fingerprint. In the quiet hours it takes two steps, asking and confirming, and both are kept.

The command tells the engine by itself, so that nothing is waited for; the daemon, which looks once a second, finds the
order in `var/alerts`, adopts what sounds already and sees to the repetitions. Whoever comes first, the claim in the
record and the id at the engine make it one airing.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from broadcaster.errors import SoundError, UsageError
from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import N_
from broadcaster.model.alert import ONCE, After, Alert, Repeats, repetition_id
from broadcaster.model.record import Act, Deed
from broadcaster.workflows.alert_files import CONFIRM_WITHIN, AlertShelf, Prepared, Waiting, new_id
from broadcaster.workflows.alert_sound import Source, log_problems, prepare, source_of
from broadcaster.workflows.station_folder import Places

if TYPE_CHECKING:
    from broadcaster.playout.engine_desk import EngineDesk
    from broadcaster.workflows.alert_sound import Warn

log = logging.getLogger(__name__)

FRESH = timedelta(seconds=30)
LEAST_GAP = timedelta(seconds=20)  # between the end of one reading and the start of the next
_NO_MOMENT = N_("“{written}” is no emergency to simulate; write it as in: 2026-05-13T05:40 text")
_TOO_CLOSE = N_("it lasts {length} s, so it can't be said again every {every} s; leave more time")


@dataclass(frozen=True)
class Order:
    """Who orders an emergency, how often it is to be heard, and whether in the quiet hours too (in two steps).

    `vouched_for`: a rule of the station stands for the confirmation. The code is `good_for` so long. `origin` names the
    warning it came from.
    """

    by: str
    repeats: Repeats = ONCE
    until: datetime | None = None
    in_quiet_hours: bool = False
    vouched_for: bool = False
    good_for: timedelta = CONFIRM_WITHIN
    origin: str = ""


@dataclass(frozen=True)
class Asked:
    """What came of an order: the emergency, on air by now, or the code that confirms it until `good_until`."""

    alert: Alert
    code: str = ""
    good_until: datetime | None = None


@dataclass(frozen=True)
class Standing:
    """An emergency that is on air or to be repeated: when it sounds next, None when it is not begun any more.

    `sounds` says whether the sound process is airing it now.
    """

    alert: Alert
    next_at: datetime | None
    sounds: bool = False


def preview(folder: Path, wanted: str | Source, readings: int | None = None, warn: Warn = log_problems) -> Prepared:
    """Return what will be heard of `wanted`, a text or the name of a file: the sound is made and kept for `ask`.

    Nothing airs, nothing is recorded. Raises UsageError, SpeechError, SoundError.
    """
    return prepare(folder, source_of(folder, wanted) if isinstance(wanted, str) else wanted, readings, warn)


def ask(folder: Path, prepared: Prepared, order: Order, now: datetime) -> Asked:
    """Put what was `prepared` on air at once; in the quiet hours return the code that `confirm` wants instead.

    Raises UsageError for repetitions that can't be, LogbookError when it can't be recorded.
    """
    now = now.astimezone(ZoneInfo(prepared.timezone))
    refuse_too_close(prepared, order)
    alert = _alert(prepared, order, now)
    if order.vouched_for or (not order.in_quiet_hours and not is_quiet(prepared, now)):
        return Asked(air(folder, alert, now))
    good_until = now + order.good_for
    _note(folder, Act(now, Deed.ALERT_ASKED, order.by, alert.id, alert.fingerprint, _words(alert)))
    return Asked(alert, AlertShelf(Places(folder).alerts).ask(Waiting(alert, order.by, good_until)), good_until)


def confirm(folder: Path, code: str, by: str, now: datetime) -> Alert:
    """Put on air what waits for `code`. Raises UsageError for a code that is wrong, used or too old."""
    waiting = AlertShelf(Places(folder).alerts).take(code.strip(), now)
    if waiting is None:
        raise UsageError(
            N_("there is nothing to be confirmed with the code {code}; ask for the emergency again"), code=code
        )
    now = now.astimezone(waiting.alert.first_at.tzinfo)
    later_by = now - waiting.alert.first_at
    alert = replace(waiting.alert, confirmed=True, first_at=waiting.alert.first_at + later_by)
    return air(folder, alert, now, by)


def cancel(folder: Path, alert_id: str | None, by: str, now: datetime) -> list[Alert]:
    """End that emergency, or all of them: what sounds now fades, what was to come is forgotten.

    Returns those that were ended. Raises UsageError for an id that nothing has.
    """
    shelf = AlertShelf(Places(folder).alerts)
    orders = shelf.orders()
    if alert_id is not None and all(alert.id != alert_id for alert in orders):
        raise UsageError(N_("there is no emergency {id}; broadcaster alert --list shows them"), id=alert_id)
    living = [one.alert for one in current(folder, now)]
    ended = []
    for alert in living:
        if alert_id in (None, alert.id):
            cancelled = replace(alert, cancelled_at=now.astimezone(alert.first_at.tzinfo), cancelled_by=by)
            shelf.order(cancelled)
            _silence(folder, cancelled)
            _note(
                folder,
                Act(now.astimezone(alert.first_at.tzinfo), Deed.ALERT_CANCELLED, by, alert.id, alert.fingerprint),
            )
            ended.append(cancelled)
    return ended


def current(folder: Path, now: datetime) -> list[Standing]:
    """Return the emergencies that sound now or will be heard again, oldest first."""
    found: list[Standing] = []
    orders = AlertShelf(Places(folder).alerts).orders()
    sounding = _sounding(folder) if orders else set()
    for alert in orders:
        if alert.cancelled_at is not None:
            continue
        coming = next((moment for moment in alert.moments() if moment > now), None)
        last = [moment for moment in alert.moments() if moment <= now][-1:]
        if coming is not None or any(now < moment + timedelta(milliseconds=alert.duration_ms) for moment in last):
            found.append(Standing(alert, coming, alert.id in sounding))
    return found


def _sounding(folder: Path) -> set[str]:
    """Return the ids of the emergencies that the sound process is airing; none where it does not run."""
    from broadcaster.playout.desk import PlayState

    try:
        with closing(_running_engine(folder)) as desk:
            return {report.id.partition("#")[0] for report in desk.alarms() if report.state is PlayState.PLAYING}
    except SoundError:
        return set()


def standing_json(one: Standing) -> dict[str, object]:
    """Return an emergency as `alert --list --json` and `status --json` show it."""
    alert = one.alert
    coming = one.next_at.isoformat(timespec="seconds") if one.next_at else None
    told = {"alert": alert.id, "by": alert.by, "title": alert.title, "text": alert.text}
    return {**told, "on_air": one.sounds, "next_at": coming}


def waiting(folder: Path, now: datetime) -> Sequence[tuple[str, Waiting]]:
    """Return what waits for a confirmation, with the codes."""
    return AlertShelf(Places(folder).alerts).waiting(now)


def is_quiet(prepared: Prepared, moment: datetime) -> bool:
    """Whether `moment` lies in the station's quiet hours."""
    local = moment.astimezone(ZoneInfo(prepared.timezone))
    return prepared.quiet is not None and prepared.quiet.contains(local.timetz().replace(tzinfo=None))


def planned(prepared: Prepared, order: Order, now: datetime) -> list[datetime]:
    """Return when it would be heard, were it ordered `now`."""
    return list(_alert(prepared, order, now.astimezone(ZoneInfo(prepared.timezone))).moments())


def quiet_moments(prepared: Prepared, order: Order, now: datetime) -> list[datetime]:
    """Return the times at which it would not be heard: in the quiet hours, without having been asked for there."""
    return [] if order.in_quiet_hours else [m for m in planned(prepared, order, now) if is_quiet(prepared, m)]


def air(folder: Path, alert: Alert, now: datetime, by: str = "") -> Alert:
    """Record `alert`, order it and sound it. `by` is who confirmed it, where that is somebody else."""
    by = by or alert.by
    with closing(Logbook(Places(folder).logbook)) as record:
        record.note(Act(now, Deed.ALERTED, by, alert.id, alert.fingerprint, _words(alert)))
        AlertShelf(Places(folder).alerts).order(alert)
        record.claim(repetition_id(alert.id, 0))
    _sound_at_once(folder, alert, now)
    return alert


def simulated(folder: Path, written: str) -> Alert:
    """Return the emergency that ``2026-05-13T05:40 text`` means, as somebody would have ordered it then.

    Raises UsageError for what has no such moment.
    """
    moment, _, what = written.strip().partition(" ")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError as error:
        raise UsageError(_NO_MOMENT, written=written) from error
    if not what.strip():
        raise UsageError(_NO_MOMENT, written=written)
    prepared = preview(folder, what)
    at = at.replace(tzinfo=ZoneInfo(prepared.timezone)) if at.tzinfo is None else at
    at = at.astimezone(ZoneInfo(prepared.timezone))
    alert_id = f"{at:%Y%m%d-%H%M%S}-{prepared.fingerprint[:4]}"  # the same each time, as all of a simulation is
    return replace(_alert(prepared, Order(by=""), at), id=alert_id)


def prepared_json(prepared: Prepared) -> dict[str, object]:
    """Return what will be heard, for machines."""
    return {
        "title": prepared.title,
        "text": prepared.text,
        "spoken": prepared.spoken,
        "guesses": [{"written": guess.written, "spoken": guess.spoken} for guess in prepared.guesses],
        "voice": prepared.voice,
        "duration_ms": prepared.duration_ms,
        "readings": prepared.readings,
        "outputs": list(prepared.outputs),
        "fingerprint": prepared.fingerprint,
    }


def _alert(prepared: Prepared, order: Order, now: datetime) -> Alert:
    return Alert(
        id=new_id(now),
        title=prepared.title,
        text=prepared.text,
        by=order.by,
        first_at=now,
        sound=prepared.sound,
        duration_ms=prepared.duration_ms,
        voice=prepared.voice,
        fingerprint=prepared.fingerprint,
        sha256=prepared.sha256,
        repeats=order.repeats,
        until=order.until,
        after=prepared.after,
        confirmed=order.in_quiet_hours or order.vouched_for,
        origin=order.origin,
    )


def _words(alert: Alert) -> str:
    """Return what the record keeps of it: its words, and the warning it came from."""
    words = alert.text or alert.title
    return f"{words} [{alert.origin}]" if alert.origin else words


def refuse_too_close(prepared: Prepared, order: Order) -> None:
    """Raise UsageError for repetitions that would begin before the one before is over."""
    closest_ms = order.repeats.closest_ms
    if closest_ms is not None and closest_ms < prepared.duration_ms + LEAST_GAP / timedelta(milliseconds=1):
        raise UsageError(_TOO_CLOSE, length=round(prepared.duration_ms / 1000), every=closest_ms // 1000)


def _note(folder: Path, act: Act) -> None:
    with closing(Logbook(Places(folder).logbook)) as record:
        record.note(act)


def _sound_at_once(folder: Path, alert: Alert, now: datetime) -> None:
    """Tell the engine, if one runs; where that fails the daemon, or who sits before the machine, will do it."""
    from broadcaster.playout.desk import AlarmOrder

    desk = _running_engine(folder)
    hold_until = told_of_daemon(folder, now).free_until if alert.after is After.RESUME else None
    try:
        desk.sound(AlarmOrder(repetition_id(alert.id, 0), alert.sound, alert.duration_ms, hold_until, alert.title))
    except SoundError as failure:
        log.info("the engine was not told: %s", failure)
    finally:
        desk.close()


def _silence(folder: Path, alert: Alert) -> None:
    desk = _running_engine(folder)
    with suppress(SoundError), closing(desk):
        for report in desk.alarms():
            if report.id.partition("#")[0] == alert.id:
                desk.silence(report.id)


def _running_engine(folder: Path) -> EngineDesk:
    from broadcaster.playout.engine_desk import EngineDesk

    return EngineDesk(Places(folder).engine_state, None)


@dataclass(frozen=True)
class DaemonTold:
    """What the daemon says of itself: whether it lives, and until when the programme now may last."""

    runs: bool = False
    free_until: datetime | None = None


def told_of_daemon(folder: Path, now: datetime) -> DaemonTold:
    """Return whether a daemon looks after this station, by what it last wrote and whether its process lives."""
    try:
        told = json.loads(Places(folder).status.read_text("utf-8"))
        fresh = abs(now - datetime.fromisoformat(told["at"])) < FRESH
        runs = bool(told["running"]) and fresh and _lives(int(told["pid"]))
        free_until = told.get("free_until")
        return DaemonTold(runs, datetime.fromisoformat(free_until) if runs and free_until else None)
    except (OSError, ValueError, KeyError, TypeError):
        return DaemonTold()


def _lives(pid: int) -> bool:
    if sys.platform == "win32":  # there, asking by signal would end the process; the file's age must do
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it lives, and is not ours
    return True
