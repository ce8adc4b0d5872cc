"""PDFs with text are read, scanned ones are told as such."""

import textwrap

import pytest
from content.official.office_files import SCIENCE_DAY, pdf, shown

from broadcaster.content.official.document import Reason
from broadcaster.content.official.frame import part
from broadcaster.content.official.kinds import find_heading
from broadcaster.content.official.labels import rank
from broadcaster.content.official.pdf_file import read_pdf
from broadcaster.errors import UsageError


def test_lines_are_put_together_across_pages_and_page_numbers_set_apart() -> None:
    lines = [line for paragraph in SCIENCE_DAY.split("\n") for line in textwrap.wrap(paragraph, 90)]
    document = read_pdf(pdf(["1", *lines[:30]], ["- 2 -", *lines[30:]]), "plan.pdf")
    assert [(found.reason, found.text) for found in document.apart] == [
        (Reason.PAGE_NUMBER, "1"), (Reason.PAGE_NUMBER, "- 2 -"),
    ]  # fmt: skip
    heading = find_heading(part(document.blocks).body)
    assert heading is not None
    assert heading.title.endswith("trên địa bàn xã Quảng Ngọc")
    assert [block.numbering for block in document.blocks if rank(block.numbering) == 4] == ["I.", "II.", "III.", "IV."]


def test_a_scanned_pdf_is_told() -> None:
    with pytest.raises(UsageError, match=r"holds pictures of pages, no text"):
        read_pdf(pdf([], []), "quet.pdf")


def test_single_pages_without_text_are_told() -> None:
    document = read_pdf(pdf(["Thông báo của Ủy ban nhân dân xã"], []), "tin.pdf")
    assert shown(document) == ["Thông báo của Ủy ban nhân dân xã"]
    assert [flag.place.said("en") for flag in document.flags] == ["page 2"]


@pytest.mark.parametrize("raw", [b"%PDF-1.7 broken", b"%PDF-", pdf(["Tin"])[:200]])
def test_damage_is_told(raw: bytes) -> None:
    with pytest.raises(UsageError, match=r"is damaged or no PDF|no text"):
        read_pdf(raw, "hong.pdf")
