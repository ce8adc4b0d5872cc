"""Which warnings are aired, once, and what the record says of the others."""

import ssl
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from content.cap_signer import Office, warning
from workflows.stations import rewrite

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.cap import CapInfo, Certainty, Severity, Urgency
from broadcaster.model.record import Deed
from broadcaster.model.station import CapRules
from broadcaster.workflows.alerting import confirm, current, waiting
from broadcaster.workflows.cap_alerts import AIRED, take, words_of
from broadcaster.workflows.cap_watch import CapWatch, fetch_over_tls
from broadcaster.workflows.station_folder import Places

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 5, 13, 5, 40, tzinfo=ZONE)
OFFICE = Office()
RULES = "alerts: {cap: {signers: [kttv.pem], areas: [quảng ngọc]}}"


@pytest.fixture
def trusting(draft_station: Path) -> Path:
    """A station that airs the office's warnings."""
    OFFICE.write_certificate(draft_station)
    rewrite(draft_station / "station.yaml", "language: vi", f"language: vi\n{RULES}")
    return draft_station


def comes_in(station: Path, now: datetime = NOW, office: Office = OFFICE, **changes: str) -> str:
    """Let a warning come in; return what became of it, in English."""
    file = station / "var/cap-in" / f"{changes.get('identifier', 'lu')}-{changes.get('kind', '')}.xml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(office.sign(warning(**changes)))
    return take(station, file, now).sentence.said("en")


def left(station: Path) -> list[str]:
    record = Logbook(Places(station).logbook)
    try:
        return [act.note for act in record.acts() if act.deed is Deed.ALERT_LEFT]
    finally:
        record.close()


def test_a_grave_warning_is_on_air_at_once_in_vietnamese_until_it_expires(trusting: Path) -> None:
    assert comes_in(trusting).startswith("it is on air")
    [standing] = current(trusting, NOW)
    alert = standing.alert
    assert alert.text.splitlines() == [
        "Lũ quét đang về xã.", "Nước suối lên 2 m trong một giờ.", "Bà con ven suối lên chỗ cao ngay.",
    ]  # fmt: skip
    assert alert.by == "thu@kttv.example (kttv)"
    assert alert.until == datetime(2026, 5, 13, 9, tzinfo=ZONE)
    assert standing.next_at == NOW + timedelta(minutes=5)  # the plan for disasters
    assert [path.name for path in (trusting / "var/cap-in/taken").iterdir()] == ["lu-.xml"]


def test_the_same_warning_counts_once(trusting: Path) -> None:
    comes_in(trusting)
    assert comes_in(trusting) == "this warning came in before; it counts once"
    assert len(current(trusting, NOW)) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": "Exercise"}, "its status is Exercise: only actual warnings are aired"),
        ({"status": "Test"}, "its status is Test"),
        ({"scope": "Restricted"}, "others than the public"),
        ({"kind": "Ack"}, "of the kind Ack"),
        ({"severity": "Minor"}, "less grave"),
        ({"area": "xã Nga Sơn"}, "it is for other areas: xã Nga Sơn"),
        ({"expires": "2026-05-13T05:00:00+07:00"}, "it had expired"),
    ],
)
def test_what_is_not_aired_is_told_in_the_record(trusting: Path, changes: dict[str, str], why: str) -> None:
    assert why in comes_in(trusting, **changes)
    assert current(trusting, NOW) == []
    assert why in left(trusting)[0]


def test_what_a_stranger_signed_is_refused_told_and_put_aside(trusting: Path) -> None:
    assert "nobody whom this station trusts" in comes_in(trusting, office=Office("stranger"))
    assert current(trusting, NOW) == []
    assert "nobody whom this station trusts" in left(trusting)[0]
    assert (trusting / "var/cap-in/refused").is_dir()


def test_a_cancel_ends_what_it_is_about_and_an_update_takes_its_place(trusting: Path) -> None:
    comes_in(trusting)
    about = "thu@kttv.example,lu-2026-001,2026-05-13T05:38:00+07:00"
    comes_in(trusting, identifier="lu-2026-002", kind="Update", references=about)
    [standing] = current(trusting, NOW)
    assert "lu-2026-002" in standing.alert.origin
    about = "thu@kttv.example,lu-2026-002,2026-05-13T05:38:00+07:00"
    assert "ends warnings that were aired: 1" in comes_in(
        trusting, identifier="lu-2026-003", kind="Cancel", references=about
    )
    assert current(trusting, NOW) == []


