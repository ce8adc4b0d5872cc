"""Lịch: a week and a campaign, usual → planned, and slots changed by form with the checks that files have."""

import re

import pytest
from console.visitors import Browser, Console
from workflows.stations import MORNING, rewrite

SLOT = {"title": "Chương trình buổi sáng", "slot.at": "5h30", "slot.days": "mon-sun", "slot.airtime": "1m"}


def revision(browser: Browser, playlist: str) -> str:
    found = re.search(r'name="revision" value="([^"]+)"', browser.get(f"/timetable/{playlist}").text)
    assert found
    return found[1]


def text(console: Console, playlist: str) -> str:
    return (console.station / f"playlists/{playlist}.yaml").read_text("utf-8")


def test_a_week_and_a_campaign_show_airtime_usual_and_planned(writer: Browser) -> None:
    week = writer.get("/timetable").text
    assert "13/05/2026" in week
    assert "7 phút" in week  # seven mornings of a minute
    assert "9 phút" in week  # and two minutes more by the campaign
    campaign = writer.get("/timetable?campaign=ngay-hoi").text
    assert "Đợt tuyên truyền Ngày hội" in campaign
    assert "15/05/2026" not in campaign
    assert writer.get("/timetable?day=x").status_code == 422


def test_an_operator_moves_a_slot_and_the_file_keeps_the_rest(operator: Browser, console: Console) -> None:
    rewrite(console.station / "playlists/sang.yaml", "fill: [music]", "# lấp cho đủ giờ\nfill: [music]")
    changed = operator.post(
        "/timetable/sang", revision=revision(operator, "sang"), **{**SLOT, "slot.at": "6h, 17h", "slot.airtime": "2m"}
    )
    assert changed.status_code == 200
    assert "5h30 → 6h, 17h" in changed.text
    assert text(console, "sang") == MORNING.replace("5h30", "[6h, 17h]").replace("airtime: 1m", "airtime: 2m").replace(
        "fill: [music]", "# lấp cho đủ giờ\nfill: [music]"
    )


def test_what_breaks_a_rule_is_shown_with_its_place_and_what_was_typed(operator: Browser, console: Console) -> None:
    refused = operator.post("/timetable/sang", revision=revision(operator, "sang"), **{**SLOT, "slot.at": "3h15"})
    assert refused.status_code == 422
    assert "giờ yên lặng" in refused.text
    assert "playlists/sang.yaml:2" in refused.text
    assert 'value="3h15"' in refused.text
    assert text(console, "sang") == MORNING


def test_a_change_made_in_an_editor_meanwhile_is_never_written_over(operator: Browser, console: Console) -> None:
    before = revision(operator, "sang")
    rewrite(console.station / "playlists/sang.yaml", "buổi sáng", "sáng sớm")
    refused = operator.post("/timetable/sang", revision=before, **{**SLOT, "slot.at": "6h"})
    assert refused.status_code == 409
    assert text(console, "sang") == MORNING.replace("buổi sáng", "sáng sớm")


def test_a_campaign_is_lengthened_and_gets_one_more_airing(operator: Browser, console: Console) -> None:
    fields = {"revision": revision(operator, "ngay-hoi"), "campaign.to": "15/5/2026", "extend.sang.by": "40s"}
    assert operator.post("/timetable/ngay-hoi", **fields).status_code == 200
    assert "to: 2026-05-15" in text(console, "ngay-hoi")
    new = {"new-title": "Buổi tối", "new-at": "19h", "new-airtime": "5m", "new-column": "ngay-hoi"}
    added = operator.post("/timetable/ngay-hoi/add", revision=revision(operator, "ngay-hoi"), **new)
    assert added.status_code == 200
    assert "buoi-toi: {title: Buổi tối, at: 19h, airtime: 5m, items: [{column: ngay-hoi}]}" in text(console, "ngay-hoi")
    assert operator.post("/timetable/ngay-hoi/add", revision=revision(operator, "ngay-hoi"), **new).status_code == 409


def test_only_operators_change_it(writer: Browser) -> None:
    assert "readonly" in writer.get("/timetable/sang").text
    assert writer.get("/timetable/nowhere").status_code == 404


def test_days_and_lengths_are_shown_in_words_and_left_as_they_are_written(operator: Browser, console: Console) -> None:
    page = operator.get("/timetable/sang").text
    assert 'value="T2–CN"' in page
    assert 'value="1 phút"' in page
    shown = {**SLOT, "slot.days": "T2–CN", "slot.airtime": "1 phút"}
    changed = operator.post("/timetable/sang", revision=revision(operator, "sang"), **shown | {"slot.at": "5h40"})
    assert "<li>giờ bắt đầu: 5h30 → 5h40</li>" in changed.text
    assert text(console, "sang") == MORNING.replace("5h30", "5h40")
    again = operator.post(
        "/timetable/sang", revision=revision(operator, "sang"), **shown | {"slot.at": "5h40", "slot.days": "T2–T6"}
    )
    assert "T2–CN → T2–T6" in again.text
    assert "days: T2–T6" in text(console, "sang")


@pytest.mark.parametrize(
    "path",
    [
        "/timetable?day=9999-12-31",
        "/timetable?week=abc",
        "/record?day=9999-12-31",
        "/record/people?from=x",
        "/record/people?until=x",
        "/report?from=2026-5",
    ],
)
def test_what_is_no_day_is_told(writer: Browser, path: str) -> None:
    refused = writer.get(path)
    assert (refused.status_code, "không phải là ngày" in refused.text) == (422, True)
