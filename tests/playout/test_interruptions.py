from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rundowns import S, at, brief

from broadcaster.model.record import AsRunEntry, Outcome
from broadcaster.playout.interruptions import BY_ALERT, SOUND_LOST, Interruption, around

BEGAN = at("05:30")
NEWS = AsRunEntry("sang", "tin-1", "script", "Tin", "ban-tin", at("05:30"), at("05:30"), 60 * S, Outcome.AIRED)


def alarm(begins: str, seconds: float, held: bool = False) -> Interruption:
    return Interruption(at(begins), round(seconds * S), held)


def told(entry: AsRunEntry, *interruptions: Interruption, since: datetime = BEGAN) -> list[str]:
    return brief(around(entry, since, interruptions))


def test_without_an_emergency_a_line_stays_as_it_is() -> None:
    assert around(NEWS, at("05:30"), [alarm("05:29", 20), alarm("05:31", 20)]) == [NEWS]


def test_what_ran_on_unheard_is_missing() -> None:
    assert told(NEWS, alarm("05:30:20", 15)) == ["tin-1 cut_short 05:30:00 20", "tin-1 joined_late 05:30:35 25"]


def test_what_was_held_is_later_and_whole() -> None:
    parts = ["tin-1 cut_short 05:30:00 20", "tin-1 joined_late 05:30:35 40"]
    assert told(NEWS, alarm("05:30:20", 15, held=True)) == parts


def test_what_comes_after_a_held_part_is_aired_whole_and_later() -> None:
    second = replace(NEWS, source="tin-2", started_at=at("05:31"))
    assert told(second, alarm("05:30:20", 15, held=True)) == ["tin-2 aired 05:31:15 60"]
    assert told(second, alarm("05:30:20", 15)) == ["tin-2 aired 05:31:00 60"]


def test_a_cue_that_an_emergency_covers_was_replaced() -> None:
    assert told(NEWS, alarm("05:29:50", 90), since=at("05:29")) == ["tin-1 replaced - 0"]
    [line] = around(NEWS, at("05:29"), [alarm("05:29:50", 90)])
    assert line.note == BY_ALERT


def test_the_beginning_or_the_end_may_be_covered() -> None:
    assert told(NEWS, alarm("05:29:50", 20), since=at("05:29")) == ["tin-1 joined_late 05:30:10 50"]
    assert told(NEWS, alarm("05:30:50", 20)) == ["tin-1 cut_short 05:30:00 50"]


def test_a_sound_process_that_was_lost_is_told_where_it_happened() -> None:
    lost = Interruption(at("05:30:20"), 2 * S, why=SOUND_LOST)
    assert told(NEWS, lost) == ["tin-1 cut_short 05:30:00 20", "tin-1 joined_late 05:30:22 38"]
    assert {line.note for line in around(NEWS, BEGAN, [lost])} == {SOUND_LOST}


def test_several_emergencies_in_one_cue() -> None:
    assert told(NEWS, alarm("05:30:10", 10), alarm("05:30:40", 10, held=True)) == [
        "tin-1 cut_short 05:30:00 10",
        "tin-1 cut_short 05:30:20 20",
        "tin-1 joined_late 05:30:50 20",
    ]


def test_what_was_cut_short_anyway_stays_cut_short() -> None:
    cut = replace(NEWS, outcome=Outcome.CUT_SHORT, note="interrupted")
    assert told(cut, alarm("05:30:20", 10)) == ["tin-1 cut_short 05:30:00 20", "tin-1 cut_short 05:30:30 30"]


def test_emergencies_before_the_programme_have_nothing_to_do_with_it() -> None:
    assert told(NEWS, alarm("05:29:55", 10, held=True)) == ["tin-1 aired 05:30:00 60"]


@given(
    gaps=st.lists(st.tuples(st.integers(1, 40_000), st.integers(1, 30_000), st.booleans()), max_size=4),
    lengths=st.lists(st.integers(1, 30_000), min_size=1, max_size=5),
)
def test_nothing_overlaps_and_what_is_heard_and_covered_adds_up(
    gaps: list[tuple[int, int, bool]], lengths: list[int]
) -> None:
    begins, interruptions = at("05:30"), []
    moment = begins
    for gap_ms, length_ms, held in gaps:
        moment += timedelta(milliseconds=gap_ms)
        interruptions.append(Interruption(moment, length_ms, held))
        moment += timedelta(milliseconds=length_ms)
    entries, offset = [], 0
    for number, length_ms in enumerate(lengths):
        due = begins + timedelta(milliseconds=offset)
        entries.append(replace(NEWS, source=str(number), started_at=due, duration_ms=length_ms))
        offset += length_ms
    parts = [part for entry in entries for part in around(entry, begins, interruptions)]
    spans = [
        (part.started_at, part.started_at + timedelta(milliseconds=part.duration_ms))
        for part in parts
        if part.started_at
    ]
    spans += [(one.started_at, one.started_at + timedelta(milliseconds=one.duration_ms)) for one in interruptions]
    spans.sort()
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    if all(held for _, _, held in gaps):
        assert sum(part.duration_ms for part in parts) == sum(lengths)


def test_what_was_begun_under_an_emergency_is_missing_up_to_its_end() -> None:
    assert told(NEWS, alarm("05:29:55", 15)) == ["tin-1 joined_late 05:30:10 50"]
    assert told(NEWS, alarm("05:29:40", 15)) == ["tin-1 aired 05:30:00 60"]
