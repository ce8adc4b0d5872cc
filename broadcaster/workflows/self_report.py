"""What the running station says of itself: to `status` and systemd always, to people when something needs a hand."""

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadcaster.messages import Sentence
from broadcaster.model.station import Station
from broadcaster.notices.sending import Postman
from broadcaster.playout.airing import Airing
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.desk import Desk, OutputHealth
from broadcaster.playout.steady_record import SteadyRecord
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.kept_record import KeptRecord
from broadcaster.workflows.noticing import (
    CLOCK,
    OUTPUT,
    RECORD,
    SET_ASIDE,
    SILENCE,
    Noticer,
    disk,
    failures,
    not_ready,
    stood_in,
    unready,
)
from broadcaster.workflows.output_words import in_words
from broadcaster.workflows.ready_watch import Unready
from broadcaster.workflows.sd_notify import sd_notify
from broadcaster.workflows.shapes import Json
from broadcaster.workflows.station_folder import Places
from broadcaster.workflows.taking_refuge import IN_REFUGE, is_in_refuge
from broadcaster.workflows.telling import Told

OUTPUT_DOWN_S = 60.0  # before people are told


@dataclass(frozen=True)
class Seen:
    """How the station stands at `now`. `coming` are the airings that are not over, `unheard` one that is not heard.

    `unready` are the airings that were examined ahead of time and lack something; `warnings` is what needs a hand with
    warnings of offices.
    """

    now: datetime
    station: Station
    running: bool
    clock_is_right: bool
    coming: Sequence[Airing]
    free_until: datetime
    zones: Sequence[Json]
    unheard: Airing | None
    warnings: Mapping[str, Sentence]
    unready: Sequence[Unready]


class SelfReport:
    """Writes `var/status.json`, and has people told of faults, once each, and of their mending."""

    def __init__(self, folder: Path, desk: Desk, daemon: Daemon, record: SteadyRecord, kept: KeptRecord) -> None:
        self._folder = folder
        self._desk = desk
        self._daemon = daemon
        self._record = record
        self._kept = kept
        self._noticer = Noticer(Postman(()), Places(folder).told_notices)
        self._down_since_s: dict[str, float] = {}
        self._since: datetime | None = None

    def tell(self, seen: Seen) -> None:
        """Have people told what needs a hand, and write what `status` shows."""
        health = self._desk.health()
        self._since = self._since or seen.now
        self._noticer.look(self._faults(seen, health), seen.station, self._folder, seen.now)
        told = Told(
            pid=os.getpid(),
            at=seen.now,
            since=self._since,
            running=seen.running,
            clock_is_right=seen.clock_is_right,
            on_air=tuple(airing for airing in self._daemon.on_desk if airing.starts_at <= seen.now),
            free_until=seen.free_until,
            stood_in_for=tuple(airing.id for airing in self._daemon.stood_in_for),
            coming=next((airing for airing in seen.coming if airing.starts_at > seen.now), None),
            relay=self._daemon.relay_news,
            outputs=tuple(health),
            zones=tuple(seen.zones),
            level=self._desk.level(),
            faults=self._noticer.faults,
            last_notice=self._noticer.last,
        )
        sd_notify(f"STATUS={told.summary(seen.station.language)}")
        path = Places(self._folder).status
        write_beside(path, json.dumps(told.json(), ensure_ascii=False).encode(), durable=False)

    def _faults(self, seen: Seen, health: Sequence[OutputHealth]) -> dict[str, Sentence]:
        """Return everything that needs a hand now."""
        down = self._down_for_long(health)
        found = {
            **{f"output:{one.name}": Sentence(OUTPUT, name=one.name, detail=in_words(one.detail)) for one in down},
            **not_ready(seen.coming, seen.now),
            **unready(seen.unready),
            **stood_in(self._daemon.stood_in_for),
            **failures(self._record.failed, seen.now),
            **disk(self._folder),
            **seen.warnings,
        }
        if is_in_refuge(self._folder):
            found["refuge"] = Sentence(IN_REFUGE)
        if not seen.clock_is_right:
            found["clock"] = Sentence(CLOCK, shown=f"{seen.now:%d/%m/%Y %H:%M:%S}")
        if self._record.trouble:
            found["record"] = Sentence(RECORD, detail=self._record.trouble)
        if self._kept.set_aside is not None:
            found["record_set_aside"] = Sentence(SET_ASIDE, file=self._kept.set_aside.name)
        if seen.unheard is not None:
            found["silence"] = Sentence(SILENCE, title=seen.unheard.rundown.airtime.title)
        return found

    def _down_for_long(self, health: Sequence[OutputHealth]) -> list[OutputHealth]:
        now_s = time.monotonic()
        self._down_since_s = {one.name: self._down_since_s.get(one.name, now_s) for one in health if not one.ok}
        return [one for one in health if now_s - self._down_since_s.get(one.name, now_s) >= OUTPUT_DOWN_S]
