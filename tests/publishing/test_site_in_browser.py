"""The site in a real browser, as wide as a telephone and as a desk, light and dark: it fits, can be used, it plays."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from browser import DESK, PHONE, chromium, overhang, serious_findings
from playwright.sync_api import Browser
from publishing.sites import article, site

from broadcaster.publishing.files import site_files
from broadcaster.sound.mp3 import mp3_sink

LONG = article(
    "tin-dai",
    title="Mộttiêuđềrấtdàikhôngcókhoảngtrắngnàocảđểxemtrangcóvỡkhôngtrênđiệnthoại và phần còn lại",
    written="https://xa.example/" + "rat-dai" * 40,
)
PAGES = (
    "index.html",
    "bai/tin-1.html",
    "bai/tin-dai.html",
    "dot/ngay-hoi.html",
    "chuyen-muc/ban-tin.html",
    "dan/index.html",
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as lent:
        yield lent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    shown = site(articles=(LONG, *site().articles))
    for name, content in site_files(shown).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for one in shown.articles:
        if one.audio:
            with mp3_sink(folder / one.audio.path) as sink:
                sink.write(np.zeros(24_000 * 2, np.float32))
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_fits_and_everybody_can_use_it(browser: Browser, folder: Path, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for name in PAGES:
        page.goto((folder / name).as_uri())
        assert said == [], name  # the policy forbids nothing that the page wants
        for fold in page.locator("details").all():
            fold.evaluate("fold => fold.open = true")
        assert overhang(page) == 0, name
        if name != "bai/tin-dai.html":  # which differs from another by its length alone
            assert serious_findings(page) == [], name
        said.clear()  # of what axe wants
    context.close()


def test_a_reader_finds_an_article_plays_it_and_comes_back_by_keyboard(browser: Browser, folder: Path) -> None:
    page = browser.new_page()
    page.goto((folder / "index.html").as_uri())
    page.get_by_role("link", name="Tin <buổi sáng>").first.click()
    assert page.url.endswith(".html")
    player = page.locator("audio")
    player.evaluate("""player => new Promise((heard, failed) => {
        player.muted = true; player.ontimeupdate = () => player.currentTime > 0.1 && heard(); player.onerror = failed;
        player.play().catch(failed) })""")
    assert abs(player.evaluate("player => player.duration") - 2) < 0.1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.close()
