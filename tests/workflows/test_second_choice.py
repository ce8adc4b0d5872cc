"""Whether somebody else reads than the station would rather hear: what sends the daemon to build again."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from workflows.stations import AFTER, ask, rewrite

from broadcaster.model.plan import Airtime, Cue, Rundown
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.model.station import Station
from broadcaster.playout.clock_watch import ClockWatch, TrustedClock
from broadcaster.playout.off_air import OffAirDesk
from broadcaster.workflows.kept_record import KeptRecord
from broadcaster.workflows.running import Unattended
from broadcaster.workflows.second_choice import read_by_second_choice

STARTS = datetime(2026, 5, 13, 5, 30, tzinfo=UTC)


def rundown(*voices: str) -> Rundown:
    cues = tuple(
        Cue(Clip(f"bai-{n}", ClipKind.SCRIPT, "Bài", 1000, voice=voice), "script", STARTS, 1000)
        for n, voice in enumerate(voices)
    )
    return Rundown(Airtime("sang", "Sáng", STARTS, 0, 0, (), ()), cues)


@pytest.mark.parametrize(
    ("voice", "second"),
    [
        ("gtts:vi", False),
        ("espeak:vi", True),
        ("gtts:vi, espeak:vi", False),  # the man's part, which Google has no voice for
        ("espeak:vi, gtts:vi", False),
        ("espeak:vi, espeak:vi+Annie", True),
        ("recording:bai-0", False),
        ("", False),
    ],
)
def test_who_is_of_second_choice_where_google_is_the_first(voice: str, second: bool) -> None:
    assert bool(read_by_second_choice(rundown(voice), Station("x"))) is second


def test_a_rundown_names_its_voices_in_the_order_in_which_they_are_heard() -> None:
    assert rundown("espeak:vi", "", "gtts:vi, espeak:vi").voices == ("espeak:vi", "gtts:vi")


@pytest.mark.parametrize("voices", ["[piper, espeak]", "[piper]"])  # espeak is always there, listed or not
def test_ready_says_that_another_voice_reads_and_is_ready_all_the_same(station: Path, voices: str) -> None:
    rewrite(station / "station.yaml", "voices: [espeak]", f"voices: {voices}")
    ask(station, "build", "--from", "today", "--to", "tomorrow")
    told = ask(station, "ready")
    assert "1 items are read by espeak:vi and not by piper; see broadcaster voices" in told.err
    assert told.code == 0
    assert ask(station, "build", AFTER).code == 0


class Clock:
    """A morning that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 5, 15, 4, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


class Nowhere:
    """The sound process, and where it sends."""

    def begin_anew(self) -> None: ...

    def carry(self, station: Station) -> None: ...

    def zones(self) -> list[dict[str, object]]:
        return []


@pytest.mark.parametrize(("voices", "builds"), [("[piper, espeak]", True), ("[espeak]", False)])
def test_the_running_station_builds_again_where_another_voice_reads(station: Path, voices: str, builds: bool) -> None:
    rewrite(station / "station.yaml", "voices: [espeak]", f"voices: {voices}")
    assert ask(station, "build", AFTER).code == 0
    clock = Clock()
    record = KeptRecord(station / "var" / "logbook.sqlite", clock.now)
    trusted = TrustedClock(clock.now(), ClockWatch(lambda: 0.0, lambda: 0.0), record.newest, lambda: True)
    running = Unattended(station, OffAirDesk(clock.now, None), record, clock, Nowhere(), Nowhere(), trusted)
    running._airings.refresh()
    running._look_for_better_voices()
    try:
        assert (running._builder._child is not None) is builds
    finally:
        running._builder.stop()
