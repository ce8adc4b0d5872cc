"""What the daemon says of itself in `var/status.json`, for `status`, the console and systemd."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from broadcaster.messages import N_, say, sentence_json
from broadcaster.notices.board import Fault, Notice
from broadcaster.playout.airing import Airing
from broadcaster.playout.desk import Level, OutputHealth


@dataclass(frozen=True)
class Told:
    """The daemon as it stands `at` that moment, running `since` another."""

    pid: int
    at: datetime
    since: datetime
    running: bool
    clock_is_right: bool
    on_air: tuple[Airing, ...]
    free_until: datetime
    stood_in_for: tuple[str, ...]
    coming: Airing | None
    relay: str
    outputs: tuple[OutputHealth, ...]
    zones: tuple[dict[str, Any], ...]
    level: Level | None
    faults: tuple[Fault, ...]
    last_notice: Notice | None

    def json(self) -> dict[str, Any]:
        """Return it as it is kept."""
        coming, level, notice = self.coming, self.level, self.last_notice
        return {
            "pid": self.pid,
            "at": self.at.isoformat(timespec="seconds"),
            "since": self.since.isoformat(timespec="seconds"),
            "running": self.running,
            "clock_is_right": self.clock_is_right,
            "on_air": [airing.id for airing in self.on_air],
            "free_until": self.free_until.isoformat(timespec="seconds"),
            "safe_programme_for": list(self.stood_in_for),
            "next": None if coming is None else {"airing": coming.id, "ready": coming.path is not None},
            "outputs": [{"name": one.name, "ok": one.ok, "detail": one.detail} for one in self.outputs],
            "zones": list(self.zones),
            "relay": self.relay,
            "level": None
            if level is None
            else {"rms_db": level.rms_db, "peak_db": level.peak_db, "silent_s": level.silent_s},
            "faults": [_fault_json(fault) for fault in self.faults],
            "last_notice": None
            if notice is None
            else {
                "at": notice.at.isoformat(timespec="seconds"),
                "faults": [_fault_json(fault) for fault in notice.faults],
                "mended": [_fault_json(fault) for fault in notice.mended],
            },
        }

    def summary(self, language: str) -> str:
        """Return it in a few words, for `systemctl status`."""
        deaf = [one.name for one in self.outputs if not one.ok]
        said = say(*self._doing(), language)
        return (
            say(N_("{what}; no sound from: {names}"), {"what": said, "names": ", ".join(deaf)}, language)
            if deaf
            else said
        )

    def _doing(self) -> tuple[str, dict[str, str]]:
        if not self.running:
            return N_("being ended"), {}
        if not self.clock_is_right:
            return N_("waiting for a clock that is right"), {}
        if self.on_air:
            return N_("on air: {title}"), {"title": ", ".join(one.rundown.airtime.title for one in self.on_air)}
        if self.coming is None:
            return N_("nothing is on air now"), {}
        airtime = self.coming.rundown.airtime
        starts = f"{airtime.starts_at:%d/%m/%Y %H:%M}"
        return N_("next by plan: {time} {title}"), {"time": starts, "title": airtime.title}


def _fault_json(fault: Fault) -> dict[str, Any]:
    return {
        "key": fault.key,
        **sentence_json(fault.sentence),
        "since": fault.since.isoformat(timespec="seconds"),
    }
