"""Nhật ký: what went out, and who did what, in words that its readers use."""

from console.visitors import Browser, Console
from workflows.stations import rewrite

from broadcaster.workflows import script_states
from broadcaster.workflows.approving import find_script
from broadcaster.workflows.station_folder import open_station


def test_what_was_done_to_accounts_is_told_in_words(admin: Browser) -> None:
    admin.post("/accounts", name="nam", full_name="Nam", password="một hai ba bốn năm", role="writer")
    admin.post("/accounts/nam/roles", role="operator")
    admin.post("/accounts/nam/password", password="sáu bảy tám chín mười")
    admin.post("/accounts/nam/token", label="máy tính của tỉnh")
    admin.post("/accounts/nam/tokens/remove")
    admin.post("/accounts/nam/remove")
    page = admin.get("/record/people").text
    assert "accounts/nam" not in page
    for told in ("đã lập tài khoản “nam” (người viết)", "đã đổi vai trò của tài khoản “nam”: người trực",
                 "đã đổi mật khẩu của “nam”", "đã cấp mã truy cập cho phần mềm của “nam”",
                 "đã thu hồi mọi mã truy cập của “nam”", "đã xóa tài khoản “nam”"):  # fmt: skip
        assert told in page


def test_who_did_something_is_the_one_who_did_it(console: Console, writer: Browser) -> None:
    rewrite(console.station / "scripts/tin-1.md", "2 tin vui", "3 tin vui")
    contents = open_station(console.station)[0]
    script = find_script(contents, "tin-1")
    script_states.submit(contents, script, "Nguyễn Thị Hoa", "")
    script_states.send_back(contents, script, "Trần Thị Lan", "sửa ngày")
    page = writer.get("/scripts/tin-1").text
    assert "<b>Nguyễn Thị Hoa</b> đã trình duyệt" in page
    assert "<b>Trần Thị Lan</b> đã trả lại" in page


def test_what_is_still_to_come_is_no_lack(writer: Browser) -> None:
    page = writer.get("/report?from=2026-05-13&until=2026-05-14").text
    assert "<b>+0:00</b>" in page
    assert "những ngày đã qua" in page
