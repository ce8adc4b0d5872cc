"""Approve, build, then change something, at any moment: what the player lets be heard after that.

The real files, plans and daemon, a fast clock, and a desk that keeps what was heard of which programme.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from workflows.stations import AFTER, ask, copy_of, rewrite, run, write_station, write_tone

from broadcaster.errors import SoundError
from broadcaster.logbook.logbook import Logbook
from broadcaster.playout.clock import FastClock
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.desk import PlayOrder
from broadcaster.playout.needs import Surroundings
from broadcaster.playout.off_air import OffAirDesk
from broadcaster.workflows.airings_now import AiringsNow
from broadcaster.workflows.building import Built, build
from broadcaster.workflows.simulating import policy_of
from broadcaster.workflows.station_folder import Places, open_station

ON_AIR = datetime.fromisoformat(f"{AFTER}T05:30+07:00")
BEFORE, WAITING, JINGLE, SCRIPT = "05:29:00", "05:29:50", "05:30:01", "05:30:06"
LOOKS_EVERY_S = 1


@pytest.fixture(scope="module")
def dressed_station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small station, its item dressed with music and read by a human, approved and built."""
    folder = write_station(tmp_path_factory.mktemp("dressed") / "station")
    rewrite(folder / "scripts/tin-1.md", "column: ban-tin", "column: ban-tin\nbed: nhac-nen")
    write_tone(folder / "audio/beds/nhac-nen.wav", seconds=20, hertz=150)
    write_tone(folder / "audio/jingles/mo-dau.wav", seconds=1, hertz=700)
    write_tone(folder / "audio/recordings/tin-1.wav", seconds=4, hertz=330)
    assert run(folder, "approve", "tin-1", "ngay-hoi-1", "--by", "Trưởng đài").code == 0
    assert run(folder, "build", AFTER).code == 0
    return folder


class Tape:
    """Which stretch of which programme was heard when."""

    def __init__(self) -> None:
        self.heard: list[tuple[datetime, int, int]] = []  # the first sample's moment, its place in the file, how long

    def available_ms(self, order: PlayOrder) -> int:
        if not order.path.is_file():
            raise SoundError("gone")
        return order.duration_ms

    def add(self, order: PlayOrder, heard_ms: int) -> None:
        self.heard.append((order.at, order.skip_ms, heard_ms))


class Broadcast:
    """The daemon over the station's own files, on a fast clock."""

    def __init__(self, station: Path, from_: str = "05:28") -> None:
        self.station = station
        self.clock = FastClock(at(from_))
        self.tape = Tape()
        self.record = Logbook(Places(station).logbook)
        self.now = AiringsNow(station, self.clock.now)
        self.desk = OffAirDesk(self.clock.now, self.tape)
        self.daemon = Daemon(
            self.clock,
            self.desk,
            self.record,
            self.now.airings,
            policy_of(self.now.contents),
            Surroundings(standing=self.now.standing),
        )
        self.now.refresh()
        (self.airing,) = self.now.airings(ON_AIR.date())

    def run_until(self, moment: datetime) -> None:
        while self.clock.now() < moment:
            self.now.refresh()
            self.daemon.tick()
            self.clock.wait_until(self.clock.now() + timedelta(seconds=LOOKS_EVERY_S))

    def build(self) -> Built:
        """Build the day at the moment it is."""
        contents, _ = open_station(self.station)
        return build(contents, (ON_AIR.date(), ON_AIR.date()), self.clock.now())

    def heard_of_script(self, since: datetime) -> list[tuple[float, float]]:
        """Return when the script was heard, from second to second after `since`."""
        (begins_ms, cue), *_ = [pair for pair in self.airing.rundown.offsets if pair[1].clip.id == "tin-1"]
        found = []
        for started, from_ms, heard_ms in self.tape.heard:
            first, last = max(from_ms, begins_ms), min(from_ms + heard_ms, begins_ms + cue.duration_ms)
            if first < last:
                moments = (started + timedelta(milliseconds=ms - from_ms) for ms in (first, last))
                found.append(tuple((moment - since).total_seconds() for moment in moments))
        return found


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"{AFTER}T{clock}+07:00")


def edit_text(station: Path) -> None:
    rewrite(station / "scripts/tin-1.md", "2 tin", "3 tin")


def add_to_lexicon(station: Path) -> None:
    assert ask(station, "lexicon", "add", "bà con", "bà con cô bác").code == 0


def record_anew(station: Path) -> None:
    write_tone(station / "audio/recordings/tin-1.wav", seconds=5, hertz=331)


def change_music(station: Path) -> None:
    write_tone(station / "audio/beds/nhac-nen.wav", seconds=21, hertz=151)


