"""What a plan says about a campaign: its days, theme, slogan, the columns it asks for, all word for word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from broadcaster.content.official.document import Block
from broadcaster.content.official.frame import BLANK, NUMBER
from broadcaster.content.official.labels import is_bullet
from broadcaster.content.official.periods import spans_in
from broadcaster.content.official.words import CAPITAL, SMALL
from broadcaster.model.script import DayRange

_TIME = re.compile(r"thời gian|thời hạn", re.IGNORECASE)
_OF_CAMPAIGN = re.compile(
    r"thực hiện|tổ chức|tuyên truyền|hưởng ứng|phát động|cao điểm|triển khai|phát thanh", re.IGNORECASE
)
_QUOTED = re.compile(r"[“\"«]([^“”\"«»]+)[”\"»]")
_SENTENCE_END = re.compile(rf"(?<=\.)\s+(?=[{CAPITAL}])")
_COLUMNS = re.compile(
    r"chuyên mục\b(?P<between>[^.]*?)\b(?:tuyên truyền về|về|gồm|nội dung|chủ đề)\s*:?\s+(?P<heads>[^.]+)",
    re.IGNORECASE,
)
_ASKS_FOR_COLUMNS = re.compile(
    r"\b(?:xây dựng|mở|duy trì|thực hiện|sản xuất|tăng)\b[^.]*?\bchuyên mục\b", re.IGNORECASE
)
_ON_THE_AIR = re.compile(r"phát thanh|truyền thanh|thời lượng|loa", re.IGNORECASE)
_CUT = re.compile(rf"\s*;\s*(?:và\s+)?|\s*,\s*(?=[{SMALL}])|\s+và\s+(?=[{SMALL}])")
FEWEST_WORDS = {",": 4, "và": 3}  # a piece with fewer, cut at such a sign, belongs to its neighbour


@dataclass(frozen=True)
class CampaignFacts:
    """What was found; empty where the plan does not say it. `other_days` and `other_slogans` were found besides."""

    days: DayRange | None
    theme: str = ""
    slogan: str = ""
    directive: str = ""
    heads: tuple[str, ...] = ()
    other_days: tuple[DayRange, ...] = ()
    other_slogans: tuple[str, ...] = ()


def find_campaign(body: Sequence[Block], number: str) -> CampaignFacts:
    """Return what the plan's text says of its campaign; `number` is its own number and sign, as it is written."""
    days = find_days(body)
    themes, slogans = find_labelled(body, "chủ đề", "khẩu hiệu"), find_labelled(body, "khẩu hiệu", "chủ đề")
    return CampaignFacts(
        days=days[0] if days else None,
        theme=themes[0] if themes else "",
        slogan=slogans[0] if slogans else "",
        directive=directive_of(number),
        heads=find_heads(body),
        other_days=days[1:],
        other_slogans=slogans[1:],
    )


def find_days(body: Sequence[Block]) -> tuple[DayRange, ...]:
    """Return the spans of days, those first that are said to be the time of the campaign."""
    found: dict[DayRange, int] = {}
    before = ""
    for block in body:
        for span in spans_in(block.text):
            context = f"{before} {block.text}"
            score = 2 * bool(_TIME.search(block.text)) + bool(_TIME.search(before)) + bool(_OF_CAMPAIGN.search(context))
            found[span] = max(found.get(span, 0), score)
        before = block.text if len(block.text) < 100 else ""
    return tuple(sorted(found, key=lambda span: -found[span]))


def find_labelled(body: Sequence[Block], label: str, other: str) -> tuple[str, ...]:
    """Return what stands behind `label` and a colon, or in the list below it; a line with both labels names neither."""
    label_line = re.compile(rf"(?:^|[\s(*]){label}\b(?P<more>[^:.;“\"]{{0,60}}):\s*(?P<value>.*)", re.IGNORECASE)
    found: list[str] = []
    for index, block in enumerate(body):
        match = label_line.search(block.text)
        if match is None or re.search(other, match[0][: match.start("value") - match.start()], re.IGNORECASE):
            continue
        if other.casefold() in block.text[: match.start()].casefold():
            continue
        value = match["value"].strip()
        found += _values(value) if value else [said for below in _list_below(body, index) for said in _values(below)]
    return tuple(dict.fromkeys(filter(None, found)))


def _values(written: str) -> list[str]:
    """Return what is in quotation marks, else all that is written up to its full stop."""
    quoted = [said.strip() for said in _QUOTED.findall(written)]
    return quoted or [written.strip().removesuffix("./.").rstrip(".;").strip()]


def _list_below(body: Sequence[Block], index: int) -> Iterator[str]:
    """Yield the entries of the list below a line."""
    for block in body[index + 1 :]:
        if not (is_bullet(block.numbering) or block.text.startswith(("“", '"'))):
            return
        yield block.text


def directive_of(number: str) -> str:
    """Return a document's own number and sign: "12/KH-UBND", or "…/KH-UBND" while it has no number."""
    match = NUMBER.match(number)
    if match is None:
        return ""
    own = re.sub(BLANK, "", match["number"])
    return f"{own or '…'}{match['sign'].replace(' ', '').rstrip('.')}"


def find_heads(body: Sequence[Block]) -> tuple[str, ...]:
    """Return the heads of the columns that the plan orders, in its words."""
    best: tuple[int, tuple[str, ...]] = (0, ())
    for index, block in enumerate(body):
        for sentence in _SENTENCE_END.split(block.text):
            heads = _heads_in(sentence) or _heads_below(body, index, sentence)
            score = 1 + 2 * bool(_ASKS_FOR_COLUMNS.search(sentence)) + 2 * bool(_ON_THE_AIR.search(sentence))
            if len(heads) > 0 and score >= 3 and score > best[0]:
                best = (score, heads)
    return best[1]


def _heads_in(sentence: str) -> tuple[str, ...]:
    match = _COLUMNS.search(sentence)
    return split_heads(match["heads"]) if match else ()


def _heads_below(body: Sequence[Block], index: int, sentence: str) -> tuple[str, ...]:
    if not (_ASKS_FOR_COLUMNS.search(sentence) and sentence.rstrip().endswith(":")):
        return ()
    return tuple(entry.strip(' .;“”"') for entry in _list_below(body, index))


def split_heads(written: str) -> tuple[str, ...]:
    """Return the things that a sentence enumerates, word for word.

    Commas and "và" also stand inside a thing ("vai trò, tầm quan trọng", "phòng, chống thiên tai") and inside names,
    whose next word has a capital; a piece of a few syllables is therefore no thing of its own.
    """
    pieces: list[tuple[str, str]] = []  # each with the sign that stands before it; empty for one that surely parts
    open_piece, glue, at = "", "", 0
    for cut in (*_CUT.finditer(written), None):
        open_piece += written[at : cut.start() if cut else len(written)]
        sign = cut[0] if cut and ";" not in cut[0] else ""
        if cut and sign and _is_short(open_piece, sign):
            open_piece += sign  # it goes on
        else:
            pieces.append((open_piece, glue))
            open_piece, glue = "", sign
        at = cut.end() if cut else at
    if len(pieces) > 1 and pieces[-1][1] and _is_short(*pieces[-1]):
        last, sign = pieces.pop()
        pieces[-1] = (pieces[-1][0] + sign + last, "")
    return tuple(head for piece, _ in pieces if (head := piece.strip(' .;“”"')))


def _is_short(piece: str, sign: str) -> bool:
    return len(piece.split()) < FEWEST_WORDS[sign.strip()]
