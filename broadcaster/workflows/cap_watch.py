"""Where warnings come from: a folder that is watched, and an address that is asked. Both inside the daemon.

What is fetched is put into the folder, so there is one way in. Each file is taken by a child process: what reads XML of
strangers and speaks shares nothing with the daemon, and holds nothing up. What the address told has a child of its own,
so that a feed whose server is slow holds up no warning that somebody brought.
"""

import hashlib
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from broadcaster.content.cap_feed import LARGEST_FEED
from broadcaster.content.cap_file import NOT_INSTALLED
from broadcaster.errors import BroadcasterError
from broadcaster.messages import N_, Sentence
from broadcaster.model.station import CapRules
from broadcaster.workflows.cap_feeds import FeedMemory, read_memory
from broadcaster.workflows.cap_fetch import Fetch, Fetched, Reach, Validators, fetch
from broadcaster.workflows.cap_inbox import Inbox
from broadcaster.workflows.station_folder import Places

log = logging.getLogger(__name__)

CHILD_S = 120.0
WRITTEN_S = 0.2  # a file that was changed more lately may still be being written
FIRST_WAIT_S, LONGEST_WAIT_S = 10.0, 300.0  # before what could not be taken is tried again
SILENT_FOR = timedelta(minutes=15)  # an address that tells nothing for so long needs a hand

REFUSED = N_("a warning that came in at {time} was refused, {file}: {why}")
MOST_TOLD = 10  # refused warnings, the newest, that are told at once
NOT_TAKEN = N_("a warning that came in can't be aired, {file}: {why}; it is tried again")
NO_WARNINGS = N_(
    "since {time} no warnings can be had from {url}: {why}; look at the network and at alerts: cap: url in "
    "station.yaml, and ask the office how it fares until then"
)
IN_VAIN = N_("{count} warnings that {url} names can't be had; the last, {link}: {why}")


@dataclass
class _Trial:
    """A file that was tried and lies there still: how often, when it is tried again, and why it could not be taken."""

    tries: int = 0
    again_at_s: float = 0.0
    why: str = ""


