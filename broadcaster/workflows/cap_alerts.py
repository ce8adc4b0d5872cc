"""A warning by CAP: whether it is aired, and how. Each message counts once, by sender, identifier and moment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.content.cap_file import LARGEST, CapRefusedError, read_cap
from broadcaster.errors import UsageError
from broadcaster.logbook.logbook import Logbook
from broadcaster.messages import N_, Sentence
from broadcaster.model.alert import ONCE, PLANS, Alert
from broadcaster.model.cap import CapInfo, CapMessage
from broadcaster.model.record import Act, Deed
from broadcaster.model.station import CapRules
from broadcaster.workflows.alert_files import AlertShelf
from broadcaster.workflows.alert_sound import LONGEST_TEXT, Source
from broadcaster.workflows.alerting import Asked, Order, ask, cancel, current, preview
from broadcaster.workflows.last_good import station_or_last_good
from broadcaster.workflows.station_folder import Places

KNOWN_ALREADY = N_("this warning came in before; it counts once")
EXERCISE = N_("its status is {status}: only actual warnings are aired")
NOT_PUBLIC = N_("it is meant for others than the public ({scope})")
NOTHING_TO_AIR = N_("it is a message of the kind {kind}, which is not aired")
TOO_SLIGHT = N_("it is less grave, urgent or sure than alerts: cap: in station.yaml asks for")
ELSEWHERE = N_("it is for other areas: {areas}")
OVER = N_("it had expired when it came in")
ENDED = N_("it ends warnings that were aired: {count}")
AIRED = N_("it is on air: {id}")
TO_CONFIRM = N_("it waits for a confirmation, for these are quiet hours: broadcaster alert --confirm {code}")


@dataclass(frozen=True)
class Taken:
    """What became of a warning, and the emergency that was made of it."""

    sentence: Sentence
    alert: Alert | None = None


@dataclass(frozen=True)
class Verdict:
    """What of a message is aired: one of its tellings, or none, and why not."""

    info: CapInfo | None
    why_not: Sentence | None = None


def judge(message: CapMessage, rules: CapRules, now: datetime) -> Verdict:
    """Return what of `message` is to be aired by the station's rules. Pure."""
    if message.status != "Actual":
        return Verdict(None, Sentence(EXERCISE, status=message.status))
    if message.scope != "Public":
        return Verdict(None, Sentence(NOT_PUBLIC, scope=message.scope))
    if message.kind not in {"Alert", "Update"}:
        return Verdict(None, Sentence(NOTHING_TO_AIR, kind=message.kind))
    return _judge_tellings([info for info in message.infos if _is_grave(info, rules)], rules, now)


def _judge_tellings(grave: Sequence[CapInfo], rules: CapRules, now: datetime) -> Verdict:
    if not grave:
        return Verdict(None, Sentence(TOO_SLIGHT))
    near = [info for info in grave if _is_near(info, rules)]
    if not near:
        return Verdict(None, Sentence(ELSEWHERE, areas=", ".join(grave[0].areas)[:200] or "–"))
    living = [info for info in near if info.expires is None or info.expires > now]
    if not living:
        return Verdict(None, Sentence(OVER))
    return Verdict(next((info for info in living if info.language.lower().startswith("vi")), living[0]))


def _is_grave(info: CapInfo, rules: CapRules) -> bool:
    return info.severity >= rules.severity and info.urgency >= rules.urgency and info.certainty >= rules.certainty


def _is_near(info: CapInfo, rules: CapRules) -> bool:
    wanted = [area.casefold() for area in rules.areas]
    return not wanted or any(word in area.casefold() for area in info.areas for word in wanted)


def words_of(info: CapInfo) -> str:
    """Return what is read of a telling: all of it, as far as that is not too long. Pure."""
    parts = [part for part in (info.headline or info.event, info.description, info.instruction) if part]
    for chosen in (parts, [parts[0], *parts[2:]] if parts else [], parts[:1]):
        text = "\n".join(part if part[-1] in ".!?…" else f"{part}." for part in chosen)
        if len(text) <= LONGEST_TEXT:
            return text
    return parts[0][:LONGEST_TEXT]


