"""Text files in the codings of thirty years, Markdown, and lines that belong together."""

import unicodedata

import pytest
from content.official.office_files import SCIENCE_DAY, shown

from broadcaster.content.official.document import Document, Reason
from broadcaster.content.official.legacy import CODINGS, TCVN3
from broadcaster.content.official.text_file import read_markdown, read_text
from broadcaster.errors import UsageError

NOTICE = "Thông báo của Ủy ban nhân dân xã: sáng thứ bảy, mời bà con đến nhà văn hóa thôn dọn vệ sinh đường làng."
FOUND = [NOTICE]
TO_TCVN3 = {chr(letter): chr(byte) for byte, letter in TCVN3.items()}
VNI_NOTICE = (
    "Thoâng baùo cuûa UÛy ban nhaân daân xaõ: saùng thöù baûy, môøi baø con ñeán nhaø vaên hoùa thoân doïn veä sinh "
    "ñöôøng laøng."
)


def windows_1258(text: str) -> bytes:
    """The five tones stand behind their letter there, as signs of their own."""
    found = ""
    for sign in text:
        parts = unicodedata.normalize("NFD", sign)
        tones = "".join(part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323")
        found += unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones)) + tones
    return found.encode("cp1258")


def tcvn3(text: str) -> bytes:
    return "".join(TO_TCVN3.get(sign, sign) for sign in text).encode("latin-1")


def told(document: Document) -> list[str]:
    return [flag.sentence.said("en") for flag in document.flags]


@pytest.mark.parametrize(
    "raw",
    [
        NOTICE.encode(), NOTICE.encode("utf-8-sig"), NOTICE.encode("utf-16"), NOTICE.encode("utf-16-le"),
        NOTICE.encode("utf-16-be"), unicodedata.normalize("NFD", NOTICE).encode(),
    ],
    ids=["UTF-8", "UTF-8 with its mark", "UTF-16", "UTF-16 LE without a mark", "UTF-16 BE without a mark", "NFD"],
)  # fmt: skip
def test_unicode_in_all_its_forms(raw: bytes) -> None:
    document = read_text(raw, "tin.txt")
    assert shown(document) == FOUND
    assert document.flags == ()


@pytest.mark.parametrize(
    ("raw", "coding"),
    [
        (windows_1258(NOTICE), "Windows-1258"),
        (tcvn3(NOTICE.replace("Ủ", "ủ")), "TCVN3"),  # has no such capital; offices changed to a font of capitals
        (VNI_NOTICE.encode("cp1252"), "VNI"),
        (VNI_NOTICE.encode("utf-8"), "VNI"),  # pasted from an old document
    ],
)
def test_the_old_codings_are_recognised_and_told(raw: bytes, coding: str) -> None:
    document = read_text(raw, "tin.txt")
    assert shown(document)[0].casefold() == NOTICE.casefold()
    assert told(document) == [f"the file was read as {coding}, an old Vietnamese coding; look the text through"]
    assert coding in CODINGS.values()


@pytest.mark.parametrize("raw", ["größer als müde".encode("latin-1"), b"\xff\xfe\x00", b"\x93\xa1\x81\xb5 \xe0"])
def test_a_coding_that_is_not_sure_is_not_guessed(raw: bytes) -> None:
    with pytest.raises(UsageError, match=r"can't be told for sure|no text"):
        read_text(raw, "tin.txt")


def test_what_is_no_text_is_told() -> None:
    with pytest.raises(UsageError, match=r"is no text"):
        read_text(b"tin\x07\x01 v\x02", "tin.txt")
    with pytest.raises(UsageError, match=r"too long"):
        read_text(b"a" * 4_000_001, "tin.txt")


def test_lines_that_the_page_broke_are_put_together() -> None:
    broken = (
        "Thực hiện kế hoạch của Ủy ban nhân dân tỉnh, Ủy ban nhân dân xã mời bà con\n"
        "trong toàn xã tham gia ngày hội. Thời gian bắt đầu vào sáng thứ bảy tại xã\n"
        "Đồng Lạc.\nMời bà con!\n- Thôn Một\n- Thôn Hai\n"
    )
    assert shown(read_text(broken.encode(), "tin.txt")) == [
        broken[: broken.index("Mời")].replace("\n", " ").strip(), "Mời bà con!", "- Thôn Một", "- Thôn Hai",
    ]  # fmt: skip


def test_signs_of_emphasis_are_taken_off_and_told() -> None:
    document = read_text(SCIENCE_DAY.encode(), "plan.txt")
    assert "* Chủ đề và khẩu hiệu tuyên truyền:" in shown(document)
    assert not [text for text in shown(document) if "**" in text]
    signs = [(found.place.said("en"), found.text) for found in document.apart if found.reason is Reason.MARKUP]
    assert signs[:2] == [("line 23", "**"), ("line 35", "****")]


@pytest.mark.parametrize("text", ["5 * 3 * 2 = 30", "a_b_c", "* Ghi chú", "2*3*4", "số ____/KH"])
def test_what_only_looks_like_emphasis_stays(text: str) -> None:
    assert shown(read_text(text.encode(), "x.txt")) == [text]


def test_markdown() -> None:
    source = '# Tin **mới**\n\nXem [trang xã](https://xa.vn "x").\n\n| Thôn | Giờ |\n|---|---|\n| Một | 7 |\n'
    document = read_markdown(source.encode(), "tin.md")
    assert shown(document) == ["Tin mới", "Xem trang xã.", "Thôn", "Giờ", "Một", "7"]
    assert (document.blocks[0].level, [block.row for block in document.blocks[2:]]) == (1, [1, 1, 2, 2])
    assert [found.text for found in document.apart if found.reason is Reason.ADDRESS] == ["https://xa.vn"]
