"""The whole way: text, tokens, guesses, errors."""

import pytest

from broadcaster.model.problem import Place, Severity
from broadcaster.model.reading import Kind
from broadcaster.vietnamese import normalise

PLAN = """Số:      /KH-UBND

Quảng Ngọc, ngày     tháng     năm 2026

Thực hiện Công văn số 7834/UBND-CNXXDKH ngày 04/5/2026 của UBND tỉnh Thanh Hóa về Ngày Khoa học 18/5.
*** Chủ đề:** *“Khoa học, công nghệ - Động lực chính”*.
- Treo Pano, băng zôn tại trụ sở./.
- CT các Phó CT UBND xã (b/c);
- Lưu: VT, VHXXH.
**KT.CHỦ TỊCH
PHÓ CHỦ TỊCH**"""


def test_a_plan_is_read_to_its_end():
    assert normalise(PLAN).text.split("\n") == [
        "Số: kế hoạch, Ủy ban nhân dân",
        "",
        "Quảng Ngọc, ngày tháng năm hai nghìn không trăm hai mươi sáu",
        "",
        "Thực hiện Công văn số bảy nghìn tám trăm ba mươi tư, Ủy ban nhân dân, xê nờ ích ích dê ca hát ngày mùng bốn "
        "tháng năm năm hai nghìn không trăm hai mươi sáu của Ủy ban nhân dân tỉnh Thanh Hóa về Ngày Khoa học mười tám "
        "tháng năm.",
        "Chủ đề: Khoa học, công nghệ, Động lực chính.",
        "Treo pa nô, băng rôn tại trụ sở.",
        "chủ tịch các Phó chủ tịch Ủy ban nhân dân xã, để báo cáo;",
        "Lưu: văn thư, vê hát ích ích hát.",
        "ký thay CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
    ]


def test_a_clerk_is_shown_exactly_what_was_guessed():
    reading = normalise(PLAN)
    assert [token.written.strip() for token in reading.guesses] == ["/KH-UBND", "2026", "7834/UBND-CNXXDKH", "VHXXH"]
    assert all(token.advice for token in reading.guesses)
    assert [problem.place for problem in reading.problems_in("a.md", 10)][:2] == [Place("a.md", 10), Place("a.md", 12)]


def test_a_likely_typo_names_what_was_meant():
    (problem,) = normalise("Lưu: VHXXH.").problems
    assert problem.severity is Severity.WARNING
    assert problem.sentence.values["known"] == "VHXH"


@pytest.mark.parametrize("text", ["Ngày 31/2/2026", "ngày 31/02", "Họp lúc 25h30", "lúc 7h75", "Một 字 lạ"])
def test_what_cannot_be_is_an_error(text):
    assert normalise(text).errors


@pytest.mark.parametrize("text", ["Ngày 29/2/2024", "Trong vòng 72h", "Lúc 24h00", "24/24h", "ngày 30/4"])
def test_what_can_be_is_none(text):
    assert not normalise(text).problems


@pytest.mark.parametrize(
    ("text", "guessed"),
    [
        ("Phòng XYZT", "XYZT"),
        ("Tổ 3/5 họp", "3/5"),
        ("chợ blablabla", "blablabla"),
        ("Họ tên: ..........", ".........."),
        ("ngày … tháng … năm 2026", "2026"),
        ("thuốc ab12c", "ab12c"),
    ],
)
def test_a_guess_is_marked_on_its_token(text, guessed):
    assert [token.written for token in normalise(text).guesses] == [guessed]


def test_tokens_say_where_they_stood_what_they_are_and_why():
    token = next(token for token in normalise("Sáng\u200b 18/5 họp").tokens if token.kind is Kind.DATE)
    assert (token.start, token.end, token.written, token.rule) == (6, 10, "18/5", "date.cue")
    assert token.reason is not None
    assert token.certain


def test_removals_are_logged_and_noted_once():
    reading = normalise("**Đậm** và 😀")
    assert "".join(token.written for token in reading.removals) == "****😀"
    assert [problem.sentence.values for problem in reading.problems] == [{"count": 5}]


def test_long_lines_are_read_like_short_ones():
    assert normalise("Ngày 18/5. " * 2000).text.count("mười tám tháng năm") == 2000


def test_a_feast_after_its_own_long_name_is_no_guess_and_a_field_named_like_one_is():
    named = "Chào mừng Ngày Khoa học, Công nghệ và Đổi mới sáng tạo Việt Nam 18/5”."
    assert normalise(named).guesses == ()
    (field,) = normalise("Bãi 1/5 mở cửa.").guesses
    assert field.written == "1/5"
