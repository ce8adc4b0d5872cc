"""What a station that is to run unattended has and lacks beside voices and a sound card."""

import shutil
import sys
from collections.abc import Iterator
from datetime import datetime

from broadcaster.errors import BroadcasterError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.workflows.clock_trust import clock_state
from broadcaster.workflows.finding import Finding, State
from broadcaster.workflows.safe_programme import SafeShelf
from broadcaster.workflows.service import USUAL_NAME, in_words, service_of, state
from broadcaster.workflows.service_account import stays


def examine_air(contents: Contents, now: datetime) -> Iterator[Finding]:
    """Yield what was found, one thing after another."""
    yield _record_and_clock(contents, now)
    yield _safe(contents)
    yield _service(contents)
    yield _notices(contents)


def _finding(what: str, good: bool, detail: Sentence, *, bad: bool = False) -> Finding:
    return Finding(Sentence(what), State.GOOD if good else State.BAD if bad else State.LACKING, detail)


def _record_and_clock(contents: Contents, now: datetime) -> Finding:
    what = N_("record")
    try:
        found = clock_state(contents, now)
    except BroadcasterError as failure:
        return _finding(what, False, failure.sentence, bad=True)
    if not found.is_right:
        told = Sentence(N_("its last line is later than what the clock shows: see broadcaster clock"))
        return _finding(what, False, told, bad=True)
    if found.newest is None:
        return _finding(what, True, Sentence(N_("nothing is in it yet")))
    return _finding(what, True, Sentence(N_("last line of {moment}"), moment=f"{found.newest:%d/%m/%Y %H:%M}"))


def _safe(contents: Contents) -> Finding:
    if SafeShelf(contents.folder).find() is None:
        return _finding(N_("safe programme"), False, Sentence(N_("not made yet, or damaged: broadcaster build")))
    return _finding(N_("safe programme"), True, Sentence(N_("lies ready, for when another can't be had")))


def _service(contents: Contents) -> Finding:
    what = N_("starts with the machine")
    if sys.platform != "win32" and shutil.which("systemctl") is None:
        return _finding(
            what, False, Sentence(N_("there is no systemd on this machine; see broadcaster service install --print"))
        )
    for user in (False, True):
        try:
            service = service_of(contents, USUAL_NAME, user=user)
        except BroadcasterError:
            continue  # a folder of root's can't have one
        said = state(service)
        if said and service.account is not None and not stays(service.account.name):
            template = N_("yes, but its sound ends when {user} logs out; type: sudo loginctl enable-linger {user}")
            return _finding(what, False, Sentence(template, user=service.account.name))
        if said:
            return _finding(what, said == "active" or sys.platform == "win32", in_words(said, service.name))
    return _finding(what, False, Sentence(N_("no; install it with: broadcaster service install")))


def _notices(contents: Contents) -> Finding:
    notices = contents.station.notices
    if notices.command or notices.webhook:
        return _finding(N_("notices"), True, Sentence(N_("people are told; try it with: broadcaster notices test")))
    return _finding(
        N_("notices"), False, Sentence(N_("nobody is told when something needs a hand: “notices:” in station.yaml"))
    )
