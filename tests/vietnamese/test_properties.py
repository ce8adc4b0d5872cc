"""What holds for any text at all."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.vietnamese import normalise

WORDS = """
    0 1 5 12 2026 1.250 3,5 18/5 7h30 12'30" 2-1 5-7 % ‰ m² kg đ / UBND VHXXH QR 5G TBR225 XIV VietGAP zôn wifi Zalo
    đ/c V/v KT. TP. b) a) - + * # @ & = < > ~ … . , : ; ! ? ngày tháng số từ đến lúc thôn gọi mã tỷ thắng hộ đồng
    người Điều khoản CA CHO BAN AI AM { } {5|năm} {1/2:ngày} www.a.vn a@b.vn #Ngày ½ ² Ⅲ ① ５ ℃ → 📢 字 Ж ß
"""
PIECES = st.sampled_from([*WORDS.split(), *"\u200b\ufeff\u00ad\u00a0\u3000\u2028\t\r\n \u0301"])
MIXES = st.lists(PIECES | st.characters(), max_size=30).map("".join) | st.lists(PIECES, max_size=30).map(" ".join)
SPOKEN = re.compile(r"[^\W\d_]|[ ,:;….!?\n]")


@settings(max_examples=400, deadline=None)
@given(MIXES)
def test_only_words_and_sentence_punctuation_come_out(text):
    spoken = normalise(text).text
    assert not SPOKEN.sub("", spoken)
    assert unicodedata.is_normalized("NFC", spoken)


@settings(max_examples=400, deadline=None)
@given(MIXES)
def test_the_tokens_cover_every_character_once(text):
    reading = normalise(text)
    assert "".join(token.written for token in reading.tokens) == text
    starts = [token.start for token in reading.tokens]
    ends = [token.end for token in reading.tokens]
    assert [0, *ends][: len(starts)] == starts
    assert all(token.end > token.start for token in reading.tokens)


@settings(max_examples=400, deadline=None)
@given(MIXES)
def test_what_was_read_once_is_not_changed_by_reading_it_again(text):
    once = normalise(text).text
    assert normalise(once).text == once


@settings(max_examples=300, deadline=None)
@given(MIXES)
def test_one_line_in_is_one_line_out(text):
    assert normalise(text).text.count("\n") == text.count("\n")


@settings(max_examples=300, deadline=None)
@given(MIXES)
def test_composed_and_decomposed_letters_read_the_same(text):
    composed = unicodedata.normalize("NFC", text)
    assert normalise(unicodedata.normalize("NFD", composed)).text == normalise(composed).text


@settings(max_examples=300, deadline=None)
@given(MIXES)
def test_every_guess_and_every_loss_has_a_problem(text):
    reading = normalise(text)
    assert len(reading.guesses) <= len(reading.problems)
    assert all(problem.sentence.said("en") for problem in reading.problems)


@pytest.mark.parametrize("text", ["Ngày 18/5/2026, lúc 7h30, 1.250 hộ đạt 98,5%", "Số: 15/KH-UBND (b/c)"])
def test_spaces_and_full_width_forms_make_no_difference(text):
    expected = normalise(text).text
    full_width = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)
    assert normalise(full_width).text == expected
    assert normalise(text.replace(" ", "\u00a0")).text == expected
    assert normalise("\ufeff" + text.replace(" ", " \u200b")).text == expected


@pytest.mark.parametrize(
    "unit", ["1 ", "1.", "1/", "1-", "a.", "((", "{", "I,", "#a", "é", "0 ", "1,", "x1", "Ă", "ngày 5/"]
)
def test_strange_texts_take_time_in_proportion_to_their_length(unit):
    assert normalise(unit * 2000).text.count("\n") == 0
