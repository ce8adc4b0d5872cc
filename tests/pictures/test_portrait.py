"""The picture of a sound, read as what it is: XML that a browser lays out."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from broadcaster.pictures.portrait import ACROSS, LEFT, LOUD, LOUD_TOP, Caption, Mark, Sitter, clock, portrait
from broadcaster.pictures.style import KINDS, STYLE

SVG = "{http://www.w3.org/2000/svg}"
CAPTION = Caption(
    "vi", "Chương trình buổi sáng", "20:00 · −16,0 LUFS", "20:00. 0:00 Nhạc hiệu", "độ to", (("music", "nhạc"),)
)


def sitter(minutes: float = 20, marks: tuple[Mark, ...] = (), level: float = 0.5, lufs: float = -16.0) -> Sitter:
    cells = int(minutes * 600)
    return Sitter(int(minutes * 60_000), [level] * cells, [level / 4] * cells, [lufs] * cells, -16.0, marks)


def drawn(sitter_: Sitter, caption: Caption = CAPTION, made_of: str = "") -> ElementTree.Element:
    return ElementTree.fromstring(portrait(sitter_, caption, made_of))


def words(picture: ElementTree.Element, kind: str = "") -> list[str]:
    texts = picture.iter(f"{SVG}text")
    return [text.text or "" for text in texts if not kind or kind in text.get("class", "").split()]


def percent(element: ElementTree.Element, name: str = "x") -> float:
    return float(element.get(name, "").rstrip("%"))


def test_it_tells_what_it_shows_to_those_who_cannot_see_it():
    picture = drawn(sitter())
    assert picture.get("role") == "img"
    assert picture.get("lang") == "vi"
    named = {element.get("id"): element.text for element in picture if element.tag in {f"{SVG}title", f"{SVG}desc"}}
    assert picture.get("aria-labelledby", "").split() == list(named)
    assert list(named.values()) == ["Chương trình buổi sáng", "20:00. 0:00 Nhạc hiệu"]


def test_titles_are_text_whatever_they_hold():
    nasty = 'A & B <script>alert("1")</script>'
    picture = drawn(sitter(marks=(Mark(0, nasty),)), Caption("vi", nasty, nasty, nasty, nasty, (("music", nasty),)))
    assert nasty in words(picture)
    assert not list(picture.iter(f"{SVG}script"))


def test_what_xml_does_not_allow_is_shown_as_a_question_mark():
    told = portrait(sitter(), Caption("vi", "b\udce0n\x00g ghi \ufffe", "x", "x\x1b", "x"))
    assert ElementTree.fromstring(told.encode())[0].text == "b?n?g ghi ?"


def test_two_hours_of_many_parts_stay_under_60_kilobytes():
    title = "Kế hoạch hưởng ứng Ngày Khoa học, Công nghệ và Đổi mới sáng tạo Việt Nam năm 2026"
    marks = tuple(Mark(number * 144_000, title, KINDS[number % 4], -16.4) for number in range(50))
    uneven = [abs((number * 7919) % 1000 - 500) / 500 for number in range(72_000)]
    loudness = [-41 + 36 * level for level in uneven]
    assert len(portrait(Sitter(7_200_000, uneven, uneven, loudness, -16.0, marks), CAPTION).encode()) < 60_000


def test_the_outline_is_as_high_above_the_middle_as_below_it():
    halves = Sitter(1_000, [0.5] * 5 + [1.0] * 5, [0.0] * 10, [-16.0] * 10, -16.0)
    path = next(drawn(halves).iter(f"{SVG}path")).get("d", "")
    start, *steps = re.findall(r"[Mlv][\d+\- ]+", path)
    heights = [int(start.split()[1])]
    for step in steps:
        rise = int(step[1:]) if step[0] == "v" else int(re.findall(r"[+-]\d+$", step)[0])
        heights.append(heights[-1] + rise)
    assert (min(heights), max(heights)) == (100 - 98, 100 + 98)
    assert (heights[0], heights[-1]) == (100 - 49, 100 + 49)


def test_parts_are_listed_in_order_with_their_moment_and_loudness():
    marks = (
        Mark(0, "nhac-hieu", "jingle", -15.9),
        Mark(65_000, "Bản tin", "script", -16.24),
        Mark(600_000, "Nhạc", "music"),
    )
    told = words(drawn(sitter(marks=marks)))
    for row in (["1", "0:00", "nhac-hieu", "−15.9"], ["2", "1:05", "Bản tin", "−16.2"], ["3", "10:00", "Nhạc"]):
        assert any(told[at : at + len(row)] == row for at in range(len(told))), row


def test_the_outline_changes_its_colour_where_something_else_begins():
    marks = (Mark(0, "hiệu", "jingle"), Mark(60_000, "tin", "script"), Mark(1_140_000, "khác", "no kind of ours"))
    classes = [path.get("class") for path in drawn(sitter(marks=marks)).iter(f"{SVG}path")]
    assert classes == ["jingle peak", "script peak", "other peak", "jingle", "script", "other", "under", "loud"]


def test_what_comes_before_the_first_mark_is_drawn_as_well():
    classes = [path.get("class") for path in drawn(sitter(marks=(Mark(60_000, "tin", "script"),))).iter(f"{SVG}path")]
    assert classes[:2] == ["other peak", "script peak"]


def test_numbers_never_stand_on_each_other():
    marks = tuple(Mark(at, "x", "script") for at in (0, 3_000, 6_000, 60_000, 61_000, 300_000, 330_000, 1_199_000))
    picture = drawn(sitter(marks=marks))
    numbers = [text for text in picture.iter(f"{SVG}text") if text.get("class", "").startswith("number")]
    for shown, apart in ((numbers, 2.4), ([n for n in numbers if "w" not in n.get("class", "").split()], 5.6)):
        places = [percent(text) for text in shown]
        assert all(later - earlier >= apart - 0.01 for earlier, later in pairwise(places))
    assert [text.text for text in numbers] == ["1", "4", "6", "8"]


def test_a_mark_stands_where_its_moment_is():
    ticks = [
        line for line in drawn(sitter(marks=(Mark(300_000, "x"),))).iter(f"{SVG}line") if line.get("class") == "tick"
    ]
    assert percent(ticks[0], "x1") == pytest.approx(LEFT + ACROSS / 4, abs=0.01)


def test_the_line_of_loudness_and_the_wanted_line_share_one_scale():
    picture = drawn(sitter(lufs=-23.0))
    depth = LOUD * (23 - 5) / 36
    loud = next(path for path in picture.iter(f"{SVG}path") if path.get("class") == "loud")
    heights = {float(y) for y in re.findall(r"\d+ ([\d.]+)", loud.get("d", ""))}
    assert list(heights) == [pytest.approx(depth, abs=0.06)]
    target = next(line for line in picture.iter(f"{SVG}line") if line.get("class") == "target")
    assert float(target.get("y1", "")) == pytest.approx(LOUD_TOP + LOUD * (16 - 5) / 36, abs=0.06)


@pytest.mark.parametrize("lufs", [-70.0, 3.0])
def test_loudness_beyond_the_scale_stays_in_its_panel(lufs):
    loud = next(path for path in drawn(sitter(lufs=lufs)).iter(f"{SVG}path") if path.get("class") == "loud")
    assert all(0 <= float(y) <= LOUD for y in re.findall(r"\d+ ([\d.]+)", loud.get("d", "")))


@pytest.mark.parametrize("minutes", [0.02, 0.3, 1, 5, 20, 55, 120, 360])
def test_the_clock_has_a_few_times_and_none_over_the_end(minutes):
    picture = drawn(sitter(minutes))
    times = [text for text in picture.iter(f"{SVG}text") if "time" in text.get("class", "").split()]
    assert 1 <= len(times) <= 13
    assert times[0].text == "0:00"
    assert all(LEFT <= percent(text) <= LEFT + ACROSS + 0.01 for text in times)


def test_a_long_title_is_shortened_more_on_a_narrow_page():
    title = "Kế hoạch hưởng ứng Ngày Khoa học, Công nghệ và Đổi mới sáng tạo Việt Nam năm 2026"
    picture = drawn(sitter(marks=(Mark(0, title),)))
    (wide,), (narrow,) = words(picture, "w")[-1:], words(picture, "n")[-1:]
    assert len(narrow) < len(wide) < len(title)
    assert narrow.endswith("…")
    assert title.startswith(wide.rstrip("…"))


def test_silence_and_nothing_at_all_can_be_drawn():
    for empty in (sitter(level=0.0, lufs=-70.0), Sitter(0, [], [], [], -16.0), Sitter(50, [0.1], [], [], -16.0)):
        assert drawn(empty).tag == f"{SVG}svg"


def test_it_is_drawn_for_dark_pages_and_narrow_ones_too():
    light, dark = STYLE.split("prefers-color-scheme: dark")
    for name in re.findall(r"--(\w+):", light):
        assert f"--{name}:" in dark, name
    assert set(KINDS) <= set(re.findall(r"\.(\w+) \{ fill", STYLE))
    assert "max-width" in STYLE


def test_it_remembers_what_it_was_made_of():
    assert drawn(sitter(), made_of='1:vi:"abc&').get("data-of") == '1:vi:"abc&'


@pytest.mark.parametrize(
    ("moment_ms", "told"), [(0, "0:00"), (59_499, "0:59"), (59_500, "1:00"), (3_723_000, "1:02:03")]
)
def test_moments_are_told_as_on_a_clock(moment_ms, told):
    assert clock(moment_ms) == told
