"""The console in the system's Chromium: on a telephone and on a desk, light and dark, cut off and back again."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from browser import DESK, PHONE, chromium, overhang, serious_findings
from console.recordings import in_m4a, recording
from console.serving import clock_from, free_port, served
from console.visitors import MORNING, PASSWORD, add_people, daemon_dies, daemon_says
from playwright.sync_api import Browser, FilePayload, Page, Request, expect
from workflows.stations import copy_of, rewrite

from broadcaster.accounts.register import Register
from broadcaster.accounts.sessions import Sessions
from broadcaster.console.dispatch import SESSION
from broadcaster.console.table import PAGES
from broadcaster.workflows.alert_sound import LARGEST_FILE
from broadcaster.workflows.alerting import current
from broadcaster.workflows.station_folder import Places

pytestmark = pytest.mark.browser

MOST_BYTES = 150_000
ON_AIR = "sang@2026-05-13T05:30+07:00"
PICTURES = Path(__file__).parents[2] / "docs/img"
NOW = clock_from(MORNING)
LOOKED_AT = sorted({way.path for way in PAGES if way.method == "GET" and "{" not in way.path} - {"/live", "/login"})


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as lent:
        yield lent


@pytest.fixture(scope="module")
def station(built_station: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copy_of(built_station, tmp_path_factory.mktemp("served"))
    add_people(folder)
    daemon_says(folder, NOW(), ON_AIR)
    return folder


@pytest.fixture(scope="module")
def address(station: Path) -> Iterator[str]:
    with served(station, NOW, free_port()) as at:
        yield at


def opened(
    browser: Browser, station: Path, address: str, name: str, *, width: int = DESK, scheme: str = "light"
) -> Page:
    """Open Hôm nay in a fresh browser where `name` has logged in; a script's error fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme, locale="vi-VN")
    account = Register(Places(station).accounts).find(name)
    assert account
    key, _ = Sessions(Places(station).sessions).begin(account, NOW())
    context.add_cookies([{"name": SESSION, "value": key, "url": address}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"{page.url}: {error}"))
    page.goto(address)
    return page