def test_nobody_cancels_the_warning_of_another_sender(trusting: Path) -> None:
    comes_in(trusting)
    about = "thu@kttv.example,lu-2026-001,2026-05-13T05:38:00+07:00"
    comes_in(trusting, identifier="x", sender="ke@khac.example", kind="Cancel", references=about)
    comes_in(trusting, identifier="y", status="Exercise", kind="Cancel", references=about)
    assert len(current(trusting, NOW)) == 1


def test_at_night_it_waits_for_a_person_unless_the_station_s_rules_say_otherwise(trusting: Path) -> None:
    night = datetime(2026, 5, 13, 2, 0, tzinfo=ZONE)
    assert "waits for a confirmation" in comes_in(trusting, night)
    [(code, asked)] = waiting(trusting, night)
    assert asked.good_until == datetime(2026, 5, 13, 9, tzinfo=ZONE)
    assert confirm(trusting, code, "An", night + timedelta(hours=1)).origin
    rewrite(trusting / "station.yaml", "[quảng ngọc]", "[quảng ngọc], quiet_hours: air")
    assert comes_in(trusting, night, identifier="lu-2026-009").startswith(AIRED.partition("{")[0])


def test_a_cancel_takes_back_what_still_waits_for_a_confirmation(trusting: Path) -> None:
    night = datetime(2026, 5, 13, 2, 0, tzinfo=ZONE)
    comes_in(trusting, night)
    about = "thu@kttv.example,lu-2026-001,2026-05-13T05:38:00+07:00"
    comes_in(trusting, night, identifier="lu-2026-003", kind="Cancel", references=about)
    assert waiting(trusting, night) == []


def test_the_watch_takes_what_lies_in_the_folder_and_what_the_address_tells(trusting: Path) -> None:
    rewrite(trusting / "station.yaml", "language: vi", "language: vi\nhours: {quiet: none}")
    asked: list[str] = []

    def fetch(url: str, etag: str) -> tuple[bytes, str] | None:
        asked.append(etag)
        return None if etag else (OFFICE.sign(warning(expires="2099-01-01T00:00:00+07:00")), '"1"')

    rules = CapRules(("kttv.pem",), url="https://kttv.example/cap.xml", every_ms=0)
    watch = CapWatch(trusting, lambda: rules, fetch)
    until = time.monotonic() + 30
    taken = trusting / "var/cap-in/taken"
    while not (taken.is_dir() and list(taken.iterdir())) and time.monotonic() < until:
        watch.look()
        time.sleep(0.1)
        (trusting / "var/status.json").write_text(RUNNING.format(pid=1, at=datetime.now(ZONE).isoformat()))
    watch.close()
    assert len(list(taken.iterdir())) == 1
    assert len(current(trusting, datetime.now(ZONE))) == 1
    assert asked[:2] == ["", '"1"']


RUNNING = '{{"pid": {pid}, "at": "{at}", "running": true}}'


class Answers(BaseHTTPRequestHandler):
    """A server that means ill, by the address that it is asked for."""

    def do_GET(self) -> None:
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
        elif self.headers.get("If-None-Match") == '"7"':
            self.send_response(304)
            self.end_headers()
        else:
            self.send_response(200)
            self.send_header("ETag", '"7"')
            self.end_headers()
            self.wfile.write(b"x" * (2_000_000 if self.path == "/endless" else 10))

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    certificate, key = Office("localhost").write_server_files(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    server = HTTPServer(("127.0.0.1", 0), Answers)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_address_is_asked_over_tls_and_within_bounds(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fetch_over_tls(f"{server}/", "") == (b"x" * 10, '"7"')
    assert fetch_over_tls(f"{server}/", '"7"') is None
    for address, why in (
        (f"{server}/endless", "too long"),
        (f"{server}/elsewhere", "not https"),
        ("http://a/", "not https"),
    ):
        with pytest.raises(ValueError, match=why):
            fetch_over_tls(address, "")
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(OSError, match="certificate verify failed"):
        fetch_over_tls(f"{server}/", "")


def test_what_is_too_long_to_read_is_told_in_short() -> None:
    info = CapInfo(
        "vi", "Bão", Severity.SEVERE, Urgency.EXPECTED, Certainty.LIKELY, None, "Bão", "x" * 4000, "Ở nhà", ()
    )
    assert words_of(info) == "Bão.\nỞ nhà."
