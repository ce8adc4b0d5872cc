"""What comes is examined a day and an hour ahead, whatever happens to the clock, the plan and the station meanwhile."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import pytest
from playout.rundowns import airing, at

from broadcaster.playout.airing import Airing
from broadcaster.workflows.ready_watch import DAY, HOUR, ReadyWatch, due

MORNING, NOON = airing("05:30", ("a", 60_000)), airing("11:00", ("b", 60_000), slot="trua")
NEARBY = airing("05:40", ("c", 60_000), slot="sau")
LACKS_A_SCRIPT = {"ready": False, "built": True, "why": ["chuyên mục “tin” chưa có bài"]}
NOT_BUILT = {"ready": False, "built": False, "why": ["chưa dựng"]}
READY = {"ready": True, "built": True, "why": []}


class Station:
    """A day of a station: what would be found of each airing, and what was examined when."""

    def __init__(self, folder: Path, coming: Sequence[Airing] = (MORNING, NOON)) -> None:
        self.folder, self.coming = folder, list(coming)
        self.moment = at("05:00") - timedelta(days=1)
        self.found: dict[str, Mapping[str, object]] = {}
        self.examined: list[tuple[str, ...]] = []
        self.builds = 0
        self.breaks = False
        self.switch_on()

    def switch_on(self) -> None:
        self.watch = ReadyWatch(self.folder, lambda: self.moment, self.start)

    def start(self, command: list[str], answer: IO[bytes]) -> "subprocess.Popen[bytes]":
        wanted = [command[n + 1] for n, word in enumerate(command) if word == "--airing"]
        self.examined.append(tuple(one.partition("@")[0] for one in wanted))
        said = [
            {"airing": one.id, "title": one.rundown.airtime.title, "starts_at": one.starts_at.isoformat(),
             "notes": [], **self.found.get(one.rundown.airtime.slot, READY)}
            for one in self.coming if one.id in wanted
        ]  # fmt: skip
        answer.write(b"{" if self.breaks else json.dumps({"airings": said}).encode())
        child = subprocess.Popen([sys.executable, "-S", "-c", ""])
        child.wait()
        return child

    def run_until(self, moment: datetime, minutes: int = 5) -> None:
        """Let the watch look every few minutes; a build ends within that time and mends nothing by itself."""
        while self.moment < moment:
            self.moment += timedelta(minutes=minutes)
            if self.watch.look(self.coming):
                self.builds += 1
                self.watch.look_again()

    def told(self) -> list[str]:
        return [one.airing.partition("@")[0] for one in self.watch.unready]


def day_before(clock: str) -> datetime:
    return at(clock) - timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "examined", "expected"),
    [
        (day_before("05:29"), {}, {}),
        (day_before("05:30"), {}, {MORNING.id: DAY}),
        (day_before("12:00"), {MORNING.id: DAY}, {NOON.id: DAY}),
        (at("04:30"), {MORNING.id: DAY, NOON.id: DAY}, {MORNING.id: HOUR}),
        (at("05:00"), {}, {MORNING.id: HOUR, NOON.id: DAY}),
        (at("05:30"), {}, {NOON.id: DAY}),
        (at("05:00"), {MORNING.id: HOUR, NOON.id: DAY}, {}),
    ],
)
def test_each_airing_is_due_a_day_and_an_hour_ahead(
    now: datetime, examined: dict[str, timedelta], expected: dict[str, timedelta]
) -> None:
    assert due([MORNING, NOON], examined, now) == expected


def test_every_airing_is_examined_twice_and_in_time(tmp_path: Path) -> None:
    station = Station(tmp_path)
    seen: list[tuple[str, datetime]] = []
    while station.moment < at("12:00"):
        before = len(station.examined)
        station.run_until(station.moment + timedelta(minutes=5))
        seen += [(one, station.moment) for batch in station.examined[before:] for one in batch]
    assert [one for one, _ in seen] == ["sang", "trua", "sang", "trua"]
    assert [moment for _, moment in seen] == [day_before("05:30"), day_before("11:00"), at("04:30"), at("10:00")]


def test_airings_close_together_cost_one_examination(tmp_path: Path) -> None:
    station = Station(tmp_path, [MORNING, NEARBY])
    station.run_until(at("05:29"))
    assert station.examined == [("sang", "sau"), ("sang", "sau")]


def test_what_lacks_a_script_is_told_a_day_ahead_until_it_is_mended(tmp_path: Path) -> None:
    station = Station(tmp_path)
    station.found["sang"] = LACKS_A_SCRIPT
    station.run_until(day_before("05:40"))
    (told,) = station.watch.unready
    assert (told.title, told.why, station.builds) == ("Sang", ("chuyên mục “tin” chưa có bài",), 0)
    station.found.clear()
    station.watch.look_again()  # somebody wrote one
    station.run_until(station.moment + timedelta(minutes=10))
    assert station.told() == []
    assert station.examined == [("sang",), ("sang",)]


def test_what_is_only_not_built_is_built_before_anybody_is_told(tmp_path: Path) -> None:
    station = Station(tmp_path)
    station.found["sang"] = NOT_BUILT
    station.run_until(day_before("05:31"), minutes=1)
    assert (station.told(), station.builds) == ([], 1)
    station.run_until(day_before("05:40"), minutes=1)
    assert (station.told(), station.builds) == (["sang"], 1)  # the build did not help
    station.run_until(at("04:30"))
    assert station.builds == 1
    station.run_until(at("04:40"))
    assert (station.told(), station.builds) == (["sang"], 2)  # an hour ahead the machine tries once more


def test_while_a_build_goes_on_what_it_may_mend_is_not_looked_at(tmp_path: Path) -> None:
    station = Station(tmp_path, [MORNING])
    station.found["sang"] = LACKS_A_SCRIPT
    station.run_until(day_before("05:40"))
    station.watch.look_again()
    station.watch.look(station.coming, building=True)
    assert len(station.examined) == 1
    station.watch.look(station.coming)
    assert len(station.examined) == 2


def test_a_restart_examines_nothing_twice_and_knows_what_people_were_told(tmp_path: Path) -> None:
    station = Station(tmp_path)
    station.found["sang"] = LACKS_A_SCRIPT
    station.run_until(day_before("12:00"))
    assert station.examined == [("sang",), ("trua",)]
    station.switch_on()
    assert station.told() == ["sang"]
    station.run_until(day_before("13:00"))
    assert station.examined[2:] == [("sang",)]  # only what was not ready, which may have been mended meanwhile
    assert station.told() == ["sang"]


def test_a_machine_that_was_off_a_day_ahead_examines_as_soon_as_it_is_up(tmp_path: Path) -> None:
    station = Station(tmp_path)
    station.moment = at("02:00")
    station.switch_on()
    station.run_until(at("02:05"))
    assert station.examined == [("sang", "trua")]


def test_a_slot_that_is_added_or_moved_later_is_examined_at_once(tmp_path: Path) -> None:
    station = Station(tmp_path, [NOON])
    station.run_until(at("04:00"))
    station.coming = [airing("05:30", ("a", 60_000)), airing("10:30", ("b", 60_000), slot="trua")]
    station.run_until(at("04:10"))
    assert station.examined == [("trua",), ("sang", "trua")]


def test_a_clock_that_is_put_back_examines_nothing_twice_and_one_put_ahead_misses_nothing(tmp_path: Path) -> None:
    station = Station(tmp_path, [MORNING])
    station.run_until(day_before("06:00"))
    station.moment = day_before("03:00")
    station.run_until(day_before("07:00"))
    assert station.examined == [("sang",)]
    station.moment = at("05:10")
    station.run_until(at("05:20"))
    assert station.examined == [("sang",), ("sang",)]


def test_an_examination_that_fails_is_made_again_after_a_while_and_ends_nothing(tmp_path: Path) -> None:
    station = Station(tmp_path, [MORNING])
    station.breaks = True
    station.run_until(day_before("05:50"), minutes=1)
    assert len(station.examined) == 2
    station.breaks = False
    station.run_until(day_before("06:10"), minutes=1)
    assert len(station.examined) == 3


def test_what_has_begun_is_nobody_s_task_any_more(tmp_path: Path) -> None:
    station = Station(tmp_path, [MORNING])
    station.found["sang"] = LACKS_A_SCRIPT
    station.run_until(at("05:25"))
    assert station.told() == ["sang"]
    station.run_until(at("05:35"))
    assert station.told() == []