class Taker:
    """Has files taken, one at a time, by a child process each. What could not be taken is tried again."""

    def __init__(self, folder: Path, elapsed_s: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._elapsed_s = elapsed_s
        self._child: subprocess.Popen[bytes] | None = None
        self._until_s = 0.0
        self._file = ""
        self._trials: dict[str, _Trial] = {}

    @property
    def in_vain(self) -> Mapping[str, str]:
        """Files that could not be taken, and why, as the command said it."""
        return {name: trial.why for name, trial in self._trials.items() if trial.why}

    def look(self, files: list[Path]) -> bool:
        """Take the next of `files` that is due, if none is being taken; return whether one was finished just now."""
        busy = self._child is not None
        if self._is_at_work():
            return False
        names = {path.name for path in files}
        self._trials = {name: trial for name, trial in self._trials.items() if name in names}
        for path in files:
            if self._is_due(path):
                self._take(path)
                break
        return busy

    def close(self) -> None:
        """Wait for what is being taken; it is a matter of seconds, and somebody's life."""
        if self._child is not None:
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(CHILD_S)

    def _is_due(self, path: Path) -> bool:
        try:
            written_s = time.time() - path.stat().st_mtime
        except OSError:  # gone meanwhile
            return False
        trial = self._trials.get(path.name)
        return abs(written_s) > WRITTEN_S and (trial is None or trial.again_at_s <= self._elapsed_s())

    def _take(self, path: Path) -> None:
        command = [sys.executable, "-m", "broadcaster", "--station", str(self._folder), "alert", "--cap", str(path)]
        self._child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        self._until_s, self._file = self._elapsed_s() + CHILD_S, path.name
        trial = self._trials.setdefault(path.name, _Trial())
        trial.again_at_s = self._until_s + min(FIRST_WAIT_S * 2**trial.tries, LONGEST_WAIT_S)
        log.info("a warning came in: %s", path.name)

    def _is_at_work(self) -> bool:
        if self._child is None:
            return False
        if self._child.poll() is None and self._elapsed_s() < self._until_s:
            return True
        self._child.kill()
        _, said = self._child.communicate()
        trial = self._trials.setdefault(self._file, _Trial())
        trial.again_at_s = self._elapsed_s() + min(FIRST_WAIT_S * 2**trial.tries, LONGEST_WAIT_S)
        trial.tries += 1
        trial.why = _last_line(said) or "–" if self._child.returncode else ""
        if self._child.returncode:
            log.warning("%s could not be taken (%s): %s", self._file, self._child.returncode, trial.why)
        self._child = None
        return False


class CapWatch:
    """Looks for warnings now and then, as the station's rules of that moment say. `look` returns at once."""

    def __init__(
        self,
        folder: Path,
        rules: Callable[[], CapRules | None],
        fetching: Fetch = fetch,
        elapsed_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._rules = rules
        self._fetch = fetching
        self._elapsed_s = elapsed_s
        self._brought, self._told = Taker(folder, elapsed_s), Taker(folder, elapsed_s)
        self._asking: threading.Thread | None = None
        self._ask_at_s = 0.0
        self._validators = Validators()
        self._memory = FeedMemory()
        self._failing: tuple[datetime, Sentence] | None = None

    @property
    def is_asking(self) -> bool:
        """Whether the address is being asked now."""
        return self._asking is not None and self._asking.is_alive()

    def look(self, now: datetime) -> None:
        """Take what came in, if anything did; ask the address, if it is time."""
        rules = self._rules()
        if rules is None:
            return
        inbox = Inbox(self._folder, rules)
        inbox.bring_due(now)
        if self._memory.url != rules.url or self._told.look(inbox.told()):
            self._memory = read_memory(Places(self._folder).cap_feed, rules.url)
        self._brought.look(inbox.waiting())
        self._ask(rules, inbox, now)

    def close(self) -> None:
        """Wait for what is being taken."""
        self._brought.close()
        self._told.close()

    def faults(self, now: datetime) -> dict[str, Sentence]:
        """Return what needs a hand."""
        rules = self._rules()
        if rules is None:
            return {}
        found: dict[str, Sentence] = {} if _can_read() else {"cap_missing": Sentence(NOT_INSTALLED)}
        for one in Inbox(self._folder, rules).refused(now)[:MOST_TOLD]:
            at = f"{one.at.astimezone(now.tzinfo):%H:%M %d/%m}"
            found[f"cap_refused:{one.file}"] = Sentence(REFUSED, file=one.file, time=at, why=one.why)
        for name, why in {**self._told.in_vain, **self._brought.in_vain}.items():
            found[f"cap_not_taken:{name}"] = Sentence(NOT_TAKEN, file=name, why=why)
        if rules.url:
            found |= self._faults_of_address(rules, now)
        return found

    def _faults_of_address(self, rules: CapRules, now: datetime) -> dict[str, Sentence]:
        found: dict[str, Sentence] = {}
        memory, failing = self._memory, self._failing
        if failing is None and memory.garbage is not None and memory.garbage_since is not None:
            failing = memory.garbage_since, memory.garbage
        if failing is not None and now - failing[0] >= SILENT_FOR:
            since = f"{failing[0].astimezone(now.tzinfo):%H:%M %d/%m}"
            found["cap_address"] = Sentence(NO_WARNINGS, time=since, url=rules.url, why=failing[1])
        if memory.in_vain:
            last = memory.in_vain[-1]
            why = last.why or Sentence("–")
            found["cap_entries"] = Sentence(
                IN_VAIN, count=len(memory.in_vain), url=rules.url, link=last.link or "–", why=why
            )
        return found

    def _ask(self, rules: CapRules, inbox: Inbox, now: datetime) -> None:
        """Ask the address on a thread of its own."""
        if not rules.url or self.is_asking or self._elapsed_s() < self._ask_at_s:
            return
        self._ask_at_s = self._elapsed_s() + rules.every_ms / 1000
        self._asking = threading.Thread(target=self._ask_now, args=(rules, inbox, now), name="cap", daemon=True)
        self._asking.start()

    def _ask_now(self, rules: CapRules, inbox: Inbox, now: datetime) -> None:
        """Have what the address tells read, if it is news, or if entries of it are to be tried again."""
        memory = self._memory
        again = memory.again_at is not None and memory.again_at <= now
        known = self._validators if memory.sha256 and not again else Validators()
        try:
            answer = self._fetch(rules.url, known, Reach(rules.url, rules.hosts), LARGEST_FEED)
            if answer is not None:
                self._read(answer, memory, inbox, again=again)
            self._failing = None
        except (BroadcasterError, OSError) as failure:
            why = failure.sentence if isinstance(failure, BroadcasterError) else Sentence("{why}", why=str(failure))
            self._failing = self._failing or (now, why)
            self._failing = self._failing[0], why
            log.warning("%s does not tell its warnings: %s", rules.url, why.said("en"))

    def _read(self, answer: Fetched, memory: FeedMemory, inbox: Inbox, *, again: bool) -> None:
        sha256 = hashlib.sha256(answer.raw).hexdigest()
        if again or sha256 != memory.sha256:  # a server without etags tells the same again and again
            inbox.put_fetched(f"{sha256[:16]}.xml", answer.raw)
        self._validators = answer.validators


def _can_read() -> bool:
    """Whether what reads warnings is installed; asked without loading it."""
    return find_spec("signxml") is not None


def _last_line(said: bytes) -> str:
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""