def change_jingle(station: Path) -> None:
    write_tone(station / "audio/jingles/mo-dau.wav", seconds=2, hertz=701)


def make_it_an_emergency(station: Path) -> None:
    rewrite(station / "scripts/tin-1.md", "column: ban-tin", "column: ban-tin\npriority: emergency")


def remove(station: Path) -> None:
    (station / "scripts/tin-1.md").unlink()


def take_back(station: Path) -> None:
    assert ask(station, "approve", "tin-1", "--revoke", "--by", "Chủ tịch", "--why", "sai số liệu").code == 0


def take_back_and_save_the_old_file(station: Path) -> None:
    """An editor had the file open, approval and all, and saves it once more."""
    before = (station / "scripts/tin-1.md").read_bytes()
    take_back(station)
    (station / "scripts/tin-1.md").write_bytes(before)


CHANGES = [edit_text, add_to_lexicon, record_anew, change_music, change_jingle, make_it_an_emergency,
           remove]  # fmt: skip
TAKEN_BACK = [take_back, take_back_and_save_the_old_file]


def broadcast(dressed_station: Path, folder: Path, moment: str, event: Callable[[Path], None]) -> Broadcast:
    """Return what came of it when `event` befell a copy of the station at `moment`."""
    found = Broadcast(copy_of(dressed_station, folder))
    found.run_until(at(moment))
    event(found.station)
    found.run_until(at("05:32"))
    return found


def test_what_is_approved_is_heard_as_it_was_built(dressed_station: Path, tmp_path: Path) -> None:
    found = broadcast(dressed_station, tmp_path, WAITING, lambda _: None)
    assert found.tape.heard == [(ON_AIR, 0, 60_000)]
    assert found.heard_of_script(ON_AIR)


@pytest.mark.parametrize("moment", [BEFORE, WAITING, JINGLE], ids=["before", "waiting", "on air, before it"])
@pytest.mark.parametrize("change", [*CHANGES, *TAKEN_BACK])
def test_whatever_makes_it_a_draft_it_does_not_begin_any_more(
    dressed_station: Path, tmp_path: Path, moment: str, change: Callable[[Path], None]
) -> None:
    found = broadcast(dressed_station, tmp_path, moment, change)
    assert found.heard_of_script(at(moment)) == []
    notes = {line.note for line in found.record.aired() if line.source == "tin-1"}
    told = {"its approval was taken back"} if change in TAKEN_BACK else {"changed since it was approved"}
    assert notes <= {*told, "no finished programme; see broadcaster ready"}


@pytest.mark.parametrize("taken_back", TAKEN_BACK)
def test_on_air_it_is_cut_within_two_looks_when_the_approval_is_taken_back(
    dressed_station: Path, tmp_path: Path, taken_back: Callable[[Path], None]
) -> None:
    found = broadcast(dressed_station, tmp_path, SCRIPT, taken_back)
    ((_, ends_s),) = found.heard_of_script(at(SCRIPT))
    assert ends_s <= 2 * LOOKS_EVERY_S


def test_on_air_it_is_heard_to_its_end_when_only_its_file_is_changed(dressed_station: Path, tmp_path: Path) -> None:
    found = broadcast(dressed_station, tmp_path, SCRIPT, edit_text)
    assert found.tape.heard == [(ON_AIR, 0, 60_000)]  # just that was approved, and nothing follows that needs it


def test_what_is_taken_back_while_nobody_watches_does_not_play_on_when_the_daemon_comes_back(
    dressed_station: Path, tmp_path: Path
) -> None:
    found = Broadcast(copy_of(dressed_station, tmp_path))
    found.run_until(at(SCRIPT))
    take_back(found.station)
    found.record.close()
    again = Broadcast.__new__(Broadcast)
    again.station, again.clock, again.tape, again.desk = found.station, found.clock, found.tape, found.desk
    again.record = Logbook(Places(found.station).logbook)
    again.now = AiringsNow(found.station, found.clock.now)
    policy = policy_of(again.now.contents)
    again.daemon = Daemon(
        again.clock, again.desk, again.record, again.now.airings, policy, Surroundings(standing=again.now.standing)
    )
    again.airing = found.airing
    again.run_until(at("05:32"))
    ((_, ends_s),) = again.heard_of_script(at(SCRIPT))
    assert ends_s <= 2 * LOOKS_EVERY_S


def test_a_broken_station_file_keeps_nothing_on_air_that_was_taken_back(dressed_station: Path, tmp_path: Path) -> None:
    def break_then_take_back(station: Path) -> None:
        take_back(station)
        (station / "station.yaml").write_text("name: [", encoding="utf-8")

    found = broadcast(dressed_station, tmp_path, WAITING, break_then_take_back)
    assert found.heard_of_script(at(WAITING)) == []