def test_somebody_logs_in_and_out(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": PHONE, "height": 740})
    page.goto(f"{address}/report?from=2026-05-13")
    assert serious_findings(page) == []
    page.fill("#name", "hoa")
    page.fill("#password", PASSWORD)
    page.click("button.main")
    page.wait_for_url(f"{address}/report?from=2026-05-13")
    page.click(".me summary")
    page.click(".me button")
    page.wait_for_url(f"{address}/login")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_used_by_everybody(browser: Browser, station: Path, address: str, scheme: str) -> None:
    page = opened(browser, station, address, "chu", width=PHONE, scheme=scheme)
    for path in LOOKED_AT:
        page.goto(f"{address}{path}")
        assert (path, serious_findings(page)) == (path, [])
        assert (path, overhang(page)) == (path, 0)


def test_every_page_is_light(browser: Browser, station: Path, address: str) -> None:
    page = opened(browser, station, address, "chu")
    weights: dict[str, int] = {}

    def weigh(request: Request) -> None:
        if "/live" not in request.url:
            sizes = request.sizes()
            weights[page.url] = weights.get(page.url, 0) + sizes["responseBodySize"] + sizes["responseHeadersSize"]

    page.on("requestfinished", weigh)
    for path in LOOKED_AT:
        page.goto(f"{address}{path}")
    assert weights
    assert {url: weight for url, weight in weights.items() if weight > MOST_BYTES} == {}


def test_today_lives_and_is_right_again_after_it_was_cut_off(browser: Browser, station: Path) -> None:
    port = free_port()
    with served(station, NOW, port) as address:
        page = opened(browser, station, address, "minh", width=PHONE)
        expect(page.locator(".onair")).to_contain_text("Đang phát")
        before = page.locator("[data-clock]").inner_text()
        expect(page.locator("[data-clock]")).not_to_have_text(before)
        daemon_says(station, NOW(), ON_AIR, ok=False)
        expect(page.locator("[data-part=trouble]")).to_contain_text("không có tiếng", timeout=15_000)
    expect(page.locator("[data-cut-off]")).to_be_visible(timeout=15_000)
    daemon_says(station, NOW())  # the daemon came back meanwhile, with nothing on air
    with served(station, NOW, port):
        expect(page.locator("[data-cut-off]")).to_be_hidden(timeout=30_000)
        expect(page.locator(".onair")).to_contain_text("Im lặng", timeout=15_000)
        expect(page.locator("[data-part=trouble]")).to_contain_text("lẽ ra phải phát từ 05:30")
    daemon_says(station, NOW(), ON_AIR)


def test_the_daemon_dies_and_comes_back(browser: Browser, station: Path, address: str) -> None:
    daemon_says(station, NOW(), ON_AIR)
    page = opened(browser, station, address, "minh")
    expect(page.locator("[data-part=trouble]")).not_to_contain_text("Đài không chạy")
    daemon_dies(station)
    expect(page.locator("[data-part=trouble]")).to_contain_text("Đài không chạy", timeout=15_000)
    daemon_says(station, NOW(), ON_AIR)
    expect(page.locator("[data-part=trouble]")).not_to_contain_text("Đài không chạy", timeout=15_000)


def test_what_somebody_opened_stays_open_when_the_page_is_renewed(
    browser: Browser, station: Path, address: str
) -> None:
    daemon_says(station, NOW(), ON_AIR)
    page = opened(browser, station, address, "minh")
    later = page.locator("details.airing").nth(1)
    later.locator("summary").click()
    opened_before = later.get_attribute("open")
    daemon_says(station, NOW())
    expect(page.locator(".onair")).to_contain_text("Im lặng", timeout=15_000)
    assert page.locator("details.airing").nth(1).get_attribute("open") == opened_before
    daemon_says(station, NOW(), ON_AIR)


def test_an_emergency_takes_two_steps_and_is_ended(browser: Browser, station: Path, address: str) -> None:
    page = opened(browser, station, address, "minh", width=PHONE)
    page.goto(f"{address}/alert")
    page.fill("#text", "Nước sông Yên đang lên nhanh. Bà con ven sông hãy di dời lên cao ngay.")
    page.click("button.main")
    expect(page.locator(".spoken")).to_contain_text("Nước sông Yên đang lên nhanh", timeout=30_000)
    assert current(station, NOW()) == []
    page.locator("audio").evaluate("one => one.play()")
    expect(page.locator("audio")).to_have_js_property("error", None)
    assert serious_findings(page) == []
    page.click("button.danger")
    expect(page.locator(".standing")).to_contain_text("Lê Văn Minh ra lệnh")
    assert len(current(station, NOW())) == 1
    page.goto(address)
    expect(page.locator("[data-part=trouble]")).to_contain_text("Tin khẩn cấp: Nước sông Yên")
    page.goto(f"{address}/alert")
    page.on("dialog", lambda dialog: dialog.accept())
    page.click(".standing button")
    expect(page.locator("main")).to_contain_text("không có tin khẩn cấp")
    assert current(station, NOW()) == []
    approver = opened(browser, station, address, "lan", width=PHONE)
    approver.goto(f"{address}/alert")
    expect(approver.locator("main")).to_contain_text("còn chờ duyệt")
    assert (serious_findings(approver), overhang(approver)) == ([], 0)
    approver.on("dialog", lambda dialog: dialog.accept())
    approver.get_by_role("button", name="Duyệt tin đã phát").click()
    expect(approver.locator("main")).not_to_contain_text("còn chờ duyệt")


def test_a_telephone_sends_its_recording_and_it_is_heard_before_it_airs(
    browser: Browser, station: Path, address: str, tmp_path: Path
) -> None:
    page = opened(browser, station, address, "lan", width=PHONE)
    page.goto(f"{address}/alert")
    with (tmp_path / "dai.wav").open("wb") as large:
        large.truncate(LARGEST_FILE + 1)
    page.get_by_label("hoặc một bản ghi âm").set_input_files(tmp_path / "dai.wav")
    page.click("button.main")
    refused = page.locator("#recording").evaluate("one => one.validationMessage")
    assert (page.url, "60 MB" in refused) == (f"{address}/alert", True)
    sent = FilePayload(name="ghi-am.m4a", mimeType="audio/mp4", buffer=in_m4a(recording()))
    page.get_by_label("hoặc một bản ghi âm").set_input_files(sent)
    page.click("button.main")
    expect(page.locator(".spoken")).to_contain_text("ghi-am", timeout=30_000)
    page.locator("audio").evaluate("one => one.play()")
    expect(page.locator("audio")).to_have_js_property("error", None)
    assert (serious_findings(page), overhang(page)) == ([], 0)
    page.get_by_text("Quay lại").click()
    page.get_by_label("hoặc một bản ghi âm").set_input_files(FilePayload(name="x.mp3", mimeType="", buffer=b"no sound"))
    page.click("button.main")
    expect(page.locator(".told.bad")).to_contain_text("x.mp3")
    expect(page.locator("#file")).to_contain_text("ghi-am.wav")  # what was sent before can be chosen
    assert (serious_findings(page), overhang(page)) == ([], 0)
    assert current(station, NOW()) == []


NASTY = "<img src=x onerror=\"window.bad='1'\"><script>window.bad='2'</script>{{ 7*7 }}"


def test_whatever_people_write_does_nothing_in_the_browser(
    browser: Browser, built_station: Path, tmp_path: Path
) -> None:
    folder = copy_of(built_station, tmp_path)
    add_people(folder)
    quoted = "'" + NASTY.replace("'", "''") + "'"
    rewrite(folder / "station.yaml", "Đài thử nghiệm", quoted)
    for name in ("sang", "ngay-hoi"):
        file = folder / f"playlists/{name}.yaml"
        rest = file.read_text("utf-8").partition("\n")[2]
        file.write_text(f"title: {quoted}\n{rest}", encoding="utf-8")
    account = folder / "var/console/accounts/account-chu.json"
    account.write_text(json.dumps(json.loads(account.read_text("utf-8")) | {"full_name": NASTY}), encoding="utf-8")
    daemon_says(folder, NOW(), ON_AIR, detail=NASTY)
    with served(folder, NOW, free_port()) as address:
        page = opened(browser, folder, address, "chu")
        expect(page.locator("[data-part=trouble]")).to_contain_text("<img src=x")
        expect(page.locator("[data-part=day]")).to_contain_text("{{ 7*7 }}")
        daemon_says(folder, NOW(), detail=NASTY)  # comes in by the stream
        expect(page.locator(".onair")).to_contain_text("Im lặng", timeout=15_000)
        page.goto(f"{address}/alert")
        page.fill("#text", f"Nước lên. {NASTY}")
        page.click("button.main")
        expect(page.locator("main")).to_contain_text("img", timeout=30_000)
        for path in LOOKED_AT:
            page.goto(f"{address}{path}")
            assert (path, page.evaluate("window.bad")) == (path, None)
            assert page.locator("img").count() == 0


def test_nothing_inline_would_run_even_if_it_came_in(browser: Browser, station: Path, address: str) -> None:
    page = opened(browser, station, address, "hoa")
    page.evaluate(
        "() => { const one = document.createElement('script'); one.textContent = \"window.bad = '3'\";"
        " document.body.append(one); }"
    )
    assert page.evaluate("window.bad") is None


def test_pictures_can_be_taken_for_the_documents(browser: Browser, station: Path, tmp_path: Path) -> None:
    """With BROADCASTER_PICTURES=FOLDER, of the sample built for 13 May 2026, they are those of `docs/img`."""
    sample = os.environ.get("BROADCASTER_PICTURES")
    shown = copy_of(Path(sample), tmp_path) if sample else station
    add_people(shown)
    now = clock_from(MORNING + timedelta(minutes=7))
    daemon_says(shown, now(), ON_AIR)
    with served(shown, now, free_port()) as at:
        for name, width, scheme in (("console", DESK, "light"), ("console-phone", PHONE, "dark")):
            page = opened(browser, shown, at, "minh", width=width, scheme=scheme)
            expect(page.locator("#day")).to_be_visible()
            taken = page.screenshot(path=(PICTURES if sample else tmp_path) / f"{name}.png")
            assert taken.startswith(b"\x89PNG")


@pytest.mark.parametrize("path", ["/timetable", "/record", "/report", "/scripts/tin-1", "/"])
def test_a_page_is_printed_as_an_office_files_it(browser: Browser, station: Path, address: str, path: str) -> None:
    page = opened(browser, station, address, "chu", scheme="dark")
    page.goto(f"{address}{path}")
    page.emulate_media(media="print")
    expect(page.locator(".paper-head")).to_be_visible()
    expect(page.locator(".paper-head")).to_contain_text("05:30 13/05/2026")
    for gone in ("nav", "button", "input[type=date]", "textarea", ".me"):
        assert not any(one.is_visible() for one in page.locator(gone).all()), gone
    colours = "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    assert page.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    heads = page.evaluate(
        "[...document.querySelectorAll('main thead:not(.hidden)')].map((e) => getComputedStyle(e).display)"
    )
    assert set(heads) <= {"table-header-group"}
    page.context.close()


def test_without_javascript_a_text_outlives_the_login_that_was_over(
    browser: Browser, station: Path, address: str
) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 740}, java_script_enabled=False)
    page = context.new_page()

    def log_in() -> None:
        page.fill("#name", "hoa")
        page.fill("#password", PASSWORD)
        page.click("main button")

    page.goto(f"{address}/login?next=/writing/new")
    log_in()
    page.fill("#title", "Tin hè")
    page.fill("#column", "ban-tin")
    page.fill("#body", "Dòng một “&”.\n\nDòng <hai>.")
    context.clear_cookies()  # the login is over
    page.click("main form .decide button.main")
    expect(page.locator("main")).to_contain_text("Nội dung vừa nhập vẫn được giữ")
    assert overhang(page) == 0
    log_in()
    assert overhang(page) == 0
    page.click("main form .decide button.main")
    page.wait_for_url(f"{address}/scripts/tin-he")
    assert (station / "scripts/tin-he.md").read_text("utf-8").endswith("\nDòng một “&”.\n\nDòng <hai>.\n")
    (station / "scripts/tin-he.md").unlink()
    context.close()
