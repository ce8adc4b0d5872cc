"""What is known of this machine's clock, and a person's word that it is right."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from broadcaster.model.contents import Contents
from broadcaster.model.record import Act, Deed
from broadcaster.playout.clock_watch import can_be, network_vouches
from broadcaster.workflows.keeping_record import note, record_to_read


@dataclass(frozen=True)
class ClockState:
    """What the clock shows, the moment of the record's last line, whether a time server vouches, and what follows."""

    shown: datetime
    newest: datetime | None
    vouched: bool

    @property
    def is_right(self) -> bool:
        """Whether a station that is started now goes by this clock."""
        return can_be(self.shown, self.newest, self.vouched)


def clock_state(contents: Contents, now: datetime) -> ClockState:
    """Return what is known of the clock."""
    with record_to_read(contents) as record:
        newest = record.newest()
    zone = ZoneInfo(contents.station.timezone)
    return ClockState(now.astimezone(zone), newest and newest.astimezone(zone), network_vouches())


def vouch(contents: Contents, by: str, now: datetime) -> ClockState:
    """Write down that `by` says the clock is right: a daemon that waits for that goes on within seconds."""
    note(contents, Act(now, Deed.CLOCK_SET, by, "", note="vouched for"))
    return clock_state(contents, now)
