"""The accounts add up, to the millisecond, whatever happened to the station."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from playout.rundowns import DAY, POLICY, ZONE, S, Station

from broadcaster.model.plan import Airtime, Cue, Rundown
from broadcaster.model.script import DayRange
from broadcaster.model.sound import Clip, ClipKind
from broadcaster.model.timetable import Campaign
from broadcaster.playout.airing import Airing
from broadcaster.reporting.accounts import Evidence, Period, Report, account
from broadcaster.workflows.reporting import report_json
from broadcaster.workflows.shapes import as_run_json

WEEKS = 100
NOTHING_BETWEEN = replace(POLICY, look_again_ms=86_400_000)
WEEK = Period(DAY, DAY + timedelta(days=6))
COLUMNS = ("ban-tin", "thong-bao", "y-nghia", "")
VOICES = ("espeak:vi", "gtts:vi", "recording, espeak:vi")


def random_airing(chance: random.Random, day: int, hour: int) -> Airing:
    starts_at = moment = datetime(2026, 5, 13, hour, 30, tzinfo=ZONE) + timedelta(days=day)
    cues = []
    for _ in range(chance.randint(1, 8)):
        column = chance.choice(COLUMNS)
        duration_ms = chance.randint(1, 400_000)
        kind = ClipKind.SCRIPT if column else ClipKind.MUSIC
        name = f"{column or 'nhac'}-{chance.randint(1, 3)}"
        voice = chance.choice(VOICES) if column else ""
        clip = Clip(name, kind, name.title(), duration_ms, column=column, voice=voice, fingerprint="ab")
        cues.append(Cue(clip, kind.value, moment, duration_ms))
        moment += timedelta(milliseconds=duration_ms)
    planned_ms = sum(cue.duration_ms for cue in cues)
    usual_ms = chance.choice([0, planned_ms, planned_ms // 2])
    campaigns = ("tet",) if usual_ms != planned_ms else ()
    airtime = Airtime(f"gio-{hour}", f"Buổi {hour} giờ", starts_at, usual_ms, planned_ms, (), (), campaigns)
    path = Path("programme.mp3") if chance.random() > 0.05 else None
    return Airing(Rundown(airtime, tuple(cues)), path, "" if path else "not built", sha256=f"{day}{hour}")


def random_week(seed: int) -> tuple[Station, Report]:
    """Live through a week with a power cut now and then."""
    chance = random.Random(seed)
    airings = [random_airing(chance, day, hour) for day in range(7) for hour in (5, 11, 17) if chance.random() > 0.1]
    station = Station(airings, policy=NOTHING_BETWEEN)
    ends = datetime(2026, 5, 20, tzinfo=ZONE)
    while station.clock.now() < ends:
        station.run_until(min(ends, station.clock.now() + timedelta(seconds=chance.randint(60, 200_000))))
        if chance.random() < 0.5:
            station.clock.wait_until(station.clock.now() + timedelta(seconds=chance.randint(1, 40_000)))
            station.crash()
        else:
            station.switch_on()  # the daemon alone
    record = station.record
    planned = [airing.rundown for airing in airings]
    evidence = Evidence(planned, list(record.aired()), list(record.acts()), str(record.head()))
    return station, account("Đài thử", WEEK, evidence, ends + timedelta(days=1))


def test_the_report_of_any_week_adds_up_to_its_log() -> None:
    for seed in range(WEEKS):
        station, report = random_week(seed)
        shape, log = report_json(report), [as_run_json(line) for line in station.lines()]
        logged_ms = sum(line["duration_ms"] for line in log)
        assert logged_ms > 0
        for part in ("days", "columns"):
            assert sum(row["aired_ms"] for row in shape[part]) == logged_ms, (seed, part)
        assert shape["totals"]["aired_ms"] == logged_ms
        for day in shape["days"]:
            of_day = [line["duration_ms"] for line in log if line["planned_at"].startswith(day["day"])]
            assert day["aired_ms"] == sum(of_day), seed
        spoken = [line for line in log if line["kind"] == "script" and line["duration_ms"]]
        assert sum(item["aired_ms"] for item in shape["items"]) == sum(line["duration_ms"] for line in spoken)
        assert sum(voice["aired_ms"] for voice in shape["voices"]) == sum(line["duration_ms"] for line in spoken)
        assert shape["totals"]["planned_ms"] == sum(a.rundown.airtime.duration_ms for a in station.airings)
        lost_ms = sum(d["planned_ms"] - d["aired_ms"] for d in shape["deviations"])
        unheard_ms = shape["totals"]["planned_ms"] - logged_ms
        assert abs(unheard_ms - lost_ms) < 2 * S * len(log)  # what can't be noticed is no deviation


def test_the_plan_that_the_record_kept_is_the_plan_whole_weeks_long() -> None:
    station, _ = random_week(7)
    kept = {rundown.airtime.id: rundown for rundown in station.record.planned()}
    for airing in station.airings:
        assert kept[airing.id].airtime.duration_ms == airing.rundown.airtime.duration_ms
        assert [cue.starts_at for cue in kept[airing.id].cues] == [cue.starts_at for cue in airing.rundown.cues]
    assert station.record.verify().is_good


def test_a_campaign_s_columns_come_first_in_its_order_heard_or_not() -> None:
    station, _ = random_week(3)
    campaign = Campaign("tet", "Tết", DayRange(DAY, DAY), columns=("thong-bao", "chua-co-bai"))
    evidence = Evidence([], station.lines(), [], "0-0")
    columns = account("Đài", Period(WEEK.first, WEEK.last, campaign), evidence, datetime.now(ZONE)).columns
    assert [column.column for column in columns] == ["thong-bao", "chua-co-bai", "ban-tin", "y-nghia", ""]
    assert (columns[1].items, columns[1].airings, columns[1].aired_ms) == (0, 0, 0)


def test_what_is_still_to_come_is_told_apart_from_what_was_missed() -> None:
    starts = [datetime(2026, 5, 13, hour, 30, tzinfo=ZONE) for hour in (5, 11, 17)]
    planned = [Rundown(Airtime("s", "Buổi", at, 60_000, 60_000, (), (), ()), ()) for at in starts]
    now = starts[1] + timedelta(seconds=20)
    (day,) = account("Đài", Period(DAY, DAY), Evidence(planned, [], [], ""), now).days
    assert (day.planned_ms, day.to_come_ms, day.airings_to_come) == (180_000, 100_000, 1)