def take(folder: Path, file: Path, now: datetime) -> Taken:
    """Air the warning in `file` if it may be; say in the record what became of it. The file is then put aside.

    Raises UsageError when the station has no rules for warnings or what they need is not installed.
    """
    station = station_or_last_good(folder)
    rules, now = station.alerts.cap, now.astimezone(ZoneInfo(station.timezone))
    if rules is None:
        raise UsageError(N_("station.yaml names nobody whose warnings are aired; see alerts: cap: in the manual"))
    with file.open("rb") as opened:
        raw = opened.read(LARGEST + 1)
    signers = [folder / signer for signer in rules.signers]
    try:
        message = read_cap(raw, signers, now)
    except CapRefusedError as refused:
        _leave(folder, now, "", file.name, refused.sentence)
        _put_aside(folder, rules, file, "refused")
        return Taken(refused.sentence)
    taken = _take_message(folder, message, rules, now)
    _put_aside(folder, rules, file, "taken")
    return taken


def _take_message(folder: Path, message: CapMessage, rules: CapRules, now: datetime) -> Taken:
    by = f"{message.sender} ({message.signer})"
    with closing(Logbook(Places(folder).logbook)) as record:
        key = hashlib.sha256(message.key.encode()).hexdigest()[:40]
        if not record.claim(f"cap {key}"):
            return Taken(Sentence(KNOWN_ALREADY))
    ended = list(_end_those_it_is_about(folder, message, by, now)) if message.status == "Actual" else []
    verdict = judge(message, rules, now)
    if verdict.info is None:
        assert verdict.why_not is not None
        why = Sentence(ENDED, count=len(ended)) if ended else verdict.why_not
        if not ended:
            _leave(folder, now, by, message.identifier, why)
        return Taken(why)
    asked = _air(folder, message, verdict.info, rules, by, now)
    if asked.code:
        return Taken(Sentence(TO_CONFIRM, code=asked.code), asked.alert)
    return Taken(Sentence(AIRED, id=asked.alert.id), asked.alert)


def _air(folder: Path, message: CapMessage, info: CapInfo, rules: CapRules, by: str, now: datetime) -> Asked:  # noqa: PLR0913, PLR0917 - all that a warning is made of
    prepared = preview(folder, Source("", words_of(info).encode()))
    order = Order(by, PLANS.get(rules.plan, ONCE), info.expires, origin=message.key, vouched_for=rules.in_quiet_hours)
    good_for = min(info.expires - now, timedelta(hours=12)) if info.expires else timedelta(hours=12)
    return ask(folder, prepared, replace(order, good_for=good_for), now)


def _end_those_it_is_about(folder: Path, message: CapMessage, by: str, now: datetime) -> Iterator[Alert]:
    """End what a Cancel or an Update refers to: warnings of the same sender only."""
    if message.kind not in {"Cancel", "Update"}:
        return
    meant = {reference for reference in message.references if reference.partition(",")[0] == message.sender}
    shelf = AlertShelf(Places(folder).alerts)
    shelf.withdraw(meant)
    for one in current(folder, now):
        if one.alert.origin in meant:
            yield from cancel(folder, one.alert.id, by, now)


def _leave(folder: Path, now: datetime, by: str, subject: str, why: Sentence) -> None:
    with closing(Logbook(Places(folder).logbook)) as record:
        record.note(Act(now, Deed.ALERT_LEFT, by, subject, note=why.said("en")))


def _put_aside(folder: Path, rules: CapRules, file: Path, where: str) -> None:
    """Move a file of the watched folder out of the way; one that somebody brought stays where it is."""
    watched = (folder / rules.folder).resolve()
    if file.resolve().parent == watched:
        with suppress(OSError):  # a folder that may only be read: the record knows that the message was taken
            (watched / where).mkdir(exist_ok=True)
            file.replace(watched / where / file.name)
