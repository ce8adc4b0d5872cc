"""Which warnings are aired, once, and what the record says of the others."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from content.cap_signer import Office, warning
from workflows.stations import rewrite

from broadcaster.errors import NotReadyError, SpeechError
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import Deed
from broadcaster.reporting.words import act_note
from broadcaster.workflows import cap_alerts
from broadcaster.workflows.alerting import confirm, current, waiting
from broadcaster.workflows.cap_alerts import AIRED, take
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


ABOUT_THE_FIRST = "thu@kttv.example,lu-2026-001,2026-05-13T05:38:00+07:00"


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
        ({"status": "Draft"}, "its status is Draft"),
        ({"status": "System"}, "its status is System"),
        ({"scope": "Private"}, "others than the public"),
        ({"kind": "Ack"}, "of the kind Ack"),
        ({"kind": "Error"}, "of the kind Error"),
        ({"kind": "Cancel"}, "none is on air here"),
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


def test_what_corrects_a_warning_that_was_confirmed_at_night_is_confirmed_with_it(trusting: Path) -> None:
    night = datetime(2026, 5, 13, 2, 0, tzinfo=ZONE)
    comes_in(trusting, night)
    [(code, _)] = waiting(trusting, night)
    confirm(trusting, code, "An", night)
    told = comes_in(trusting, night, identifier="lu-2026-002", kind="Update", references=ABOUT_THE_FIRST)
    assert told.startswith("it is on air")
    [standing] = current(trusting, night)
    assert "lu-2026-002" in standing.alert.origin


def test_a_cancel_takes_back_what_still_waits_for_a_confirmation(trusting: Path) -> None:
    night = datetime(2026, 5, 13, 2, 0, tzinfo=ZONE)
    comes_in(trusting, night)
    about = "thu@kttv.example,lu-2026-001,2026-05-13T05:38:00+07:00"
    comes_in(trusting, night, identifier="lu-2026-003", kind="Cancel", references=about)
    assert waiting(trusting, night) == []


def test_a_cancel_that_comes_in_first_counts_against_what_comes_in_later(trusting: Path) -> None:
    # as its moment is written in another zone, it is still the same message
    about = "thu@kttv.example,lu-2026-001,2026-05-12T22:38:00-00:00"
    assert "none is on air here" in comes_in(trusting, identifier="huy", kind="Cancel", references=about)
    assert "a later message of the same office" in comes_in(trusting)
    assert current(trusting, NOW) == []


def test_an_update_that_is_not_aired_itself_ends_what_it_corrects(trusting: Path) -> None:
    comes_in(trusting)
    told = comes_in(trusting, identifier="nhe", kind="Update", severity="Minor", references=ABOUT_THE_FIRST)
    assert told == "it ends warnings that were aired: 1"
    assert current(trusting, NOW) == []


def test_while_an_update_can_not_be_spoken_the_old_warning_goes_on(
    trusting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    comes_in(trusting)
    with monkeypatch.context() as patch:
        patch.setattr(cap_alerts, "preview", mute)
        with pytest.raises(SpeechError):
            comes_in(trusting, identifier="lu-2026-002", kind="Update", references=ABOUT_THE_FIRST)
    [standing] = current(trusting, NOW)
    assert "lu-2026-001" in standing.alert.origin
    comes_in(trusting, identifier="lu-2026-002", kind="Update", references=ABOUT_THE_FIRST)  # it was not claimed
    [standing] = current(trusting, NOW)
    assert "lu-2026-002" in standing.alert.origin


def mute(*_: object) -> None:
    raise SpeechError("no voice now")


def test_what_was_ordered_when_the_power_went_is_not_ordered_again(
    trusting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Logbook, "claim", lambda *_: True)  # nothing of it reached the disk
        comes_in(trusting)
    assert comes_in(trusting) == "this warning came in before; it counts once"
    assert len(current(trusting, NOW)) == 1


def test_what_takes_effect_later_waits_until_then(trusting: Path) -> None:
    later = "2026-05-13T06:30:00+07:00"
    assert comes_in(trusting, effective=later).startswith("it takes effect at 06:30 13/05/2026")
    assert current(trusting, NOW) == []
    assert left(trusting) == ["it takes effect at 06:30 13/05/2026, and is aired then if the station runs"]
    [kept] = (trusting / "var/cap-in/later").iterdir()
    assert kept.name == "1778628600-lu-.xml"
    assert comes_in(trusting, NOW + timedelta(hours=1), effective=later).startswith("it is on air")


def test_an_old_message_is_not_aired_again_where_the_record_is_gone(trusting: Path) -> None:
    """One that does not say when it is over is over a day after it was sent."""
    assert comes_in(trusting, NOW + timedelta(days=2), expires="") == "it had expired when it came in"
    assert comes_in(trusting, identifier="moi", expires="").startswith("it is on air")
    [standing] = current(trusting, NOW)
    assert standing.alert.until == datetime(2026, 5, 14, 5, 38, tzinfo=ZONE)


def test_by_a_clock_that_can_not_be_right_nothing_is_taken(trusting: Path) -> None:
    with pytest.raises(NotReadyError, match="can't be right"):
        comes_in(trusting, datetime(2020, 1, 1, tzinfo=ZONE))
    assert (trusting / "var/cap-in/lu-.xml").exists()


def test_a_long_warning_is_read_once_so_that_it_can_be_repeated(trusting: Path) -> None:
    comes_in(trusting, description="Nước suối lên rất nhanh, cầu tràn đã ngập. " * 45)
    [standing] = current(trusting, NOW)
    assert standing.alert.text.count("cầu tràn") == 45
    assert standing.alert.duration_ms < 280_000


def test_when_it_is_over_that_is_said_once(trusting: Path) -> None:
    comes_in(trusting, response="AllClear")
    [standing] = current(trusting, NOW)
    assert standing.next_at is None


def test_the_record_says_in_vietnamese_why_a_warning_was_left_and_what_to_do(trusting: Path) -> None:
    comes_in(trusting, office=Office("stranger"))
    comes_in(trusting, area="xã Nga Sơn", identifier="xa")
    record = Logbook(Places(trusting).logbook)
    stranger, elsewhere = [act_note(act).said("vi") for act in record.acts() if act.deed is Deed.ALERT_LEFT]
    record.close()
    assert "chứng thư" in stranger
    assert "broadcaster alert" in stranger
    assert elsewhere == "dành cho nơi khác: xã Nga Sơn"
