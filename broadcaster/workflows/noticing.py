"""What needs a hand, told to people: which faults there are now, in words, and how the station wants to be told."""

import json
import logging
import os
import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from broadcaster.errors import SoundError
from broadcaster.messages import N_, Sentence
from broadcaster.model.record import AsRunEntry
from broadcaster.model.station import Station
from broadcaster.notices.board import Board, Fault, Notice
from broadcaster.notices.sending import ByCommand, Letter, Postman, Way, letter_json
from broadcaster.playout.airing import Airing
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.ready_watch import Unready

log = logging.getLogger(__name__)

TOKEN = "BROADCASTER_WEBHOOK_TOKEN"  # noqa: S105 - the name of a variable
TOKEN_FILE = "var/webhook-token"  # noqa: S105 - the name of a file
FREE_BYTES = 500_000_000
NOT_READY_KEY = "not_ready:"
SOON = timedelta(hours=1)
TOLD_FOR = timedelta(hours=1)  # so long a failure, which nothing can mend, counts as one that there is

FAILED = N_("“{title}” at {time} could not be aired: {note}")
SAFE = N_("the safe programme is heard in place of “{title}” ({time}): its programme is missing or damaged")
UNREADY = N_("“{title}” begins at {time} and is not ready: {why}")
NOT_READY = N_("“{title}” begins at {time}, and no finished programme lies ready; see broadcaster ready")
OUTPUT = N_("output {name} carries no sound: {detail}")
DISK = N_("the disk has only {free} MB left")
CLOCK = N_("the clock of this machine shows {shown}, which can't be right; nothing is aired by it until it is set")
RECORD = N_("the record can't be written ({detail}); airing goes on")
SET_ASIDE = N_("the record could not be read any more; it was set aside as {file}, and another begun")
SILENCE = N_("“{title}” plays, yet the outputs carry silence")
NEEDS_A_HAND = N_("{station}: something needs a hand")
MENDED = N_("{station}: mended")
OVER = N_("over: {what}")
TEST = N_("this is a test: whoever reads this will be told when the station needs a hand")


def ways_of(station: Station, folder: Path) -> tuple[Way, ...]:
    """Return how the station's people are told. The webhook's token is in the environment or in a file of `var`."""
    ways: list[Way] = []
    if station.notices.command:
        ways.append(ByCommand(station.notices.command))
    if station.notices.webhook:
        from broadcaster.notices.webhook import ByWebhook

        file = folder / TOKEN_FILE
        token = os.environ.get(TOKEN) or (file.read_text("utf-8").strip() if file.is_file() else "")
        ways.append(ByWebhook(station.notices.webhook, token))
    return tuple(ways)


def letter(station: Station, notice: Notice) -> Letter:
    """Return the notice as it is sent, in the station's language."""
    language = station.language
    faults = [_told(fault, language) for fault in notice.faults]
    mended = [_told(fault, language) for fault in notice.mended]
    head = Sentence(NEEDS_A_HAND if faults else MENDED, station=station.name).said(language)
    over = [Sentence(OVER, what=fault.sentence).said(language) for fault in notice.mended]
    lines = [head, "", *(f"- {one['message']}" for one in faults), *(f"- {one}" for one in over)]
    said = letter_json(station=station.name, at=notice.at.isoformat(timespec="seconds"), faults=faults, mended=mended)
    return Letter("\n".join(lines) + "\n", said)


def _told(fault: Fault, language: str) -> dict[str, str]:
    return {
        "key": fault.key,
        "message": fault.sentence.said(language),
        "since": fault.since.isoformat(timespec="seconds"),
    }


