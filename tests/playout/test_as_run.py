"""What was heard, as lines of the record."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rundowns import S, at, brief, rundown

from broadcaster.model.plan import Rundown
from broadcaster.model.record import Outcome, Span
from broadcaster.playout.as_run import (
    NO_OUTPUT,
    NO_OUTPUT_FOR_A_WHILE,
    RELAY_LATE,
    RELAY_LOST,
    STOOD_IN,
    as_heard,
    heard,
    rest,
)

THREE = rundown("05:30", ("nhac-hieu", 10 * S), ("tin-1", 60 * S), ("tin-2", 30 * S), campaigns=("ngay-khoa-hoc",))


def span(started: str, from_s: float, heard_s: float) -> Span:
    return Span(at(started), round(from_s * S), round(heard_s * S))


@pytest.mark.parametrize(
    ("heard_span", "ended", "lines", "next_cue"),
    [
        (Span(), False, [], 0),  # handed to the desk, not heard yet
        (span("05:30:00", 0, 9.999), False, [], 0),
        (span("05:30:00", 0, 10), False, ["nhac-hieu aired 05:30:00 10"], 1),
        (span("05:30:00", 0, 69), False, ["nhac-hieu aired 05:30:00 10"], 1),
        (
            span("05:30:00", 0, 100),
            True,
            ["nhac-hieu aired 05:30:00 10", "tin-1 aired 05:30:10 60", "tin-2 aired 05:31:10 30"],
            3,
        ),
        (
            span("05:30:25", 25, 75),
            True,
            ["nhac-hieu skipped - 0", "tin-1 joined_late 05:30:25 45", "tin-2 aired 05:31:10 30"],
            3,
        ),
        (span("05:31:10", 70, 5), False, ["nhac-hieu skipped - 0", "tin-1 skipped - 0"], 2),  # joined at a border
        (
            span("05:30:00", 0, 30),
            True,
            ["nhac-hieu aired 05:30:00 10", "tin-1 cut_short 05:30:10 20"],
            2,
        ),
        (span("05:30:20", 20, 30), True, ["nhac-hieu skipped - 0", "tin-1 cut_short 05:30:20 30"], 2),
        (span("05:30:00", 0, 10), True, ["nhac-hieu aired 05:30:00 10"], 1),  # ended at a border
        (Span(None, 20 * S, 0), True, ["nhac-hieu skipped - 0"], 1),  # joined late, and nothing came of it
        (Span(), True, [], 0),
    ],
)
def test_a_span_gives_a_line_for_each_cue_it_tells_about(
    heard_span: Span, ended: bool, lines: list[str], next_cue: int
) -> None:
    entries, following = heard(THREE, 0, heard_span, ended)
    assert (brief(entries), following) == (lines, next_cue)


def test_a_line_holds_all_that_the_report_needs() -> None:
    (line, *_), _ = heard(THREE, 0, span("05:30:02", 0, 100), ended=True)
    assert (line.slot, line.source, line.title, line.column) == ("sang", "nhac-hieu", "Nhac-Hieu", "ban-tin")
    assert (line.kind, line.voice, line.campaigns) == ("script", "espeak:vi", ("ngay-khoa-hoc",))
    assert (line.planned_at, line.started_at) == (at("05:30:00"), at("05:30:02"))  # as planned, and as it was


def test_only_what_was_not_heard_whole_carries_the_reason() -> None:
    lines, _ = heard(THREE, 0, span("05:30:00", 0, 30), ended=True, note="the power failed")
    assert [line.note for line in lines] == ["", "the power failed"]


def test_the_rest_of_a_rundown_was_never_heard() -> None:
    assert brief(rest(THREE, 1, Outcome.FAILED, "no file")) == ["tin-1 failed - 0", "tin-2 failed - 0"]
    assert rest(THREE, 3, Outcome.FAILED, "no file") == []
    assert {line.note for line in rest(THREE, 0, Outcome.BLOCKED, "quiet hours")} == {"quiet hours"}


RUNDOWNS = st.lists(st.integers(1, 90_000), min_size=1, max_size=8).map(
    lambda lengths: rundown("05:30", *((f"cue-{number}", length) for number, length in enumerate(lengths)))
)


def length_ms(of: Rundown) -> int:
    return sum(cue.duration_ms for cue in of.cues)


@given(RUNDOWNS, st.data())
def test_line_durations_add_up_to_what_was_heard(of: Rundown, data: st.DataObject) -> None:
    from_ms = data.draw(st.integers(0, length_ms(of)), "joined at")
    heard_ms = data.draw(st.integers(0, length_ms(of) - from_ms), "heard")
    entries, next_cue = heard(of, 0, Span(at("05:30"), from_ms, heard_ms), ended=True)
    assert sum(entry.duration_ms for entry in entries) == heard_ms
    whole = [*entries, *rest(of, next_cue, Outcome.SKIPPED, "over")]
    assert [entry.source for entry in whole] == [cue.clip.id for cue in of.cues]
    assert all((entry.duration_ms > 0) == (entry.started_at is not None) for entry in whole)
    starts_ms = 0
    for entry in (entry for entry in whole if entry.started_at):  # what sounded sounded without a gap
        assert entry.started_at == at("05:30") + timedelta(milliseconds=starts_ms)
        starts_ms += entry.duration_ms


@given(RUNDOWNS, st.data())
def test_however_often_somebody_looks_the_lines_come_out_the_same(of: Rundown, data: st.DataObject) -> None:
    from_ms = data.draw(st.integers(0, length_ms(of)), "joined at")
    looks = sorted(data.draw(st.lists(st.integers(0, length_ms(of) - from_ms), min_size=1, max_size=6), "looks"))
    at_once, _ = heard(of, 0, Span(at("05:30"), from_ms, looks[-1]), ended=True)
    bit_by_bit, next_cue = [], 0
    for number, heard_ms in enumerate(looks, start=1):
        entries, next_cue = heard(of, next_cue, Span(at("05:30"), from_ms, heard_ms), ended=number == len(looks))
        bit_by_bit += entries
    assert bit_by_bit == at_once


@pytest.mark.parametrize(
    ("deaf", "expected"),
    [
        ([], (Outcome.AIRED, 60 * S, "")),
        ([("05:30:10", "05:30:11")], (Outcome.AIRED, 60 * S, "")),  # a second can't be told for sure
        ([("05:30:10", "05:30:20")], (Outcome.CUT_SHORT, 50 * S, NO_OUTPUT_FOR_A_WHILE)),
        ([("05:29:00", "05:30:05"), ("05:30:50", "05:40:00")], (Outcome.CUT_SHORT, 45 * S, NO_OUTPUT_FOR_A_WHILE)),
        ([("05:29:00", "05:40:00")], (Outcome.FAILED, 0, NO_OUTPUT)),
        ([("05:31:00", "05:40:00")], (Outcome.AIRED, 60 * S, "")),
    ],
)
def test_what_no_output_carried_was_not_aired(deaf: list[tuple[str, str]], expected: tuple[Outcome, int, str]) -> None:
    (entry,), _ = heard(rundown("05:30", ("tin-1", 60 * S)), 0, Span(at("05:30:00"), 0, 60 * S), ended=True)
    told = as_heard(entry, [(at(since), at(until)) for since, until in deaf])
    assert (told.outcome, told.duration_ms, told.note) == expected
    assert (told.started_at is None) == (told.outcome is Outcome.FAILED)


def with_relay() -> Rundown:
    """A minute, ten minutes of a relay from the 60th second on, a minute."""
    of = rundown("05:30", ("tin-1", 60 * S), ("vov1", 600 * S), ("tin-2", 60 * S))
    music = replace(of.cues[1], kind="music")
    return replace(of, cues=(of.cues[0], replace(of.cues[1], kind="relay", stand_in=(music,)), of.cues[2]))


def test_where_a_relay_s_fallback_was_heard_the_record_says_so() -> None:
    of = with_relay()
    entries, _ = heard(of, 0, Span(at("05:30"), 0, 720 * S), ended=True)
    assert [(entry.source, entry.outcome, entry.note) for entry in entries] == [
        ("tin-1", Outcome.AIRED, ""),
        ("vov1", Outcome.REPLACED, STOOD_IN),
        ("tin-2", Outcome.AIRED, ""),
    ]
    cut, _ = heard(of, 0, Span(at("05:30"), 0, 100 * S), ended=True)
    assert [entry.outcome for entry in cut] == [Outcome.AIRED, Outcome.CUT_SHORT]


def test_a_relay_that_was_heard_throughout_aired() -> None:
    entries, next_cue = heard(with_relay(), 1, Span(at("05:30"), 0, 661 * S, ((60 * S, 660 * S),)), ended=False)
    assert (brief(entries), next_cue) == (["vov1 aired 05:31:00 600"], 2)


def test_a_relay_that_came_and_went_has_a_line_for_each_stretch() -> None:
    relayed = ((61_250, 100 * S), (130 * S, 660 * S))
    entries, next_cue = heard(with_relay(), 1, Span(at("05:30"), 0, 720 * S, relayed), ended=True)
    assert next_cue == 3
    assert brief(entries) == [
        "vov1 replaced 05:31:00 1.25",
        "vov1 cut_short 05:31:01 38.75",
        "vov1 replaced 05:31:40 30",
        "vov1 joined_late 05:32:10 530",
        "tin-2 aired 05:41:00 60",
    ]
    assert [entry.note for entry in entries] == [STOOD_IN, RELAY_LOST, STOOD_IN, RELAY_LATE, ""]


def test_a_relay_that_the_power_cut_is_cut_short_whatever_was_heard_then() -> None:
    for relayed, lines in [
        (((60 * S, 100 * S),), ["vov1 cut_short 05:31:00 40"]),
        (((60 * S, 90 * S),), ["vov1 cut_short 05:31:00 30", "vov1 cut_short 05:31:30 10"]),
    ]:
        entries, next_cue = heard(with_relay(), 1, Span(at("05:30"), 0, 100 * S, relayed), ended=True, note="power")
        assert (brief(entries), next_cue) == (lines, 2)
        assert entries[-1].note == "power"


@given(
    st.integers(0, 720_000),
    st.integers(0, 720_000),
    st.lists(st.tuples(st.integers(0, 720_000), st.integers(0, 720_000)), max_size=6),
)
def test_lines_of_relays_add_up_to_what_was_heard_without_gaps(
    from_ms: int, to_ms: int, stretches: list[tuple[int, int]]
) -> None:
    from_ms, to_ms = sorted((from_ms, to_ms))
    relayed = tuple((min(stretch), max(stretch)) for stretch in stretches)
    entries, _ = heard(with_relay(), 0, Span(at("05:30"), from_ms, to_ms - from_ms, relayed), ended=True)
    assert sum(entry.duration_ms for entry in entries) == to_ms - from_ms
    at_ms = 0
    for entry in (entry for entry in entries if entry.duration_ms):
        assert entry.started_at == at("05:30") + timedelta(milliseconds=at_ms)
        at_ms += entry.duration_ms
