"""Directions of a script: two speakers and silence, which nobody hears read out."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.model.problem import Severity
from broadcaster.model.reading import Kind, Turn
from broadcaster.model.script import Speaker
from broadcaster.vietnamese import normalise, read_turns

MAN, WOMAN = Speaker.MAN, Speaker.WOMAN


def test_a_text_without_directions_is_one_turn_read_as_ever():
    text = "Ngày 18/5, **UBND xã** họp.\n\n- 7h30: khai mạc\n"
    reading, turns = read_turns(text)
    assert reading == normalise(text)
    assert turns == (Turn(reading.text),)


def test_speakers_change_at_their_names():
    reading, turns = read_turns("Mở đầu.\nNam: Xin chào!\nNữ: Lúc 7h.\nNghe tiếp.\nNAM: Hết.")
    assert [(turn.speaker, " ".join(turn.text.split())) for turn in turns] == [
        (None, "Mở đầu."),
        (MAN, "Xin chào!"),
        (WOMAN, "Lúc bảy giờ. Nghe tiếp."),
        (MAN, "Hết."),
    ]
    assert reading.text.split("\n") == ["Mở đầu.", "Xin chào!", "Lúc bảy giờ.", "Nghe tiếp.", "Hết."]


@pytest.mark.parametrize("label", ["Nam:", "NAM :", "**Nam:**", "**Nam**:", "  Nam:"])
def test_ways_to_name_a_speaker(label):
    (turn,) = read_turns(f"{label} Xin chào.")[1]
    assert turn == Turn("Xin chào.", MAN)


@pytest.mark.parametrize("text", ["- Nam: 12 người", "Việt Nam: đất nước", "nam: chữ thường", "Có 12 nam: khỏe"])
def test_what_names_nobody(text):
    assert read_turns(text) == (normalise(text), (Turn(normalise(text).text),))


@pytest.mark.parametrize(
    ("written", "rest_ms"),
    [
        ("[nghỉ 2s]", 2000),
        ("[nghỉ 2 giây]", 2000),
        ("[Nghỉ 1,5s]", 1500),
        ("[nghỉ 0.5 s]", 500),
        ("[nghỉ 300ms]", 300),
        ("[nghỉ 3]", 3000),
        ("[nghỉ]", 1000),
        ("[nghi 2s]", 2000),
    ],
)
def test_rests(written, rest_ms):
    reading, turns = read_turns(f"Hãy gọi {written} 113.")
    assert turns == (Turn("Hãy gọi", None, rest_ms), Turn("một một ba."))
    assert reading.text == "Hãy gọi một một ba."
    assert reading.problems == ()


def test_rests_add_up_and_one_before_the_first_word_is_none():
    _, turns = read_turns("[nghỉ 2s] Xin chào. [nghỉ 1s] [nghỉ 2s]\nHết.")
    assert turns[0] == Turn("Xin chào.", None, 3000)


@pytest.mark.parametrize("written", ["[nghỉ 90s]", "[nghỉ 2 phút]", "[nghỉ 0s]", "[nghỉ hai giây]"])
def test_a_rest_that_orders_nothing_is_an_error_with_its_line(written):
    reading, _ = read_turns(f"Dòng một.\nDòng hai. {written}")
    (problem,) = reading.problems
    assert (problem.severity, problem.place.line) == (Severity.ERROR, 2)
    assert written in problem.sentence.said("en")


def test_brackets_that_speak_of_a_holiday_are_text():
    assert read_turns("Ngày 2/9 [nghỉ lễ] xã treo cờ.")[1] == (Turn(normalise("Ngày 2/9 [nghỉ lễ] xã treo cờ.").text),)


def test_problems_keep_their_lines_and_layout_is_noted_once():
    reading, _ = read_turns("**Nam:** một **hai**.\n\nNữ: ngày 31/2/2026 và **ba**.")
    assert [p.place.line for p in reading.problems if p.place] == [3]
    (note,) = [p for p in reading.problems if p.place is None]
    assert "8" in note.sentence.said("en")


def test_each_direction_is_a_token_that_says_nothing():
    reading, _ = read_turns("Nam: Chào. [nghỉ 2s]\nNữ: Vâng.")
    directions = [token for token in reading.tokens if token.kind is Kind.DIRECTION]
    assert [(token.written, token.spoken) for token in directions] == [("Nam:", ""), ("[nghỉ 2s]", ""), ("Nữ:", "")]
    assert directions[0].reason.said("en") == "from here on the man's voice reads"


PIECES = [
    "Nam:",
    "Nữ: ",
    "[nghỉ 2s]",
    "[nghỉ 99s]",
    "\n",
    "\n\n",
    " ",
    "bà con",
    "18/5",
    "**",
    "[",
    "]",
    ":",
    "UBND",
    ".",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_no_character_is_lost_and_composed_is_decomposed(text):
    reading, turns = read_turns(text)
    assert "".join(token.written for token in reading.tokens) == text
    assert letters(reading.text) == letters("".join(turn.text for turn in turns))
    assert reading.text.count("\n") == text.count("\n")
    apart = read_turns(unicodedata.normalize("NFD", text))
    assert (apart[0].text, apart[1]) == (reading.text, turns)


def letters(text):
    return [char for char in text if char.isalpha()]


@pytest.mark.parametrize("label", ["Nữ：", "__Nữ__:", "Nữ\u00a0:"])
def test_full_width_and_other_ways_to_stress_a_label(label):
    assert read_turns(f"{label} Xin chào.")[1] == (Turn("Xin chào.", WOMAN),)


@pytest.mark.parametrize("written", ["[nghỉ2s]", "[nghỉ: 2s]", "[dừng 2 giây]"])
def test_other_ways_to_order_a_rest(written):
    assert read_turns(f"Chào. {written} Hết.")[1][0].rest_ms == 2000


def test_a_label_that_may_count_people_is_told_with_its_line_and_what_to_write():
    reading, _ = read_turns("Toàn xã có 50 cháu, trong đó:\nNam: 25 cháu.\nNữ: 25 cháu.")
    assert [(p.severity, p.place.line) for p in reading.problems] == [(Severity.WARNING, 2), (Severity.WARNING, 3)]
    assert "{Nam|nam}:" in reading.problems[0].sentence.said("en")


def test_a_name_that_an_editor_wrapped_names_no_speaker():
    assert [turn.speaker for turn in read_turns("Nước Việt\nNam: đoàn kết.")[1]] == [None]
    assert [turn.speaker for turn in read_turns("Nước Việt.\n\nNam: Xin chào.")[1]] == [None, MAN]


def test_a_long_dialogue_is_read_in_time_that_grows_with_its_length():
    """Counted in calls, not seconds: each direction is looked at a few times, however many there are."""
    calls = [calls_of(f"{'Nam: Xin chào bà con. [nghỉ 1s] Nữ là phụ nữ.' + chr(10)}" * count) for count in (100, 200)]
    assert calls[1] < 2.2 * calls[0]


def calls_of(text):
    count = 0

    def counted(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    read_turns(text)  # what is remembered is remembered
    sys.setprofile(counted)
    try:
        read_turns(text)
    finally:
        sys.setprofile(None)
    return count