class Noticer:
    """Looks at the faults there are, and has people told; `last` is what they were told last."""

    def __init__(self, postman: Postman, kept: Path) -> None:
        self.last: Notice | None = None
        self._kept = kept  # what people were told is not ready: a restart tells them nothing twice
        self._board = Board(_remembered(kept))
        self._postman = postman

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults that there are now."""
        return self._board.faults

    def look(self, found: Mapping[str, Sentence], station: Station, folder: Path, now: datetime) -> None:
        """Take note of what is `found`, and have people told what is new, lasts, or is over."""
        notice = self._board.look(found, now)
        if notice is not None:
            self.last = notice
            self._keep()
            self._postman.ways = ways_of(station, folder)
            self._postman.send(letter(station, notice))

    def _keep(self) -> None:
        told = [fault for fault in self._board.told if fault.key.startswith(NOT_READY_KEY)]
        try:
            write_beside(self._kept, json.dumps([_fault_json(fault) for fault in told]).encode(), durable=False)
        except (OSError, SoundError) as failure:  # a full disk is one of the things that people must be told of
            log.warning("what people were told can't be kept: %s", failure)


def _fault_json(fault: Fault) -> dict[str, object]:
    values = {name: str(value) for name, value in fault.sentence.values.items()}
    moments = {"since": fault.since.isoformat(), "told_at": fault.told_at.isoformat() if fault.told_at else None}
    return {"key": fault.key, "template": fault.sentence.template, "values": values, **moments}


def _remembered(kept: Path) -> list[Fault]:
    """Return what people were told before the station was started anew; nothing where nothing whole is kept."""
    try:
        return [
            Fault(
                one["key"],
                Sentence(one["template"], **one["values"]),
                datetime.fromisoformat(one["since"]),
                datetime.fromisoformat(one["told_at"]),
            )
            for one in json.loads(kept.read_text("utf-8"))
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def not_ready(coming: Iterable[Airing], now: datetime) -> dict[str, Sentence]:
    """Return the airings that begin soon, of which no finished programme lies ready."""
    return {
        f"{NOT_READY_KEY}{airing.id}": Sentence(NOT_READY, title=_title(airing), time=_time(airing.starts_at))
        for airing in coming
        if airing.path is None and timedelta() <= airing.starts_at - now < SOON
    }


def unready(found: Iterable[Unready]) -> dict[str, Sentence]:
    """Return the coming airings that were examined and are not ready, with what to do.

    By the same keys as `not_ready`: whichever of the two knows of an airing, people are told once.
    """
    return {
        f"{NOT_READY_KEY}{one.airing}": Sentence(
            UNREADY, title=one.title, time=_time(one.starts_at), why="; ".join(one.why)
        )
        for one in found
    }


def stood_in(airings: Iterable[Airing]) -> dict[str, Sentence]:
    """Return the airings in whose place the safe programme is heard."""
    return {f"safe:{a.id}": Sentence(SAFE, title=_title(a), time=_time(a.starts_at)) for a in airings}


def failures(failed: Mapping[str, AsRunEntry], now: datetime) -> dict[str, Sentence]:
    """Return the airings that could not be aired in the last hour."""
    return {
        f"failed:{airing}": Sentence(FAILED, title=line.title, time=_time(line.planned_at), note=_plain(line.note))
        for airing, line in failed.items()
        if abs(now - line.planned_at) < TOLD_FOR
    }


def disk(folder: Path) -> dict[str, Sentence]:
    """Return that the disk is nearly full, if it is."""
    free = shutil.disk_usage(folder).free
    return {"disk": Sentence(DISK, free=free // 1_000_000)} if free < FREE_BYTES else {}


def _plain(note: str) -> Sentence:
    """Return a line's note, in people's language where it is one of ours."""
    return Sentence(note.replace("{", "{{").replace("}", "}}"))


def _title(airing: Airing) -> str:
    return airing.rundown.airtime.title


def _time(moment: datetime) -> str:
    return f"{moment:%d/%m %H:%M}"


def try_ways(station: Station, folder: Path, now: datetime) -> int:
    """Send a test by every way at once, without retries; return how many there are. Raises NotReadyError."""
    ways = ways_of(station, folder)
    sent = letter(station, Notice(now, (Fault("test", Sentence(TEST), now),), ()))
    for way in ways:
        way(sent)
    return len(ways)
