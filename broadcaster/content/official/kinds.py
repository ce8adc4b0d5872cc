"""The kinds of official documents, and the lines that name them.

Decree 30/2020/NĐ-CP, article 7 lists the kinds; the name stands in capitals on a line of its own, the subject ("trích
yếu") below it (annex I, II.5). A "công văn" has no such line, but "V/v …" under its number.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.content.official.document import Block
from broadcaster.content.official.words import SMALL

KINDS = (
    "nghị quyết", "quyết định", "chỉ thị", "quy chế", "quy định", "thông cáo", "thông báo", "hướng dẫn",
    "chương trình",
    "kế hoạch", "phương án", "đề án", "dự án", "báo cáo", "biên bản", "tờ trình", "hợp đồng", "công điện",
    "bản ghi nhớ",
    "bản thỏa thuận", "bản thoả thuận", "giấy ủy quyền", "giấy mời", "giấy giới thiệu", "phiếu gửi", "phiếu chuyển",
    "phiếu báo", "thư công", "thư ngỏ", "lời kêu gọi", "thông tri", "kết luận", "đề cương tuyên truyền",
    "bài tuyên truyền",
)  # fmt: skip
SEARCHED = 30  # blocks; the head of a document is shorter, two columns of it included
LONGEST_SUBJECT_LINES = 6
_KIND = re.compile(rf"({'|'.join(map(re.escape, KINDS))})\s*(?:\((?:[^)]*)\))?[:.]?", re.IGNORECASE)
_KIND_FIRST = re.compile(rf"(?:{'|'.join(kind.upper() for kind in KINDS)})\b(?=\s+\S*[{SMALL}])")
_SUBJECT = re.compile(r"(?:V/v|Về việc)\b[:\s]*(?P<subject>.+)", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:Căn cứ|Thực hiện|Theo|Để|Nhằm|Xét|Kính gửi|Hưởng ứng|Trên cơ sở|Ngày \d|Vừa qua|Hiện nay|Kính thưa)\b"
)


@dataclass(frozen=True)
class Heading:
    """Where the name of the kind stands in a document, and its subject: one or more blocks below it."""

    kind: str  # in small letters; empty for a letter
    title: str
    start: int
    end: int  # the first block below the subject


def find_heading(blocks: Sequence[Block]) -> Heading | None:
    """Return where kind and subject stand; None when the document has neither."""
    searched = blocks[:SEARCHED]
    for index, block in enumerate(searched):
        if block.full.isupper() and (match := _KIND.fullmatch(block.full)):
            end = _subject_end(blocks, index + 1)
            title = " ".join(below.full for below in blocks[index + 1 : end])
            return Heading(match[1].casefold(), title, index, end)
        if match := _KIND_FIRST.match(block.full):  # both in one line: "KẾ HOẠCH Tổ chức…"
            return Heading(match[0].casefold(), block.full[match.end() :].strip(), index, index + 1)
    for index, block in enumerate(searched):
        if match := _SUBJECT.fullmatch(block.full):
            return Heading("", match["subject"], index, index + 1)
    return None


def _subject_end(blocks: Sequence[Block], start: int) -> int:
    """Return where the subject ends: bold lines go together; of others, those that don't yet end a sentence."""
    end = start
    for block in blocks[start : start + LONGEST_SUBJECT_LINES]:
        first = end == start
        if block.numbering or _OPENING.match(block.text) or not any(map(str.isalpha, block.text)):
            break
        if not first and not _belongs(blocks[end - 1], block):
            break
        if first and block.text.endswith((".", ";", ":")) and not block.bold:
            break
        end += 1
    return end


def _belongs(before: Block, block: Block) -> bool:
    """Whether a block goes on with the subject that the one before began."""
    if before.text.endswith((".", ";", ":", "./.")):
        return False
    return (before.bold and block.bold) or block.text[:1].islower()
