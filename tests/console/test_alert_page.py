"""Khẩn cấp: two steps, a third in the quiet hours, and nothing twice."""

import re
from datetime import UTC, datetime

import pytest
from console.recordings import in_m4a, recording
from console.visitors import Browser, Clock, Console
from httpx2 import Response
from workflows.stations import rewrite

from broadcaster.console.once import Once
from broadcaster.model.record import Deed
from broadcaster.workflows.alerting import current
from broadcaster.workflows.keeping_record import record_to_read
from broadcaster.workflows.station_folder import open_station

FLOOD = "Nước sông Yên đang lên nhanh. Bà con ven sông hãy di dời ngay."
NIGHT = datetime(2026, 5, 12, 18, tzinfo=UTC)  # one in the morning, in the station's zone


def hidden(page: Response) -> dict[str, str]:
    """Return what the form of step two carries."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))


def on_air(console: Console) -> list[str]:
    return [one.alert.by for one in current(console.station, console.clock())]


def deeds(console: Console) -> list[tuple[Deed, str]]:
    with record_to_read(open_station(console.station)[0]) as record:
        return [(act.deed, act.by) for act in record.acts() if act.deed is not Deed.APPROVED]


def test_step_one_shows_what_will_be_heard_and_airs_nothing(console: Console, operator: Browser) -> None:
    page = operator.post("/alert/preview", text="Báo động 2, trước 18h00!", repeats="once")
    assert "Báo động hai, trước mười tám giờ!" in page.text
    assert (on_air(console), deeds(console)) == ([], [])
    sound = re.search(r'src="(/alert/sound/[0-9a-f]{40})"', page.text)
    assert sound
    assert operator.get(sound[1]).content.startswith(b"RIFF")


def test_step_two_airs_it_under_the_name_of_who_did_it_and_it_is_ended(console: Console, operator: Browser) -> None:
    form = hidden(operator.post("/alert/preview", text=FLOOD, repeats="disaster"))
    operator.csrf = form.pop("csrf")
    assert operator.post("/alert/air", **form).headers["location"] == "/alert"
    assert on_air(console) == ["Lê Văn Minh"]
    page = operator.get("/alert").text
    assert "Lê Văn Minh ra lệnh lúc 05:30" in page
    assert "phát lại lúc 05:35:20" in page
    found = re.search(r'name="id" value="([^"]+)"', page)
    assert found
    operator.post("/alert/cancel", id=found[1])
    assert on_air(console) == []
    assert deeds(console) == [(Deed.ALERTED, "Lê Văn Minh"), (Deed.ALERT_CANCELLED, "Lê Văn Minh")]


def test_what_was_aired_first_is_approved_afterwards_once(
    console: Console, operator: Browser, approver: Browser
) -> None:
    operator.post("/alert/air", **hidden(operator.post("/alert/preview", text=FLOOD, repeats="once")))
    assert "/alert/approve" not in operator.get("/alert").text
    page = approver.get("/alert").text
    assert FLOOD in page
    found = re.search(r'action="/alert/approve".*?name="id" value="([^"]+)"', page)
    assert found
    assert operator.post("/alert/approve", id=found[1]).status_code == 403
    assert [approver.post("/alert/approve", id=found[1]).status_code for _ in range(2)] == [303, 422]
    assert "/alert/approve" not in approver.get("/alert").text
    with console.asked_by("lan") as lan:
        (aired,) = lan.get("/api/v1/alerts/aired").json()["alerts"]
        assert (aired["alert"], aired["approved_by"]) == (found[1], "Trần Thị Lan")
        assert lan.post("/api/v1/alerts/approve", json={"alert": "x"}).status_code == 422


def test_a_second_click_airs_nothing_more(console: Console, operator: Browser) -> None:
    form = hidden(operator.post("/alert/preview", text=FLOOD, repeats="disaster"))
    for _ in range(3):
        assert operator.post("/alert/air", **form).headers["location"] == "/alert"
    assert len(on_air(console)) == 1


def test_what_is_not_what_was_shown_is_shown_again(console: Console, operator: Browser) -> None:
    form = hidden(operator.post("/alert/preview", text=FLOOD, repeats="once"))
    again = operator.post("/alert/air", **form | {"text": "Hết lũ."})
    assert "không còn như lúc xem" in again.text
    assert on_air(console) == []


def test_in_the_quiet_hours_somebody_types_a_code(console: Console, operator: Browser, clock: Clock) -> None:
    clock.at = NIGHT
    form = hidden(operator.post("/alert/preview", text=FLOOD, repeats="once"))
    asked = operator.post("/alert/air", **form)
    code = re.search(r'class="code">(\d{6})<', asked.text)
    assert code
    assert on_air(console) == []
    with console.visited_by("lan") as other:
        assert "Đang chờ xác nhận" in other.get("/alert").text
        assert code[1] not in other.get("/alert").text
        wrong = other.post("/alert/confirm", code="000000" if code[1] != "000000" else "1" * 6)
        assert (wrong.status_code, "mã này không đúng" in wrong.text, 'action="/alert/confirm"' in wrong.text) == (
            422, True, True
        )  # fmt: skip
        assert other.post("/alert/confirm", code=code[1]).headers["location"] == "/alert"
    assert len(on_air(console)) == 1
    assert deeds(console) == [(Deed.ALERT_ASKED, "Lê Văn Minh"), (Deed.ALERTED, "Trần Thị Lan")]


def test_an_emergency_script_of_the_station_can_be_chosen(console: Console, operator: Browser) -> None:
    rewrite(console.station / "scripts/tin-1.md", "column: ban-tin", "column: ban-tin\npriority: emergency")
    assert "<option>scripts/tin-1.md</option>" in operator.get("/alert").text
    page = operator.post("/alert/preview", file="scripts/tin-1.md", repeats="once")
    assert "xã ta có hai tin vui" in page.text


@pytest.mark.parametrize(
    "file", ["/etc/passwd", "../../etc/passwd", "station.yaml", "var/logbook.sqlite", "scripts/x.md"]
)
def test_no_other_file_is_read_aloud(operator: Browser, file: str) -> None:
    assert operator.post("/alert/preview", file=file, repeats="once").status_code == 422


@pytest.mark.parametrize("text", ["", "   ", "…!?", "x" * 3_001])
def test_what_can_not_be_said_is_told_and_kept_in_the_form(operator: Browser, text: str) -> None:
    page = operator.post("/alert/preview", text=text, repeats="once")
    assert page.status_code == 422
    assert text.strip() in page.text


def test_a_key_works_once() -> None:
    once = Once()
    key = once.key()
    assert [once.take(key), once.take(key), once.take("another")] == [True, False, False]


def sent(browser: Browser, name: str, content: bytes) -> Response:
    """Send a recording with the form of step one."""
    fields = {"csrf": browser.csrf, "repeats": "once", "text": "", "file": ""}
    return browser.send("POST", "/alert/preview", data=fields, files={"recording": (name, content)})


@pytest.mark.parametrize(("name", "kept"), [("lũ về.wav", "lũ về.wav"), ("ghi-am.m4a", "ghi-am.wav")])
def test_a_telephones_recording_is_listened_to_and_put_on_air(
    console: Console, operator: Browser, name: str, kept: str
) -> None:
    page = sent(operator, name, recording() if name.endswith("wav") else in_m4a(recording()))
    assert page.status_code == 200
    assert on_air(console) == []
    heard = re.search(r'src="(/alert/sound/[0-9a-f]{40})"', page.text)
    assert heard
    assert operator.get(heard[1]).content.startswith(b"RIFF")
    form = hidden(page)
    assert form["file"].endswith(f"/{kept}")
    assert operator.post("/alert/air", **form).headers["location"] == "/alert"
    assert on_air(console) == ["Lê Văn Minh"]
    assert deeds(console) == [(Deed.ALERT_SENT, "Lê Văn Minh"), (Deed.ALERTED, "Lê Văn Minh")]
    assert f">{kept}</option>" in operator.get("/alert").text  # to be aired again


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("x.mp3", b"no sound at all", "hỏng"),
        ("x.m4a", b"\0\0\0\x20ftypM4A \0\0\0\0", "M4A"),
        ("x.wav", recording()[:44] + bytes(32_000), "im lặng"),
        ("x.wav", recording(9 * 60_000 + 500), "9 phút"),
        ("x.exe", recording(), "x.exe"),
    ],
    ids=["noise", "broken-m4a", "silent", "long", "other"],
)
def test_a_recording_that_can_not_be_aired_is_refused_with_a_sentence(
    console: Console, operator: Browser, name: str, content: bytes, why: str
) -> None:
    page = sent(operator, name, content)
    assert (page.status_code, why in page.text) == (422, True)
    assert not list(console.station.glob("var/alerts/recordings/*/*"))
    assert deeds(console) == []


@pytest.mark.parametrize("name", ["../../x.wav", "..\\..\\x.wav", "/etc/x.wav", "con.wav", ".x.wav"])
def test_no_name_of_a_recording_leads_elsewhere(console: Console, operator: Browser, name: str) -> None:
    sent(operator, name, recording())
    assert [
        path.parents[1].name for path in console.station.parent.rglob("*.wav") if path.stat().st_size == 32_044
    ] == ["recordings"]


def test_a_writer_sends_no_recording(writer: Browser) -> None:
    assert sent(writer, "x.wav", recording()).status_code == 403


def test_a_program_sends_a_recording_previews_it_and_puts_it_on_air(console: Console) -> None:
    with console.asked_by("minh") as minh:
        kept = minh.post("/api/v1/alerts/recordings", files={"recording": ("lũ.wav", recording())})
        assert (kept.status_code, kept.json()["name"], kept.json()["duration_ms"]) == (201, "lũ.wav", 2_000)
        order = {"file": kept.json()["file"], "repeats": "once"}
        shown = minh.post("/api/v1/alerts/preview", json=order).json()
        assert minh.get(shown["sound"]).content.startswith(b"RIFF")
        assert on_air(console) == []
        aired = minh.post("/api/v1/alerts", json=order | {"fingerprint": shown["fingerprint"]})
        assert (aired.status_code, aired.json()["state"]) == (201, "on_air")
        broken = minh.post("/api/v1/alerts/recordings", files={"recording": ("x.mp3", b"no sound")})
        assert (broken.status_code, "x.mp3" in broken.json()["error"]) == (422, True)
        assert minh.post("/api/v1/alerts/recordings", data={"recording": "x"}).status_code == 422
        assert minh.get("/api/v1/alerts/sounds/..%2f..%2fx").status_code == 404
    with console.asked_by("hoa") as hoa:
        assert hoa.post("/api/v1/alerts/recordings", files={"recording": ("x.wav", b"")}).status_code == 403
