"""Days on which calendars and clocks are odd, written out: what sounds when, as somebody would write it down.

To write them anew after a change that is meant: ``python tests/planning/test_golden_days.py``; then read them.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small_stations import VIETNAM, as_text, assert_sound, campaign, extension, plan, script, slot, stock

from broadcaster.model.plan import DayPlan
from broadcaster.model.station import Station

GOLDEN = Path(__file__).with_name("golden")
PARIS = replace(VIETNAM, timezone="Europe/Paris")
HAVE = stock(
    scripts={
        script("loi-xuong", "nghi-thuc"): 12.345,
        script("loi-ket", "nghi-thuc"): 15.5,
        script("tin-1", "ban-tin"): 93,
        script("tin-2", "ban-tin", "2028-02-29..2028-02-29"): 88.001,
        script("tin-3", "ban-tin", "..2027-12-31"): 70,
        script("khau-hieu-1", "khau-hieu"): 11.2,
        script("tet-1", "tet"): 64,
    },
    jingles={"nhac-hieu": 18, "nhac-ket": 14.25},
    spots={"nuoc-sach": 21, "tiem-phong": 24.6},
    music={"dong-que": 102.6, "mua-xuan": 77, "ban-mai": 91.37},
)
ITEMS = ("jingle:nhac-hieu", "script:loi-xuong", "column:ban-tin*2", "script:loi-ket", "jingle:nhac-ket")
FILL = ("spots", "column:khau-hieu", "music")
NEW_YEAR = campaign("tet", "2027-12-31..2028-01-01", extension("tet", "giao-thua", 5, "column:tet", after="ban-tin"))
DAYS: dict[str, tuple[str, date, Station]] = {
    "leap-day": ("05:30", date(2028, 2, 29), VIETNAM),
    "after-the-leap-day": ("05:30", date(2028, 3, 1), VIETNAM),
    "year-s-end": ("23:55", date(2027, 12, 31), VIETNAM),
    "across-midnight": ("23:50", date(2026, 5, 13), VIETNAM),
    "clocks-put-forward": ("01:55", date(2026, 3, 29), PARIS),
    "clocks-put-back": ("02:55", date(2026, 10, 25), PARIS),
    "an-hour-that-is-left-out": ("02:30", date(2026, 3, 29), PARIS),
}


def planned(name: str) -> DayPlan:
    at, day, station = DAYS[name]
    slots = [slot("giao-thua", at, 10, *ITEMS, fill=FILL), slot("sang", "07:00", 5, "column:ban-tin", fill=FILL)]
    return plan(*slots, have=HAVE, campaigns=[NEW_YEAR], day=day, station=station)


@pytest.mark.parametrize("name", DAYS)
def test_an_odd_day_is_planned_as_it_was_written_down(name: str) -> None:
    assert_sound(planned(name))
    assert as_text(planned(name)) == (GOLDEN / f"{name}.txt").read_text("utf-8")


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name in DAYS:
        (GOLDEN / f"{name}.txt").write_text(as_text(planned(name)), "utf-8", newline="\n")
