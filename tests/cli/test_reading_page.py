"""The reading as a page: a script's text is only text in it, nothing is fetched, nothing is lost."""

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workflows.stations import ask, copy_of, rewrite

from broadcaster.cli.reading_page import Labels, reading_page
from broadcaster.cli.saying import Voice
from broadcaster.model.script import Script
from broadcaster.vietnamese import normalise
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.delivery import delivery_outside

ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section", "p", "span", "h1", "h2",
    "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "mark", "code",
}  # fmt: skip


@dataclass
class Page(HTMLParser):
    """What a browser would see: the elements, their attributes, and the text of each cell."""

    source: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    cells: dict[str, list[str]] = field(default_factory=lambda: {"written": [], "said": []})
    _cell: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        reading = self.source.index('<section class="reading">')
        self.feed(self.source[:reading])
        self._in_reading = True
        self.feed(self.source[reading:])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append((tag, attributes))
        if tag == "td":
            self._cell = attributes.get("class", "") if hasattr(self, "_in_reading") else ""
            if self._cell in self.cells:
                self.cells[self._cell].append("")
        self._is_mark = attributes.get("class") == "ref"

    def handle_data(self, data: str) -> None:
        if self._cell in self.cells and self.cells[self._cell] and not self._is_mark:
            self.cells[self._cell][-1] += data
        self._is_mark = False

    def handle_endtag(self, tag: str) -> None:
        self._cell = "" if tag == "td" else self._cell


def page_of(body: str, title: str = "Thử") -> str:
    script = Script("thu", title, "ban-tin", body, body_line=4)
    read = ReadScript(script, normalise(body), "0" * 32)
    labels = Labels("Đài xã", "scripts/thu.md", "not approved", is_approved=False, heard=delivery_outside(read))
    return reading_page(Voice("en"), read, labels)


def test_the_policy_lets_in_its_own_style_sheet_and_nothing_else():
    page = page_of("Xin chào")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1] == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"https?:|url\(|@import|\sstyle=|\son\w+=", page)


EVIL = [
    '<script>alert("x")</script>', "</td></table><h1>", '" onmouseover="alert(1)', "<img src=x onerror=alert(1)>",
    "&lt;b&gt;", "</style><style>*{display:none}", "<!--", "]]>", "{<b>|</b>}", "javascript:alert(1)",
]  # fmt: skip


@pytest.mark.parametrize("evil", EVIL)
def test_markup_in_a_script_is_shown_as_it_was_written(evil: str):
    page = Page(page_of(f"Chào {evil} bạn VHXXH", title=evil))
    assert {tag for tag, _ in page.elements} <= ALLOWED
    assert page.cells["written"] == [f"Chào {evil} bạn VHXXH"]
    assert all(not name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert all(a["href"].startswith("#") for tag, a in page.elements if tag == "a")


BODIES = st.text(
    st.sampled_from("aệ Ữ\u0301\u0323<>&\"'{}|/:.1258\n-*#QX😀\u202e\u2028") | st.characters(codec="utf-8"), max_size=60
)


@given(BODIES)
def test_all_that_is_written_and_all_that_is_said_stands_in_the_page(body: str):
    body = unicodedata.normalize("NFC", "".join(sign for sign in body if sign.isprintable() or sign == "\n"))
    page = Page(page_of(body))
    reading = normalise(body)
    assert {tag for tag, _ in page.elements} <= ALLOWED
    assert "".join("".join(page.cells["written"]).split()) == "".join(body.split())
    assert " ".join(" ".join(page.cells["said"]).split()) == " ".join(reading.text.split())


def test_what_is_said_otherwise_is_marked_on_both_sides_and_says_the_other():
    marks = [a for tag, a in Page(page_of("Ngày 18/5 của bà con")).elements if tag == "mark"]
    assert [mark["class"] for mark in marks] == ["other", "other"]
    assert marks[0]["title"].startswith("mười tám tháng năm")
    assert marks[1]["title"].startswith("18/5")


def test_a_guess_leads_to_its_row_and_its_row_back_to_the_line():
    elements = Page(page_of("Xin chào\n\nVHXXH mời")).elements
    ids = {a["id"] for _, a in elements if "id" in a}
    links = {a["href"][1:] for tag, a in elements if tag == "a"}
    assert links == {"r1", "w1", "l6"}
    assert links <= ids


def test_guesses_come_with_the_command_that_settles_them_and_their_rule():
    page = page_of("VHXXH mời")
    assert "<code>broadcaster lexicon add VHXXH &quot;vê hát ích ích hát&quot;</code>" in page
    assert "guesses to confirm: 1" in page


def test_a_page_is_written_for_a_script_and_says_who_approved_it(draft_station: Path):
    ask(draft_station, "approve", "tin-1", "--by", "Bà <Tư>")
    told = ask(draft_station, "preview", "tin-1", "--html", "trang.html")
    assert (told.code, told.out, told.err) == (0, "", "written: trang.html\n")
    page = (draft_station / "trang.html").read_text("utf-8")
    assert "approved by Bà &lt;Tư&gt; on" in page
    assert "Đài thử nghiệm" in page
    assert "nothing was guessed" in page
    rewrite(draft_station / "scripts/tin-1.md", "2 tin vui", "3 tin vui")
    ask(draft_station, "preview", "tin-1", "--html", "trang.html")
    assert "changed since Bà &lt;Tư&gt; approved it" in (draft_station / "trang.html").read_text("utf-8")


def test_a_page_that_cannot_be_written_is_told(draft_station: Path):
    (draft_station / "trang").write_text("a file, not a folder", encoding="utf-8")
    told = ask(draft_station, "preview", "tin-1", "--html", "trang/trang.html")
    assert told.code == 1
    assert "can't be written" in told.err


def test_the_page_shows_the_item_as_it_sounds_once_it_is_made(built_station: Path) -> None:
    ask(built_station, "preview", "tin-1", "--html", "bai.html")
    page = Page((built_station / "bai.html").read_text(encoding="utf-8"))
    (image,) = [attributes for tag, attributes in page.elements if tag == "img"]
    kind, _, data = image["src"].partition(";base64,")
    picture = base64.b64decode(data).decode()
    assert (kind, image["alt"]) == ("data:image/svg+xml", "loudness of the item over time")
    assert "Hôm nay xã ta có hai tin vui." in picture
    assert "−16.0 LUFS" in picture
    assert "img-src data:" in page.source


def test_a_damaged_item_is_no_item(built_station: Path, tmp_path: Path) -> None:
    station = copy_of(built_station, tmp_path)
    for item in (station / "var/items").glob("*/*.wav"):
        content = bytearray(item.read_bytes())
        content[20_000] ^= 1
        item.write_bytes(content)
    assert ask(station, "preview", "tin-1", "--html", "bai.html").code == 0
    assert "<img" not in (station / "bai.html").read_text(encoding="utf-8")
