"""Which telling of a warning is aired, until when, and how much of it is read."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from broadcaster.model.cap import CapInfo, CapMessage, Certainty, Severity, Urgency
from broadcaster.model.station import CapRules
from broadcaster.workflows.cap_judging import judge, tellings

NOW = datetime(2026, 5, 13, 5, 40, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
RULES = CapRules(("kttv.pem",))
INFO = CapInfo(
    "vi-VN", "Lũ", Severity.SEVERE, Urgency.EXPECTED, Certainty.LIKELY, NOW + timedelta(hours=3), "Lũ về", "Nước lên",
    "Lên cao", ("xã Quảng Ngọc", "16012"),
)  # fmt: skip


def message(*infos: CapInfo) -> CapMessage:
    return CapMessage("1", "thu@kttv.example", "2026-05-13T05:38:00+07:00", "Actual", "Public", "Alert", (), infos)


def chosen(*infos: CapInfo, rules: CapRules = RULES) -> CapInfo | None:
    return judge(message(*infos), rules, NOW).info


def test_of_several_languages_vietnamese_is_read_wherever_it_stands() -> None:
    english = replace(INFO, language="en-US", severity=Severity.EXTREME)
    assert chosen(english, INFO) == INFO
    assert chosen(english, replace(INFO, language="VI")) == replace(INFO, language="VI")
    assert chosen(english, replace(INFO, language="vil-AB")) == english  # another language


def test_of_several_in_vietnamese_the_gravest_is_read() -> None:
    graver = replace(INFO, severity=Severity.EXTREME, headline="Lũ quét")
    assert chosen(INFO, graver) == graver


@pytest.mark.parametrize(
    ("area", "is_ours"),
    [
        ("quảng ngọc", True), ("Xã  Quảng Ngọc", True), ("qua\u0309ng ngo\u0323c", True), ("16012", True),
        ("quảng ng", False), ("1601", False), ("6012", False), ("ngọc quảng", False),
    ],
)  # fmt: skip
def test_areas_are_whole_words_and_whole_codes(area: str, is_ours: bool) -> None:
    assert (chosen(INFO, rules=replace(RULES, areas=(area,))) is not None) is is_ours


def test_what_is_in_effect_is_aired_before_what_will_be() -> None:
    later = replace(INFO, severity=Severity.EXTREME, effective=NOW + timedelta(hours=1))
    assert chosen(INFO, later) == INFO
    assert judge(message(later), RULES, NOW).not_before == later.effective
    assert chosen(replace(INFO, effective=NOW + timedelta(seconds=30))) is not None  # clocks differ by so much


def test_what_does_not_say_when_it_is_over_is_over_a_day_after_it_was_sent() -> None:
    endless = replace(INFO, expires=None)
    assert judge(message(endless), RULES, NOW).until == datetime.fromisoformat("2026-05-14T05:38:00+07:00")
    assert judge(message(endless), RULES, NOW + timedelta(days=1)).info is None


def test_what_is_too_long_to_read_is_told_in_short() -> None:
    assert list(tellings(replace(INFO, headline="Bão", description="x" * 4000, instruction="Ở nhà"))) == [
        "Bão.\nỞ nhà.", "Bão.",
    ]  # fmt: skip
    assert list(tellings(INFO)) == ["Lũ về.\nNước lên.\nLên cao.", "Lũ về.\nLên cao.", "Lũ về."]
    [short] = tellings(replace(INFO, headline="bão " * 2000, description="", instruction=""))
    assert len(short) <= 3000
    assert list(tellings(replace(INFO, headline="", event="", description="", instruction=""))) == []
