"""Planned against aired: what went otherwise is found and told, and nothing else is."""

from dataclasses import replace
from datetime import timedelta

from playout.rundowns import DAY, S, Station, airing, at, rundown

from broadcaster.model.record import AsRunEntry, Outcome
from broadcaster.playout.as_run import missed
from broadcaster.reporting.reconciling import Deviation, Kind, reconcile

MORNING = airing("05:30", ("nhac-hieu", 10 * S), ("tin-1", 60 * S), ("tin-2", 30 * S))
NIGHT = at("23:59")


def aired_in_full(*, late_ms: int = 0) -> list[AsRunEntry]:
    return [
        replace(
            missed(MORNING.rundown, cue, Outcome.AIRED, ""),
            started_at=cue.starts_at + timedelta(milliseconds=late_ms),
            duration_ms=cue.duration_ms,
        )
        for cue in MORNING.rundown.cues
    ]


def told(deviations: list[Deviation]) -> list[str]:
    return [f"{d.source or d.slot} {d.kind.value} {d.planned_ms // S} → {d.aired_ms // S}" for d in deviations]


def test_what_went_out_as_planned_is_no_deviation() -> None:
    assert reconcile([MORNING.rundown], aired_in_full(), NIGHT) == []
    assert reconcile([MORNING.rundown], aired_in_full(late_ms=900), NIGHT) == []


def test_what_started_late_is_told() -> None:
    assert told(reconcile([MORNING.rundown], aired_in_full(late_ms=2000), NIGHT)) == [
        "nhac-hieu late 10 → 10", "tin-1 late 60 → 60", "tin-2 late 30 → 30"
    ]  # fmt: skip


def test_what_was_heard_in_part_and_what_was_not_heard_say_why() -> None:
    jingle, news, _ = aired_in_full()
    lines = [
        jingle,
        replace(news, duration_ms=20 * S, outcome=Outcome.CUT_SHORT, note="interrupted"),
        missed(MORNING.rundown, MORNING.rundown.cues[2], Outcome.SKIPPED, "1300 s late; late.join is 1200 s"),
    ]
    found = reconcile([MORNING.rundown], lines, NIGHT)
    assert told(found) == ["tin-1 short 60 → 20", "tin-2 not_aired 30 → 0"]
    assert [deviation.note for deviation in found] == ["interrupted", "1300 s late; late.join is 1200 s"]


def test_an_item_that_was_interrupted_and_went_on_to_its_end_is_measured_by_all_that_was_heard() -> None:
    jingle, news, last = aired_in_full()
    first_half = replace(news, duration_ms=20 * S, outcome=Outcome.CUT_SHORT, note="interrupted")
    second_half = replace(news, duration_ms=40 * S, outcome=Outcome.JOINED_LATE)
    assert reconcile([MORNING.rundown], [jingle, first_half, second_half, last], NIGHT) == []


def test_what_was_replaced_is_told_however_it_adds_up() -> None:
    jingle, news, last = aired_in_full()
    heard = replace(news, duration_ms=20 * S, outcome=Outcome.CUT_SHORT, note="up to here")
    local = replace(news, duration_ms=40 * S, outcome=Outcome.REPLACED, note="the fallback was heard")
    found = reconcile([MORNING.rundown], [jingle, heard, local, last], NIGHT)
    assert told(found) == ["tin-1 replaced 60 → 20"]
    assert (found[0].outcome, found[0].note) == (Outcome.REPLACED, "the fallback was heard")
    brief = replace(local, duration_ms=S)
    assert reconcile([MORNING.rundown], [jingle, replace(heard, duration_ms=59 * S), brief, last], NIGHT) == []


def test_an_airing_of_which_the_record_knows_nothing_is_told_once_it_is_over() -> None:
    by_timetable = replace(MORNING.rundown, cues=())
    assert told(reconcile([by_timetable], [], NIGHT)) == ["sang no_record 100 → 0"]
    assert reconcile([by_timetable], [], at("05:31")) == []
    assert told(reconcile([MORNING.rundown], [], NIGHT)) == [
        "nhac-hieu no_record 10 → 0", "tin-1 no_record 60 → 0", "tin-2 no_record 30 → 0"
    ]  # fmt: skip


def test_lines_of_a_record_that_kept_no_plan_speak_for_themselves() -> None:
    by_timetable = replace(MORNING.rundown, cues=())
    jingle, news, last = aired_in_full()
    lines = [jingle, replace(news, duration_ms=5 * S, outcome=Outcome.CUT_SHORT, note="interrupted"), last]
    assert told(reconcile([by_timetable], lines, NIGHT)) == ["tin-1 short 0 → 5"]


def test_what_nobody_planned_is_told() -> None:
    stranger = replace(aired_in_full()[0], source="la", planned_at=at("05:31:40"), started_at=at("05:31:40"))
    found = reconcile([MORNING.rundown], [*aired_in_full(), stranger], NIGHT)
    assert [(deviation.source, deviation.kind) for deviation in found] == [("la", Kind.UNPLANNED)]


def test_a_day_as_the_daemon_lived_it_shows_just_its_fault() -> None:
    station = Station([MORNING, airing("17:00", ("tin-3", 30 * S), slot="chieu")])
    station.run_until(at("05:30:30"))
    station.clock.wait_until(at("05:31:20"))  # the power was gone
    station.crash()
    station.run_until(at("21:00"))
    kept = list(station.record.planned())
    assert [kept_plan.airtime.id for kept_plan in kept] == [
        "sang@2026-05-13T05:30+07:00", "chieu@2026-05-13T17:00+07:00"
    ]  # fmt: skip
    assert [[c.clip.id for c in r.cues] for r in kept] == [["nhac-hieu", "tin-1", "tin-2"], ["tin-3"]]
    found = reconcile(kept, station.lines(), at("21:00"))
    assert told(found) == ["tin-1 short 60 → 20", "tin-2 short 30 → 20"]
    assert all(deviation.planned_at.date() == DAY for deviation in found)


def test_the_plan_that_was_kept_is_the_plan_that_was_made() -> None:
    made = rundown("05:30", ("nhac-hieu", 10 * S), campaigns=("tet",))
    station = Station([replace(MORNING, rundown=made)])
    station.run_until(at("06:00"))
    (kept,) = station.record.planned()
    assert kept.airtime == replace(made.airtime, items=(), fill=())
    assert [(cue.starts_at, cue.duration_ms, cue.kind, cue.clip.title) for cue in kept.cues] == [
        (cue.starts_at, cue.duration_ms, cue.kind, cue.clip.title) for cue in made.cues
    ]


def test_of_a_slot_that_airs_twice_a_day_each_airing_is_reconciled_by_itself() -> None:
    evening = airing("17:00", ("tin-1", 60 * S)).rundown  # the same slot
    by_timetable = replace(evening, cues=())
    assert told(reconcile([MORNING.rundown, by_timetable], aired_in_full(), NIGHT)) == ["sang no_record 60 → 0"]
    heard = replace(missed(evening, evening.cues[0], Outcome.AIRED, ""), started_at=at("17:00"), duration_ms=60 * S)
    assert reconcile([MORNING.rundown, by_timetable], [*aired_in_full(), heard], NIGHT) == []


def test_an_airing_that_is_on_air_is_judged_when_it_is_over() -> None:
    heard_so_far = aired_in_full()[:1]
    assert reconcile([MORNING.rundown], heard_so_far, at("05:31")) == []
