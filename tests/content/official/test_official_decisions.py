"""What is frame, what is heading, what is title: decided over blocks, wherever they came from."""

from collections import Counter

import pytest
from content.official.office_files import PLANS, SCIENCE_DAY, visible
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.content.official.blanks import find_blanks
from broadcaster.content.official.columns import ColumnChoice, choose_column, same_column
from broadcaster.content.official.document import Block, Reason, line_place
from broadcaster.content.official.drafts import body_of, quoted, to_look_at
from broadcaster.content.official.frame import Parted, part
from broadcaster.content.official.kinds import find_heading
from broadcaster.content.official.labels import is_bullet, rank, split_label
from broadcaster.content.official.parts import split
from broadcaster.content.official.text_file import read_text
from broadcaster.content.official.words import slug


def blocks(text: str) -> tuple[Block, ...]:
    return read_text(text.encode(), "x.txt").blocks


def parted(text: str) -> Parted:
    return part(blocks(text))


def frame(text: str) -> dict[str, Reason]:
    return {found.text: found.reason for found in parted(text).apart}


# -- the frame ---------------------------------------------------------------------------------------------------------


def test_the_frame_of_the_plan() -> None:
    found = frame(SCIENCE_DAY)
    assert found["Số: /KH-UBND"] is Reason.NUMBER
    assert found["Quảng Ngọc, ngày tháng năm 2026"] is Reason.PLACE_AND_DATE
    assert found["- Lưu: VT, VHXXH."] is Reason.RECIPIENTS
    assert found["Lê Văn Trường"] is Reason.SIGNATURE
    assert found["./."] is Reason.END_MARK
    assert parted(SCIENCE_DAY).body[-1].text.endswith("đúng quy định hiện hành của pháp luật.")


DECISION = """ỦY BAN NHÂN DÂN
XÃ HÒA BÌNH
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 45/QĐ-UBND
Hòa Bình, ngày 3 tháng 4 năm 2026

QUYẾT ĐỊNH
Về việc thành lập Ban biên tập đài truyền thanh

CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ

Căn cứ Luật Tổ chức chính quyền địa phương;

QUYẾT ĐỊNH:

Điều 1. Thành lập Ban biên tập gồm các ông, bà có tên sau.
Điều 2. Quyết định có hiệu lực từ ngày ký.
3

Điều 3. Các ông, bà có tên tại Điều 1 thi hành Quyết định này./.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
(Đã ký)
Nguyễn Thị Hoa

Nơi nhận:
- Như Điều 3;
- Lưu: VT.

PHỤ LỤC
Danh sách Ban biên tập
"""


def test_the_authority_at_a_decisions_top_is_no_signature_and_an_annex_is_no_frame() -> None:
    left = [block.full for block in parted(DECISION).body]
    assert left[:3] == ["QUYẾT ĐỊNH", "Về việc thành lập Ban biên tập đài truyền thanh", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ"]
    assert left[-2:] == ["PHỤ LỤC", "Danh sách Ban biên tập"]
    reasons = Counter(found.reason for found in parted(DECISION).apart)
    assert reasons == {
        Reason.ISSUER: 2, Reason.RULE: 1, Reason.STATE: 2, Reason.NUMBER: 1, Reason.PLACE_AND_DATE: 1,
        Reason.PAGE_NUMBER: 1, Reason.END_MARK: 1, Reason.SIGNATURE: 4, Reason.RECIPIENTS: 3,
    }  # fmt: skip


def test_two_columns_on_one_line_are_frame_too() -> None:
    found = frame((PLANS / "bau-cu.txt").read_text("utf-8"))
    assert found["- Thường trực Đảng ủy (để b/c); CHỦ TỊCH"] is Reason.RECIPIENTS
    assert found["Trần Thị Hồng Nhung"] is Reason.SIGNATURE


@pytest.mark.parametrize(
    "text", ["Chủ tịch xã nói:\nCHỦ TỊCH: Chào bà con!", "TIN TRONG XÃ\nHôm nay trời nắng.", "KHẨU HIỆU\nVui"]
)
def test_an_ordinary_text_has_no_frame(text: str) -> None:
    assert frame(text) == {}


LINES = st.lists(st.sampled_from([*DECISION.split("\n"), *SCIENCE_DAY.split("\n")]) | st.text(max_size=40), max_size=25)


@given(LINES)
def test_every_visible_sign_is_in_a_script_or_told(lines: list[str]) -> None:
    source = [Block(*reversed((line_place(1), visible(line))), numbering="") for line in lines if visible(line)]
    found = part(source)
    kept = visible(body_of(found.body)) + visible("".join(piece.text for piece in found.apart))
    assert not Counter("".join(block.text for block in source)) - Counter(kept)


@given(LINES)
def test_every_block_is_in_exactly_one_part(lines: list[str]) -> None:
    source = tuple(Block(rest, line_place(1), numbering=label) for label, rest in map(split_label, lines))
    assert tuple(block for piece in split(source) for block in piece.blocks) == source


# -- labels, headings, titles ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I. MỤC ĐÍCH", "I."), ("1. Mục đích", "1."), ("1.Mục đích", "1."), ("2/ Yêu cầu", "2/"), ("1.2. Chi", "1.2."),
        ("a) Chủ đề", "a)"), ("đ) Khác", "đ)"), ("Điều 5. Thi hành", "Điều 5."), ("Chương II", "Chương II"),
        ("Phần thứ nhất", "Phần thứ nhất"), ("- Sở", "-"), ("+ Thôn", "+"), ("A. Chung", "A."),
        ("5.000 đồng", ""), ("13/5 là ngày hội", ""), ("12/KH-UBND", ""), ("-5 độ", ""), ("điều 5 của Luật", ""),
        ("V.I. Lênin", ""), ("Im lặng", ""), ("Đ/c Bí thư", ""),
    ],
)  # fmt: skip
def test_labels(text: str, label: str) -> None:
    assert split_label(text)[0] == label