def test_approved_again_as_it_was_it_airs_again(dressed_station: Path, tmp_path: Path) -> None:
    found = Broadcast(copy_of(dressed_station, tmp_path))
    found.run_until(at(WAITING))
    take_back(found.station)
    found.run_until(at("05:29:53"))
    assert ask(found.station, "approve", "tin-1", "--by", "Chủ tịch").code == 0
    found.run_until(at("05:32"))
    assert found.tape.heard == [(ON_AIR, 0, 3_000), (at("05:30:03"), 3_000, 57_000)]  # without a gap


def test_a_new_build_without_it_is_joined(dressed_station: Path, tmp_path: Path) -> None:
    found = Broadcast(copy_of(dressed_station, tmp_path))
    found.run_until(at(SCRIPT))
    take_back(found.station)
    found.run_until(at("05:30:10"))
    ask(found.station, "build", AFTER)
    found.run_until(at("05:32"))
    assert found.tape.heard[-1] == (at("05:30:10"), 10_000, 50_000)
    sources = [(line.source, line.outcome.value) for line in found.record.aired()]
    assert ("tin-1", "cut_short") in sources
    assert sources[-1][1] in {"aired", "joined_late"}


@pytest.fixture(scope="module")
def two_items(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small station with two items of one column in a row, approved and built."""
    folder = write_station(tmp_path_factory.mktemp("two") / "station")
    rewrite(folder / "playlists/sang.yaml", "- column: ban-tin", "- {column: ban-tin, count: 2}")
    text = (folder / "scripts/tin-1.md").read_text(encoding="utf-8")
    longer = text.replace("2 tin vui.", "2 tin vui. " + "Mời bà con cùng nghe tin. " * 4)
    (folder / "scripts/tin-1.md").write_text(longer, encoding="utf-8")
    (folder / "scripts/tin-2.md").write_text(text.replace("2 tin", "3 tin"), encoding="utf-8")
    (folder / "scripts/tin-3.md").write_text(text.replace("2 tin", "4 tin"), encoding="utf-8")
    assert run(folder, "approve", "tin-1", "tin-2", "tin-3", "--by", "Trưởng đài").code == 0
    assert run(folder, "build", AFTER).code == 0
    return folder


def test_what_is_made_anew_goes_on_behind_what_is_heard_with_nothing_heard_twice_or_left_out(
    two_items: Path, tmp_path: Path
) -> None:
    found = Broadcast(copy_of(two_items, tmp_path))
    planned = found.airing.rundown
    first, second = (pair for pair in planned.offsets if pair[1].kind == "script")
    found.run_until(at("05:30:05"))
    assert ask(found.station, "approve", second[1].clip.id, "--revoke", "--by", "Chủ tịch").code == 0
    found.run_until(at("05:30:07"))
    found.build()
    found.run_until(at("05:32"))
    left = second[0]
    assert first[0] + first[1].duration_ms == left
    assert [(from_ms, heard_ms) for _, from_ms, heard_ms in found.tape.heard] == [(0, left), (left, 60_000 - left)]
    assert found.tape.heard[1][0] == ON_AIR + timedelta(milliseconds=left)  # not for a sample nothing
    told = [(line.source, line.outcome.value) for line in found.record.aired()]
    assert told[:3] == [("nhac-hieu", "aired"), (first[1].clip.id, "aired"), (second[1].clip.id, "blocked")]
    assert {outcome for _, outcome in told[3:]} == {"aired"}
    went_on = found.now.airings(ON_AIR.date())[0].rundown
    kept = [(cue.clip.id, cue.starts_at) for cue in planned.cues if cue != second[1]]
    assert [line for line in ((c.clip.id, c.starts_at) for c in went_on.cues) if line in kept] == kept
    assert went_on.cues[-1].ends_at == planned.cues[-1].ends_at


def test_an_edit_of_the_list_while_it_is_on_air_changes_tomorrow_s_airing_alone(
    two_items: Path, tmp_path: Path
) -> None:
    found = Broadcast(copy_of(two_items, tmp_path))
    found.run_until(at("05:30:05"))
    rewrite(found.station / "playlists/sang.yaml", "count: 2", "count: 1")
    found.run_until(at("05:30:07"))
    assert found.now.airings(ON_AIR.date())[0].rundown.cues == found.airing.rundown.cues
    (tomorrow,) = found.now.airings(ON_AIR.date() + timedelta(days=1))
    assert len([cue for cue in tomorrow.rundown.cues if cue.kind == "script"]) == 1
    assert found.build().made == 0
