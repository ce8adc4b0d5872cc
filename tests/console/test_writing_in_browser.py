"""A writer writes, an approver approves on a telephone, two people edit one script: in the system's Chromium."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import DESK, PHONE, chromium, overhang, serious_findings
from console.serving import clock_from, free_port, served
from console.test_in_browser import PICTURES, opened
from console.visitors import MORNING, PASSWORD, add_people
from playwright.sync_api import Browser, Page, expect
from workflows.stations import AFTER, ask, copy_of, rewrite

pytestmark = pytest.mark.browser

NOW = clock_from(MORNING)
SCRIPT = "/scripts/tin-1"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as lent:
        yield lent


@pytest.fixture
def station(built_station: Path, tmp_path: Path) -> Path:
    folder = copy_of(built_station, tmp_path)
    add_people(folder)
    return folder


@pytest.fixture
def address(station: Path) -> Iterator[str]:
    with served(station, NOW, free_port()) as at:
        yield at


def text_of(station: Path) -> str:
    return (station / "scripts/tin-1.md").read_text("utf-8")


def type_into(page: Page, text: str) -> None:
    page.locator("#body").fill(text)


def test_a_writer_writes_an_approver_approves_on_a_telephone_and_it_is_aired(
    browser: Browser, station: Path, address: str
) -> None:
    writer = opened(browser, station, address, "hoa")
    writer.goto(f"{address}{SCRIPT}")
    type_into(writer, "Xã triển khai QRT lúc 7h30 ngày mai.")
    reading = writer.locator("[data-reading]")
    expect(reading.locator(".said")).to_contain_text("bảy giờ ba mươi")
    expect(reading.locator("mark.guess")).to_have_count(1)
    reading.locator(".settle input[name=spoken]").fill("quy rờ tê")
    reading.locator(".settle button").click()
    expect(reading.locator("mark.guess")).to_have_count(0)
    expect(reading.locator(".said")).to_contain_text("quy rờ tê")
    assert writer.locator("#body").input_value() == "Xã triển khai QRT lúc 7h30 ngày mai."  # nothing typed was lost
    reading.locator("[data-speak]").click()
    expect(reading.locator("[data-sound]")).to_have_js_property("paused", value=False, timeout=15_000)
    assert serious_findings(writer) == []
    writer.get_by_role("button", name="Lưu và trình duyệt").click()
    expect(writer.locator(".headline .chip")).to_contain_text("chờ duyệt")

    approver = opened(browser, station, address, "lan", width=PHONE)
    approver.goto(f"{address}/scripts?state=submitted")
    approver.get_by_text("Tin buổi sáng").click()
    expect(approver.locator(".said")).to_contain_text("quy rờ tê lúc bảy giờ ba mươi")
    approver.locator("#why").fill("ghi rõ họp ở đâu")
    approver.get_by_role("button", name="Trả lại người viết").click()
    expect(approver.locator(".headline .chip")).to_contain_text("bị trả lại")

    writer.reload()
    expect(writer.locator("main")).to_contain_text("ghi rõ họp ở đâu")
    type_into(writer, "Xã triển khai QRT lúc 7h30 ngày mai tại nhà văn hóa.")
    writer.get_by_role("button", name="Lưu và trình duyệt").click()
    expect(writer.locator(".headline .chip")).to_contain_text("chờ duyệt")
    approver.reload()
    approver.get_by_role("button", name="Duyệt đúng như trên đây").click()
    expect(approver.locator(".headline .chip")).to_contain_text("đã duyệt")
    assert serious_findings(approver) == []
    assert ask(station, "build", AFTER).code == 0
    aired = ask(station, "simulate", AFTER, "--json").lines
    assert [line["outcome"] for line in aired if line["source"] == "tin-1"] == ["aired"]


def test_two_people_edit_one_script_and_both_texts_are_shown(browser: Browser, station: Path, address: str) -> None:
    hoa, chu = (opened(browser, station, address, name) for name in ("hoa", "chu"))
    for page, words in ((hoa, "Lời của Hoa."), (chu, "Lời của Chủ.")):
        page.goto(f"{address}{SCRIPT}")
        type_into(page, words)
    chu.get_by_role("button", name="Lưu", exact=True).click()
    expect(chu.locator("#body")).to_have_value("Lời của Chủ.\n")
    hoa.get_by_role("button", name="Lưu", exact=True).click()
    expect(hoa.locator("main > .told.bad")).to_contain_text("người khác đã sửa")
    expect(hoa.locator("main > .sheet > .theirs")).to_contain_text("Lời của Chủ.")
    expect(hoa.locator("#body")).to_have_value("Lời của Hoa.")
    type_into(hoa, "Lời của Chủ.\nLời của Hoa.")
    hoa.get_by_role("button", name="Lưu", exact=True).click()
    expect(hoa.locator("main > .told.bad")).to_have_count(0)
    assert text_of(station).endswith("---\nLời của Chủ.\nLời của Hoa.\n")


def test_what_is_not_saved_is_asked_for_before_it_is_left(browser: Browser, station: Path, address: str) -> None:
    page = opened(browser, station, address, "hoa")
    page.goto(f"{address}{SCRIPT}")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("#body").press_sequentially("Thêm. ")
    page.locator(".tabs a").first.click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.url.endswith(SCRIPT)


def test_a_session_that_is_over_costs_nobody_a_word(browser: Browser, station: Path, address: str) -> None:
    page = opened(browser, station, address, "hoa")
    page.goto(f"{address}{SCRIPT}")
    page.context.clear_cookies()
    type_into(page, "Lời chưa lưu của Hoa.")
    expect(page.locator("[data-stale=session]")).to_be_visible()
    page.get_by_role("button", name="Lưu", exact=True).click()
    told = page.locator("[data-notice=session]")
    expect(told).to_contain_text("Chưa lưu được: phiên đăng nhập đã hết")
    expect(page.locator("#body")).to_have_value("Lời chưa lưu của Hoa.")
    told.get_by_role("link").click()
    page.locator("#name").fill("hoa")
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{address}{SCRIPT}")
    expect(page.locator("[data-draft]")).to_contain_text("chưa được lưu")
    assert serious_findings(page) == []
    page.locator("[data-draft-take]").click()
    expect(page.locator("#body")).to_have_value("Lời chưa lưu của Hoa.")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".history")).to_contain_text("Nguyễn Thị Hoa đã lưu thay đổi")
    expect(page.locator("[data-draft]")).to_be_hidden()
    assert text_of(station).endswith("---\nLời chưa lưu của Hoa.\n")


def test_a_page_that_is_too_old_keeps_what_was_typed_in_it(browser: Browser, station: Path, address: str) -> None:
    page = opened(browser, station, address, "hoa")
    page.goto(f"{address}{SCRIPT}")
    page.locator("form[data-who] [name=csrf]").evaluate("field => { field.value = 'của phiên trước' }")
    type_into(page, "Lời trên trang cũ.")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.locator("[data-notice=old]").get_by_role("link").click()
    page.locator("[data-draft-take]").click()
    expect(page.locator("#body")).to_have_value("Lời trên trang cũ.")
    page.locator("#body").fill("Lời khác.")
    page.reload()  # asked about, and left all the same
    page.locator("[data-draft-away]").click()
    page.reload()
    expect(page.locator("[data-draft]")).to_be_hidden()


def test_a_network_that_is_gone_is_told_and_what_was_typed_stays(browser: Browser, station: Path, address: str) -> None:
    page = opened(browser, station, address, "chu")
    page.goto(f"{address}{SCRIPT}")
    page.context.set_offline(True)
    type_into(page, "Lời lúc mất mạng.")
    expect(page.locator("[data-stale=offline]")).to_be_visible()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("[data-notice=offline]")).to_contain_text("Chưa lưu được: không kết nối được với đài")
    expect(page.locator("[data-kept]")).to_be_visible()
    expect(page.locator("#body")).to_have_value("Lời lúc mất mạng.")
    page.context.set_offline(False)
    expect(page.locator("[data-stale=offline]")).to_be_hidden(timeout=10_000)
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".history")).to_contain_text("đã lưu thay đổi")
    assert text_of(station).endswith("---\nLời lúc mất mạng.\n")


def test_nobody_approves_while_the_form_says_something_else(browser: Browser, station: Path, address: str) -> None:
    rewrite(station / "scripts/tin-1.md", "2 tin", "3 tin")
    page = opened(browser, station, address, "chu")
    page.goto(f"{address}{SCRIPT}")
    verdict = page.get_by_role("button", name="Duyệt đúng như trên đây")
    expect(verdict).to_be_enabled()
    before = page.locator("#body").input_value()
    type_into(page, "Lời khác hẳn.")
    expect(verdict).to_be_disabled()
    expect(page.locator("[data-undecided]")).to_be_visible()
    type_into(page, before)
    expect(verdict).to_be_enabled()


def test_a_document_is_dropped(browser: Browser, station: Path, address: str) -> None:
    page = opened(browser, station, address, "hoa")
    page.goto(f"{address}/scripts")
    page.evaluate(
        """() => {
          const dropped = new DataTransfer();
          dropped.items.add(new File(["Kính gửi bà con. Xã tổ chức tiêm phòng cho đàn gia súc."], "tiem-phong.txt"));
          const zone = document.querySelector("[data-drop]");
          zone.dispatchEvent(new DragEvent("drop", {dataTransfer: dropped, bubbles: true}));
        }"""
    )
    expect(page.locator("h1")).to_have_text("tiem-phong.txt")
    page.locator(".rows a").first.click()
    expect(page.locator("#body")).to_have_value("Kính gửi bà con. Xã tổ chức tiêm phòng cho đàn gia súc.\n")


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_forms_can_be_used_by_everybody(browser: Browser, station: Path, address: str, width: int, scheme: str) -> None:
    ask(station, "submit", "ngay-hoi-1", "--by", "Hoa")
    looked_at = {"chu": (SCRIPT, "/timetable/sang", "/timetable/ngay-hoi"), "lan": (SCRIPT,)}
    for name, paths in looked_at.items():
        page = opened(browser, station, address, name, width=width, scheme=scheme)
        for path in paths:
            page.goto(f"{address}{path}")
            assert (path, serious_findings(page)) == (path, [])
            assert (path, overhang(page)) == (path, 0)


def test_an_operator_moves_a_slot_and_sees_what_is_in_the_way(browser: Browser, station: Path, address: str) -> None:
    page = opened(browser, station, address, "minh", width=PHONE)
    page.goto(f"{address}/timetable/sang")
    page.get_by_label("giờ bắt đầu").fill("3h15")
    page.get_by_role("button", name="Kiểm tra và lưu").click()
    expect(page.locator(".told.bad").last).to_contain_text("giờ yên lặng")
    page.get_by_label("giờ bắt đầu").fill("6h")
    page.get_by_role("button", name="Kiểm tra và lưu").click()
    expect(page.locator(".told.good")).to_contain_text("5h30 → 6h")
    page.goto(f"{address}/timetable")
    expect(page.locator(".rows .when").first).to_have_text("06:00")


def test_pictures_for_the_documents(browser: Browser, station: Path, address: str, tmp_path: Path) -> None:
    """With BROADCASTER_PICTURES they are those of `docs/img`."""
    folder = PICTURES if "BROADCASTER_PICTURES" in os.environ else tmp_path
    writer = opened(browser, station, address, "hoa")
    writer.goto(f"{address}{SCRIPT}")
    type_into(
        writer,
        "UBND xã mời bà con dự ngày hội chuyển đổi số lúc 7h30 ngày 18/5/2026 tại nhà văn hóa thôn 3.\n\n"
        "Bà con quét mã QRT ở cửa để ghi tên. Muốn hỏi thêm, xin gọi 0912 345 678.",
    )
    expect(writer.locator("mark.guess")).to_have_count(1)
    writer.screenshot(path=folder / "console-writing.png")
    writer.get_by_role("button", name="Lưu và trình duyệt").click()
    expect(writer.locator(".headline .chip")).to_contain_text("chờ duyệt")
    for name, who, path, width in (
        ("console-approving", "lan", SCRIPT, PHONE), ("console-timetable", "minh", "/timetable", DESK),
    ):  # fmt: skip
        page = opened(browser, station, address, who, width=width)
        page.goto(f"{address}{path}")
        taken = page.screenshot(path=folder / f"{name}.png")
        assert taken.startswith(b"\x89PNG")
