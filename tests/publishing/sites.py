"""A site made by hand, with everything that writers may try in it; and an honest reader of its pages."""

import re
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import html5lib

from broadcaster.messages import say
from broadcaster.model.script import DayRange
from broadcaster.model.timetable import Campaign
from broadcaster.publishing.site import Article, Audio, Said, Site

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SLOGAN = "Nhiệt liệt chào mừng Ngày Khoa học, Công nghệ và Đổi mới sáng tạo Việt Nam 18/5"
THEME = "Khoa học & công nghệ - “Động lực chính” của <mô hình> mới"

PROSE = """\
## Việc <b>thứ nhất</b>

Kính thưa bà con & các đồng chí! Xem <script>alert(1)</script> và
tiếp tục dòng này.
Dòng mới bắt đầu bằng chữ hoa.

- tiêm phòng
- uống **nước sạch**

***

[bấm](javascript:alert(1)) ![ảnh](https://xa.example/a.png)
"""


def article(name: str = "tin-1", **changes: object) -> Article:
    plain = Article(
        id=name,
        name=name,
        title="Tin <buổi sáng> & “buổi chiều”",
        column="ban-tin",
        written=PROSE,
        said=(Said("Kính thưa bà con.", 1000, 2500), Said("Hết <tin> & hết.", 3000, 4250)),
        published_at=datetime(2026, 5, 13, 5, 32, 10, tzinfo=HANOI),
        airings=3,
        aired_ms=360_000,
        campaigns=("ngay-hoi",),
        audio=Audio(f"am-thanh/{name}-0a1b2c3d4e.mp3", 961_234, 121_500, "ab" * 32, is_synthetic=True),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


CAMPAIGN = Campaign(
    "ngay-hoi",
    "Đợt tuyên truyền <Ngày hội>",
    DayRange(date(2026, 5, 13), date(2026, 5, 18)),
    theme=THEME,
    slogan=SLOGAN,
    columns=("ban-tin",),
)


def site(**changes: object) -> Site:
    plain = Site(
        station="Đài truyền thanh xã <Quảng Ngọc>",
        title="Truyền thanh xã & phường",
        language="vi",
        articles=(article("tin-2", published_at=datetime(2026, 5, 14, 5, 31, tzinfo=HANOI)), article(), BARE),
        columns={"ban-tin": "Bản tin", "thong-bao": "Thông báo"},
        campaigns=(CAMPAIGN,),
        text=partial(_said, "vi"),
        base_url="https://xa.example/truyen-thanh/",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


BARE = article("thong-bao-1", column="thong-bao", campaigns=(), audio=None, said=(), airings=0, aired_ms=0)


def _said(language: str, template: str, /, **values: object) -> str:
    return say(template, values, language)


def parsed(page: bytes | str) -> object:
    """Return the page's tree (ElementTree); any fault of its HTML fails the test."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(page if isinstance(page, str) else page.decode())


def attributes(page: bytes, *names: str) -> list[str]:
    """Return the values of those attributes, in order."""
    tree = parsed(page)
    return [element.get(name) for element in tree.iter() for name in names if element.get(name)]  # type: ignore[attr-defined]


def shown(page: bytes | str) -> str:
    """Return what a page says, in one line."""
    return re.sub(r"\s+", " ", "".join(parsed(page).itertext()))  # type: ignore[attr-defined]
