"""A script's text for eyes: as prose, as plain text, as a lead; names; packs to send on."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publishing.sites import PROSE, article, parsed, site

from broadcaster.publishing.markup import Html, inside, tag
from broadcaster.publishing.names import plain_name, plain_names
from broadcaster.publishing.prose import lead, plain_text, prose
from broadcaster.publishing.share_pack import share_pack
from broadcaster.vietnamese.written import written_form

WRITTEN = """\
**Nam:** Kính thưa bà con! [nghỉ 2s] Mời cài {VNeID|vê nê ít} trước {18/5:ngày}.

***

Nữ: Hết tin. [nghỉ lễ] là chữ thường.
"""


def test_readers_see_what_is_written_and_none_of_the_studio_s_directions() -> None:
    assert written_form(WRITTEN) == (
        "**Nam:** Kính thưa bà con! Mời cài VNeID trước 18/5.\n\n***\n\nNữ: Hết tin. [nghỉ lễ] là chữ thường.\n"
    )


def test_a_wrapped_line_goes_on_and_a_new_line_is_a_new_line() -> None:
    assert "và\ntiếp tục dòng này.<br />" in prose(PROSE)
    assert prose("Một.\n\nHai *ba*.") == "<p>Một.</p>\n<p>Hai <em>ba</em>.</p>"


def test_headings_stand_below_the_page_s_own() -> None:
    assert prose("# Một\n\n###### Sáu") == "<h2>Một</h2>\n<h6>Sáu</h6>"


def test_plain_text_has_no_marks() -> None:
    text = plain_text("## Đầu đề\n\nMời **bà con**\nđến dự.\n\n- một\n- hai")
    assert text == "Đầu đề\n\nMời bà con đến dự.\n\n• một\n\n• hai"


@pytest.mark.parametrize(
    ("written", "begins"),
    [
        ("Ngắn thôi.", "Ngắn thôi."),
        (
            "Câu thứ nhất dài vừa phải, đủ để làm phần mở đầu. " + "từ " * 40,
            "Câu thứ nhất dài vừa phải, đủ để làm phần mở đầu.",
        ),
        ("từ, " * 40, "từ, " * 31 + "từ…"),
    ],
)
def test_a_lead_is_whole_sentences_where_some_fit(written: str, begins: str) -> None:
    assert lead(written) == begins


@given(st.text(max_size=300))
def test_whatever_is_written_becomes_right_html_without_a_script(written: str) -> None:
    page = f"<!DOCTYPE html><html><head><title>t</title></head><body>{prose(written)}</body></html>"
    tree = parsed(page)
    assert not list(tree.iter("script"))  # type: ignore[attr-defined]


@given(st.text(max_size=40), st.text(max_size=40))
def test_text_is_escaped_and_markup_is_not(text: str, value: str) -> None:
    element = tag("p", text, title=value)
    assert isinstance(element, Html)
    assert element.count("<") == 2
    parsed(f"<!DOCTYPE html><html><head><title>t</title></head><body>{element}</body></html>")
    assert inside(element) == element


def test_names_are_plain_and_no_two_the_same() -> None:
    assert plain_name("Đường về  thôn Ngọc Đới!") == "duong-ve-thon-ngoc-doi"
    names = plain_names(["tin-1", "Tin 1", "tín-1", "Ω"])
    assert names["tin-1"] == "tin-1"
    assert len(set(names.values())) == 4
    assert all(name == plain_name(name) and name for name in names.values())


def test_a_share_pack_holds_sound_and_text_under_plain_names() -> None:
    pack = share_pack(article(title="Tin buổi sáng"), site(), b"ID3...")
    assert pack == share_pack(article(title="Tin buổi sáng"), site(), b"ID3...")
    with zipfile.ZipFile(io.BytesIO(pack)) as found:
        assert found.namelist() == ["tin-1.txt", "tin-1.mp3"]
        assert found.read("tin-1.mp3") == b"ID3..."
        text = found.read("tin-1.txt").decode("utf-8-sig").replace("\r\n", "\n")
    assert text.startswith("TIN BUỔI SÁNG\n\n")
    assert text.endswith(
        "Đài truyền thanh xã <Quảng Ngọc>, 13/05/2026\nBản ghi âm do giọng máy đọc.\n"
        "https://xa.example/truyen-thanh/bai/tin-1.html\n"
    )
