import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.model.sound import Words
from broadcaster.speech.phrases import chunks, phrases

WORD = st.sampled_from(
    re.findall(r"\w+", "xã Quảng Ngọc kính thưa bà con và các đồng chí đề nghị mọi người nghe thông báo để biết")
)
MARK = st.sampled_from(["", "", "", ",", ";", ":", ".", "?", "!", "…", "...", " ,"])
GAP = st.sampled_from([" ", " ", " ", "  ", "\n", "\n\n"])
SPOKEN = st.lists(st.tuples(WORD, MARK, GAP).map("".join), max_size=60).map("".join)


def words(text):
    return re.findall(r"\w+", unicodedata.normalize("NFC", text))


def said(text):
    return [(sentence.text, sentence.pause_ms) for sentence in phrases(text)]


def test_each_sentence_has_the_pause_of_its_end():
    assert said("Kính thưa bà con! Xã có điện. Bà con nghe rõ chưa? Xin hết.") == [
        ("Kính thưa bà con!", 560),
        ("Xã có điện.", 500),
        ("Bà con nghe rõ chưa?", 560),
        ("Xin hết.", 500),
    ]


def test_a_blank_line_ends_a_paragraph_and_a_line_a_sentence():
    assert said("Thông báo\nMất điện.\n \nXin hết.") == [("Thông báo", 500), ("Mất điện.", 800), ("Xin hết.", 500)]


def test_colons_semicolons_and_commas_stay_inside():
    assert said("Lịch như sau: thôn Đông, thôn Đoài; thôn Trung.") == [
        ("Lịch như sau: thôn Đông, thôn Đoài; thôn Trung.", 500)
    ]


def test_a_small_letter_after_a_full_stop_begins_a_sentence():
    assert said("Xin chào. xin bà con chú ý.") == [("Xin chào.", 500), ("xin bà con chú ý.", 500)]


def test_an_ellipsis_before_a_small_letter_is_a_hesitation():
    assert said("Hôm nay… trời mưa... rất to… Hết.") == [("Hôm nay… trời mưa... rất to…", 500), ("Hết.", 500)]


@pytest.mark.parametrize("text", ["", " \n\n ", "...", "?!", ", ; :"])
def test_without_words_there_is_nothing_to_say(text):
    assert phrases(text) == ()


def test_stray_marks_are_tidied_away():
    assert phrases(", Xin  chào , bà con .") == (Words("Xin chào, bà con.", 500),)


@given(SPOKEN)
def test_no_word_is_lost_or_moved(text):
    assert [word for sentence in phrases(text) for word in words(sentence.text)] == words(text)


@given(SPOKEN)
def test_what_was_cut_needs_no_more_cutting(text):
    for sentence in phrases(text):
        assert [again.text for again in phrases(sentence.text)] == [sentence.text]


@given(SPOKEN, st.integers(12, 120))
def test_chunks_hold_the_limit_and_lose_nothing(text, limit):
    pieces = chunks(text, limit)
    assert all(len(piece) <= limit for piece in pieces)
    assert [word for piece in pieces for word in words(piece)] == words(text)


@given(SPOKEN)
def test_chunks_keep_every_mark_after_a_word(text):
    flat = "".join(re.sub(r"\s+", "", unicodedata.normalize("NFC", text)))
    assert "".join(chunks(text)).replace(" ", "") == flat.lstrip(".,;:?!…")


def test_decomposed_letters_are_counted_composed():
    text = "đề nghị bà con " * 6
    assert chunks(unicodedata.normalize("NFD", text)) == chunks(text) == (text.strip(),)


def test_a_cut_is_made_at_a_clause_where_there_is_one():
    text = (
        "Theo bản tin của Trung tâm Khí tượng thủy văn, từ đêm nay đến ngày mai, khu vực xã Quảng Ngọc có mưa to, "
        "gió giật mạnh cấp chín, đề nghị bà con chủ động phòng chống."
    )
    assert all(piece[-1] in ",." for piece in chunks(text))
    assert len(chunks(text)) == 2


def test_without_a_clause_a_cut_is_made_before_a_conjunction():
    text = (
        "Toàn thể cán bộ đảng viên đoàn viên thanh niên xã Quảng Ngọc ra sức thi đua lao động sản xuất "
        "và hăng hái tham gia phong trào chuyển đổi số ngay tại từng thôn xóm"
    )
    assert chunks(text)[1].startswith("và hăng hái")


def test_without_any_place_the_pieces_are_of_like_length():
    lengths = [len(piece) for piece in chunks("thôn " * 30)]
    assert len(lengths) == 2
    assert max(lengths) - min(lengths) <= 5


def test_a_word_longer_than_the_limit_stands_alone():
    assert chunks("xã " + "a" * 30 + " ta", 10) == ("xã", "a" * 30, "ta")