def test_labels_stand_one_above_the_other() -> None:
    labels = ["Phần I", "Chương I", "A.", "I.", "Điều 1.", "1.", "1.1.", "a)", "-"]
    assert [rank(label) for label in labels] == sorted({rank(label) for label in labels})
    assert [label for label in labels if is_bullet(label)] == ["-"]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        (SCIENCE_DAY, ["", "I. MỤC ĐÍCH, YÊU CẦU", "II. NỘI DUNG", "III. KINH PHÍ", "IV. TỔ CHỨC THỰC HIỆN"]),
        (DECISION, ["", "Điều 1", "Điều 2", "Điều 3"]),
        ("Điều 1. A\nĐiều 2. B", ["Điều 1. A", "Điều 2. B"]),
        ("Mở đầu.\n\n1. Việc cần làm\nLàm sạch.\n\n2. Thời gian:\nSáng mai.", ["", "1. Việc cần làm", "2. Thời gian"]),
        ("1. Đăng ký ở thôn.\n2. Nộp đơn;\n3. Chờ.", [""]),
        ("**Tin một**\nA.\n\n**Tin hai**\nB.", ["Tin một", "Tin hai"]),
    ],
)
def test_a_document_is_cut_at_its_highest_headings(text: str, headings: list[str]) -> None:
    found = [piece.heading for piece in split(parted(text).body)]
    assert [heading.split(".")[0] if text is DECISION else heading for heading in found] == headings


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("THÔNG BÁO\nVề việc cắt điện\n\nTheo lịch, sáng mai cắt điện.", "thông báo", "Về việc cắt điện"),
        ("**THÔNG BÁO**\n**Lịch tiêm chủng**\n**tháng 5**\n\nKính gửi bà con.", "thông báo", "Lịch tiêm chủng tháng 5"),
        ("KẾ HOẠCH Ra quân làm sạch\n\nĐể xã sạch.", "kế hoạch", "Ra quân làm sạch"),
        ("Số: 3/UBND-VP\nV/v phòng cháy\n\nKính gửi: các thôn", "", "phòng cháy"),
        ("KẾ HOẠCH\n\nCăn cứ Luật.", "kế hoạch", ""),
    ],
)
def test_kind_and_title(text: str, kind: str, title: str) -> None:
    found = find_heading(parted(text).body)
    assert found is not None
    assert (found.kind, found.title) == (kind, title)


# -- what to look at ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Số: /KH-UBND", "number"), ("Số:      /KH-UBND", "number"), ("Số: …/KH-UBND", "number"),
        ("theo Quyết định số …/QĐ-UBND", "number"), ("Xã A, ngày tháng năm 2026", "date"),
        ("ngày ... tháng 5 năm 2026", "date"), ("ngày     tháng 5 năm 2026", "date"), ("Họ tên: .....", "something"),
        ("Kinh phí ______ đồng", "something"),
    ],
)  # fmt: skip
def test_blank_fields_are_flagged(text: str, what: str) -> None:
    assert [
        flag.sentence.said("en").split()[1 if what != "something" else 0] for flag in find_blanks(blocks(text))
    ] == [what]


@pytest.mark.parametrize(
    "text", ["Số: 12/KH-UBND", "ngày 3 tháng 5 năm 2026", "rau, củ, quả…", "Vâng...", "7834/UBND-CNXX"]
)
def test_what_is_filled_in_is_not(text: str) -> None:
    assert list(find_blanks(blocks(text))) == []


def test_what_a_script_would_read_otherwise_is_flagged() -> None:
    found = [flag.sentence.said("en") for flag in to_look_at(blocks("Nam: 12 người\nTập {A}"))]
    assert found == [
        "“Nam:” at a line's start chooses the voice; write it another way",
        "braces force a reading in a script; write it without them",
    ]


# -- names and columns -------------------------------------------------------------------------------------------------

COLUMNS = ("ban-tin", "chuyen-doi-so", "vai-tro-chuyen-doi-so", "thong-bao", "y-nghia-ngay-khoa-hoc")


@pytest.mark.parametrize(
    ("kind", "title", "choice"),
    [
        ("thông báo", "Cắt điện", ColumnChoice("thong-bao", is_guess=False)),
        ("kế hoạch", "Hưởng ứng Ngày Khoa học", ColumnChoice("y-nghia-ngay-khoa-hoc", is_guess=True)),
        ("", "Trồng cây", ColumnChoice("thong-bao", is_guess=True)),
    ],
)
def test_the_column_is_known_from_the_kind_or_guessed_from_words(kind: str, title: str, choice: ColumnChoice) -> None:
    assert choose_column(kind, title, COLUMNS) == choice


def test_a_column_that_the_station_has_is_found_in_a_plans_words() -> None:
    assert same_column("vai trò, tầm quan trọng của chuyển đổi số", COLUMNS) == "vai-tro-chuyen-doi-so"
    assert same_column("phòng cháy", COLUMNS) is None


def test_names_are_whole_words_without_diacritics() -> None:
    assert slug("Đợt tuyên truyền: Ngày Khoa học!") == "dot-tuyen-truyen-ngay-khoa-hoc"
    assert slug("một hai ba của bốn", 13) == "mot-hai-ba"
    assert slug("!!!") == ""


def test_a_title_can_not_end_its_line() -> None:
    assert quoted('a"b\nc: d\x07') == '"a\\"b c: d"'
