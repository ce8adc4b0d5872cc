"""The pages as files: right HTML, every link leads somewhere, nothing of a writer's is markup, nothing runs."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urldefrag

import pytest
from publishing.sites import CAMPAIGN, SLOGAN, THEME, article, attributes, parsed, shown, site

from broadcaster.publishing.banners import banner
from broadcaster.publishing.files import site_files
from broadcaster.publishing.layout import POLICY

FILES = site_files(site())
PAGES = sorted(
    name for name in FILES if name.endswith(".html") and not (name.startswith("dan/") and "index" not in name)
)


def resolved(page: str, link: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), link))


def links(files: dict[str, bytes], page: str) -> Iterator[tuple[str, str]]:
    for link in attributes(files[page], "href", "src"):
        path, anchor = urldefrag(link)
        if link == "https://xa.example/a.png":
            continue  # a writer's own
        if not link.startswith("https://xa.example/truyen-thanh/"):
            yield resolved(page, path) if path else page, anchor
        else:
            yield path.removeprefix("https://xa.example/truyen-thanh/") or "index.html", anchor


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_right_html_and_all_its_links_and_anchors_lead_somewhere(page: str) -> None:
    sounds = {one.audio.path for one in site().articles if one.audio} | {one.pack for one in site().articles}
    for path, anchor in links(FILES, page):
        assert path in FILES or path in sounds, path
        if anchor:
            assert anchor in attributes(FILES[path], "id"), (path, anchor)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_nothing_and_loads_nothing_from_elsewhere(page: str) -> None:
    tree = parsed(FILES[page])
    policies = [meta.get("content") for meta in tree.iter("meta") if meta.get("http-equiv")]  # type: ignore[attr-defined]
    assert policies == [POLICY]
    assert not list(tree.iter("script"))  # type: ignore[attr-defined]
    assert not attributes(FILES[page], "style", "onclick", "onload")
    assert not [src for src in attributes(FILES[page], "src") if "//" in src]


def test_without_an_address_there_is_no_feed_and_nothing_that_needs_one() -> None:
    files = site_files(site(base_url=None))
    assert "podcast.xml" not in files
    for page in PAGES:
        for path, _ in links(files, page):
            assert "://" not in path
            assert path != "podcast.xml"


def test_what_writers_write_is_text_and_never_markup() -> None:
    page = FILES["bai/tin-1.html"]
    text = shown(page)
    assert "Tin <buổi sáng> & “buổi chiều”" in text
    assert "Việc <b>thứ nhất</b>" in text
    assert "<script>alert(1)</script> và tiếp tục dòng này." in text
    assert "javascript:" not in "".join(attributes(page, "href"))
    assert "https://xa.example/a.png" not in "".join(attributes(page, "src"))


def test_an_article_tells_when_it_was_heard_how_often_and_that_a_machine_reads() -> None:
    text = shown(FILES["bai/tin-1.html"])
    for words in ("13/5/2026", "đã phát 3 lần", "Nghe lại, 2:02", "giọng máy đọc", "MP3, 1,0 MB", "ab" * 32):
        assert words in text
    assert "giọng máy" not in shown(FILES["bai/thong-bao-1.html"])


def test_sentences_stand_with_their_times_and_in_webvtt() -> None:
    assert "0:01Kính thưa bà con." in shown(FILES["bai/tin-1.html"])
    assert FILES["loi/tin-1.vtt"].decode() == (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.500\nKính thưa bà con.\n"
        "\n2\n00:00:03.000 --> 00:00:04.250\nHết &lt;tin&gt; &amp; hết.\n"
    )
    assert "loi/thong-bao-1.vtt" not in FILES


def test_a_campaign_s_page_has_theme_and_slogan_to_the_letter_and_its_figures() -> None:
    page = FILES["dot/ngay-hoi.html"]
    text = shown(page)
    assert THEME in text
    assert "13/5/2026 – 18/5/2026" in text
    assert SLOGAN in attributes(page, "alt")
    assert "bài2" in text
    assert "lượt phát6" in text
    assert "12:00" in text


def test_a_banner_holds_the_slogan_to_the_letter_in_lines_that_end_where_readers_take_breath() -> None:
    picture = banner(CAMPAIGN)
    assert f"<title>{SLOGAN}</title>" in picture
    lines = [part.split("<")[0] for part in picture.split("<tspan")[1:]]
    lines = [line.split(">", 1)[1] for line in lines]
    assert " ".join(lines) == SLOGAN
    assert lines == ["Nhiệt liệt chào mừng", "Ngày Khoa học, Công nghệ", "và Đổi mới sáng tạo Việt Nam 18/5"]


@pytest.mark.parametrize("slogan", ["Vui", "a" * 300, "một hai ba " * 40, "18/5 - 18/5, và và và"])
def test_whatever_the_slogan_its_banner_has_all_of_it(slogan: str) -> None:
    lines = [
        part.split(">", 1)[1].split("<")[0] for part in banner(replace(CAMPAIGN, slogan=slogan)).split("<tspan")[1:]
    ]
    assert " ".join(lines).split() == slogan.split()


def test_the_paste_page_offers_the_banner_and_the_columns_as_html() -> None:
    boxes = [box.text for box in parsed(FILES["dan/index.html"]).iter("textarea")]  # type: ignore[attr-defined]
    assert SLOGAN in boxes[0]
    assert 'href="https://xa.example/truyen-thanh/dot/ngay-hoi.html"' in boxes[0]
    assert boxes[1] == ('<a href="https://xa.example/truyen-thanh/chuyen-muc/ban-tin.html">Chuyên mục: Bản tin</a>')


def test_a_fragment_is_the_article_without_a_page() -> None:
    fragment = FILES["dan/tin-1.html"].decode()
    assert "<html" not in fragment
    assert "<h2>Tin &lt;buổi sáng&gt; &amp; “buổi chiều”</h2>" in fragment
    assert 'src="https://xa.example/truyen-thanh/am-thanh/tin-1-0a1b2c3d4e.mp3"' in fragment
    assert "style=" not in fragment
    assert "13/5/2026.</em> Bản ghi âm do giọng máy đọc. <a href=" in fragment


def test_an_empty_site_says_so() -> None:
    files = site_files(site(articles=(), columns={}, campaigns=()))
    assert "Chưa có bài nào được đăng." in shown(files["index.html"])
    assert {name for name in files if name.endswith(".html")} == {"index.html", "dan/index.html"}


def test_the_same_site_gives_the_same_bytes() -> None:
    assert site_files(site()) == FILES
    assert site_files(site(articles=(article(airings=4),)))["bai/tin-1.html"] != FILES["bai/tin-1.html"]


def test_nothing_is_called_heard_that_was_not() -> None:
    heard, again = "đã phát trên loa truyền thanh", "Nghe lại"
    home = site_files(site(articles=(article(),)))
    assert heard in home["index.html"].decode()
    assert again in home["bai/tin-1.html"].decode()
    unheard = replace(site(), articles=(replace(article(), airings=0, aired_ms=0),))
    assert not any(again in content.decode() or heard in content.decode()
                   for name, content in site_files(unheard).items() if name.endswith((".html", ".xml")))  # fmt: skip
