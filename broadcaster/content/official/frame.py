"""The frame of an official document, told from what it says: nobody wants to hear it on the radio.

Decree 30/2020/NĐ-CP, annex I: the state's name and motto, issuing body, number and sign, place and date at the top;
recipients and signature at the end. Party documents have their own (Guidance 36-HD/VPTW): "ĐẢNG CỘNG SẢN VIỆT NAM".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from broadcaster.content.official.document import Apart, Block, Reason, Style
from broadcaster.content.official.kinds import SEARCHED, find_heading
from broadcaster.content.official.words import CAPITAL, SMALL

BLANK = r"[\s.…_]*"  # what stands where a form is still to be filled in
_DATE = rf"ngày(?:{BLANK}\d{{0,2}}{BLANK})tháng(?:{BLANK}\d{{0,2}}{BLANK})năm(?:{BLANK}\d{{0,4}}{BLANK})"
_STATE = re.compile(
    r"C[ỘÔ]NG H[OÒÓ][ÀA] X[ÃA] HỘI CHỦ NGHĨA VIỆT NAM|ĐẢNG CỘNG SẢN VIỆT NAM"
    r"|Độc lập\s*[-–—]\s*Tự do\s*[-–—]\s*Hạnh phúc",
    re.IGNORECASE,
)
NUMBER = re.compile(rf"Số\s*:?\s*(?P<number>{BLANK}\d*{BLANK})\s*(?P<sign>[-/]\s*[A-ZĐ][\w&.\-/]*)", re.IGNORECASE)
_PLACE_AND_DATE = re.compile(rf"[^.;:]{{2,60}},\s*{_DATE}", re.IGNORECASE)
_ISSUER = re.compile(
    r"\b(?:ỦY BAN|UỶ BAN|UBND|UBMTTQ|HĐND|HỘI ĐỒNG|ĐẢNG ỦY|ĐẢNG UỶ|ĐẢNG BỘ|CHI BỘ|BAN|SỞ|PHÒNG|CÔNG AN|TRẠM|TRƯỜNG|HỘI"
    r"|ĐOÀN|TRUNG TÂM|CHI CỤC|CỤC|BỘ|TỈNH|HUYỆN|XÃ|PHƯỜNG|THỊ TRẤN|THÀNH PHỐ|THÔN|HỢP TÁC XÃ|BCĐ|MẶT TRẬN|QUÂN SỰ)\b"
)
_RULE = re.compile(r"[-–—_=*.~•]{3,}|[-–—_=]{2}|\*\s*\*\s*\*|[*o]+0?[*o]*|-+\s*o0o\s*-+|o0o")
_PAGE_NUMBER = re.compile(r"(?:Trang\s*)?[-–—]?\s*\d{1,3}\s*[-–—]?|Trang\s*\d{1,3}\s*/\s*\d{1,3}", re.IGNORECASE)
_RECIPIENTS = re.compile(r"N[ơo]i nhận\b", re.IGNORECASE)
_ON_FILE = re.compile(r"L[ưu]u\s*[:;]", re.IGNORECASE)
_SIGNED = re.compile(r"\(?\s*(?:đã ký|ký tên|ký,|ký và)[^.]*\)?", re.IGNORECASE)
_ROLE = re.compile(
    r"^(?:TM|T/M|KT|K/T|TL|TUQ|Q)\s*\.|^T/M\b"
    r"|^(?:PHÓ |QUYỀN )?(?:CHỦ TỊCH|BÍ THƯ|TRƯỞNG|GIÁM ĐỐC|HIỆU TRƯỞNG|CHỦ NHIỆM|CHÁNH|CHỈ HUY)\b"
)
_NAME = re.compile(rf"(?:[{CAPITAL}][{SMALL}]+\s?){{2,6}}")
_RANKED_NAME = re.compile(
    r"(?:(?:Đại|Thượng|Trung|Thiếu) (?:tá|úy)|BS\.?|ThS\.?|TS\.?|Ths\.?|Đ/c|Ông|Bà)\s+", re.IGNORECASE
)
_END_MARK = re.compile(r"\s*(\./\.?|/\.)\s*$")
LONGEST_HEAD_LINE = 150  # characters: two columns of the head on one line of text
MOST_SIGNATURE_LINES = 8


@dataclass(frozen=True)
class Parted:
    """A document without its frame; `number` is its own number and sign, as it is written."""

    body: tuple[Block, ...]
    apart: tuple[Apart, ...]
    number: str = ""


def part(blocks: Sequence[Block]) -> Parted:
    """Return the document without its frame."""
    reasons = _head(blocks) | _tail(blocks) | _loose(blocks)
    body: list[Block] = []
    apart: list[Apart] = []
    for index, block in enumerate(blocks):
        reason = reasons.get(index)
        if reason is not None:
            apart.append(Apart(block.full, reason, block.place))
            continue
        shown, mark = _without_end_mark(block)
        if mark:
            apart.append(Apart(mark, Reason.END_MARK, block.place))
        if shown.full:
            body.append(shown)
    numbers = [block.full for index, block in enumerate(blocks) if reasons.get(index) is Reason.NUMBER]
    return Parted(tuple(body), tuple(apart), numbers[0] if numbers else "")


def _head(blocks: Sequence[Block]) -> dict[int, Reason]:
    heading = find_heading(blocks)
    end = heading.start if heading else min(len(blocks), SEARCHED // 2)
    reasons: dict[int, Reason] = {}
    for index, block in enumerate(blocks[:end]):
        text = block.full
        if len(text) <= LONGEST_HEAD_LINE and (reason := _head_reason(text)):
            reasons[index] = reason
    is_official = heading is not None or len(reasons) > 1
    if not is_official:  # a plain text may name a body in capitals too
        return {index: reason for index, reason in reasons.items() if reason is Reason.STATE}
    return reasons


def _head_reason(text: str) -> Reason | None:
    if _STATE.search(text):
        return Reason.STATE
    if NUMBER.match(text):
        return Reason.NUMBER
    if _PLACE_AND_DATE.fullmatch(text):
        return Reason.PLACE_AND_DATE
    if text.isupper() and _ISSUER.search(text):
        return Reason.ISSUER
    return None


def _loose(blocks: Sequence[Block]) -> dict[int, Reason]:
    """Return what is frame wherever it stands: drawn lines and page numbers."""
    reasons = {}
    for index, block in enumerate(blocks):
        if block.row == 0 and _PAGE_NUMBER.fullmatch(block.full):
            reasons[index] = Reason.PAGE_NUMBER
        elif _RULE.fullmatch(block.full):
            reasons[index] = Reason.RULE
    return reasons


def _tail(blocks: Sequence[Block]) -> dict[int, Reason]:
    reasons: dict[int, Reason] = {}
    heading = find_heading(blocks)
    index = heading.end if heading else 0
    while index < len(blocks):
        recipients_end, signature_end = _recipients_end(blocks, index), _signature_end(blocks, index)
        if reasons.get(index - 1) and _is_name(blocks[index].full):
            signature_end = index + 1  # the name below a list that stood beside the signature
        if recipients_end > index:
            reasons |= dict.fromkeys(range(index, recipients_end), Reason.RECIPIENTS)
        elif signature_end > index:
            reasons |= dict.fromkeys(range(index, signature_end), Reason.SIGNATURE)
        index = max(recipients_end, signature_end, index + 1)
    return reasons


def _recipients_end(blocks: Sequence[Block], start: int) -> int:
    """Return where a list of recipients that starts at `start` ends; `start` when none does."""
    if not _RECIPIENTS.match(blocks[start].full):
        return start
    index = start + 1
    while index < len(blocks):
        block = blocks[index]
        if _ON_FILE.match(block.text):
            return index + 1
        is_entry = bool(block.numbering) or block.text.endswith((";", ",")) or block.text.casefold().startswith("như ")
        if not is_entry or _signature_end(blocks, index) > index:
            break
        index += 1
    return index


def _signature_end(blocks: Sequence[Block], start: int) -> int:
    """Return where a signature that starts at `start` ends: its roles must lead to a name, or to nothing more."""
    if not (_is_role(blocks[start]) or _SIGNED.fullmatch(blocks[start].full)):
        return start
    index = start
    while index < len(blocks) and index - start < MOST_SIGNATURE_LINES:
        block = blocks[index]
        if index > start and _is_name(block.full):
            return index + 1
        if not (
            _is_role(block) or _SIGNED.fullmatch(block.full) or _RULE.fullmatch(block.full) or _is_body_name(block)
        ):
            break
        index += 1
    is_over = index == len(blocks) or _RECIPIENTS.match(blocks[index].full) or blocks[index].full.isupper()
    return index if is_over else start


def _is_role(block: Block) -> bool:
    written = block.full  # "Q. CHỦ TỊCH" and "T. M." look like labels
    return len(written) <= 100 and written.isupper() and _ROLE.match(written) is not None


def _is_body_name(block: Block) -> bool:
    return block.full.isupper() and len(block.full) <= 100 and block.style is not Style.HEADING


def _is_name(text: str) -> bool:
    return len(text) <= 60 and _NAME.fullmatch(_RANKED_NAME.sub("", text)) is not None


def _without_end_mark(block: Block) -> tuple[Block, str]:
    """Return a block without "./." at its end, whose full stop stays, and the mark."""
    match = _END_MARK.search(block.text)
    if match is None:
        return block, ""
    text = block.text[: match.start()]
    stop = "." if text and text[-1] not in ".!?…" and match[1].startswith(".") else ""
    return replace(block, text=text + stop), match[1]
