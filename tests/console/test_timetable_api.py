"""Slots and campaigns changed by programs: the same checks and messages as the files, and nothing written over."""

from collections.abc import Iterator

import pytest
from console.visitors import Console
from starlette.testclient import TestClient
from workflows.stations import MORNING, rewrite

SLOT, CAMPAIGN = "/api/v1/timetable/sang", "/api/v1/timetable/ngay-hoi"


@pytest.fixture
def minh(console: Console) -> Iterator[TestClient]:
    """A program that acts as the operator."""
    with console.asked_by("minh") as client:
        yield client


def text(console: Console, playlist: str) -> str:
    return (console.station / f"playlists/{playlist}.yaml").read_text("utf-8")


def changed(client: TestClient, path: str, **values: str) -> tuple[int, dict[str, object]]:
    """Change values over the revision that stands there now."""
    answer = client.patch(path, json={"revision": client.get(path).json()["revision"], "values": values})
    return answer.status_code, answer.json()


def test_slots_and_campaigns_are_listed_and_read(minh: TestClient) -> None:
    listed = {one["playlist"]: one["kind"] for one in minh.get("/api/v1/timetable").json()["playlists"]}
    assert (listed["sang"], listed["ngay-hoi"]) == ("slot", "campaign")
    assert minh.get(SLOT).json()["values"]["slot.at"] == "5h30"
    assert minh.get("/api/v1/timetable/khong-co").status_code == 404


def test_a_slot_is_moved_and_the_file_keeps_the_rest(minh: TestClient, console: Console) -> None:
    rewrite(console.station / "playlists/sang.yaml", "fill: [music]", "# lấp cho đủ giờ\nfill: [music]")
    status, told = changed(minh, SLOT, **{"slot.at": "6h, 17h", "title": "Chương trình buổi sáng"})
    assert status == 200
    assert told["changes"] == [{"name": "slot.at", "was": "5h30", "now": "6h, 17h"}]
    assert text(console, "sang") == MORNING.replace("5h30", "[6h, 17h]").replace(
        "fill: [music]", "# lấp cho đủ giờ\nfill: [music]"
    )


def test_what_breaks_a_rule_is_told_with_its_place_and_not_written(minh: TestClient, console: Console) -> None:
    status, told = changed(minh, SLOT, **{"slot.at": "3h15"})
    assert status == 422
    (problem,) = told["problems"]  # type: ignore[misc]
    assert (problem["file"], problem["line"], "giờ yên lặng" in problem["message"]) == ("playlists/sang.yaml", 2, True)
    assert changed(minh, SLOT, items="[]")[0] == 422  # none of what the form changes
    assert text(console, "sang") == MORNING


def test_a_file_that_was_changed_meanwhile_is_left_alone(minh: TestClient, console: Console) -> None:
    before = minh.get(SLOT).json()["revision"]
    rewrite(console.station / "playlists/sang.yaml", "buổi sáng", "sáng sớm")
    refused = minh.patch(SLOT, json={"revision": before, "values": {"slot.at": "6h"}})
    assert refused.status_code == 409
    assert refused.json()["theirs"] == minh.get(SLOT).json()
    assert "6h" in (console.station / refused.json()["kept"]).read_text("utf-8")
    assert text(console, "sang") == MORNING.replace("buổi sáng", "sáng sớm")


def test_a_campaign_is_lengthened_and_gets_one_more_airing(minh: TestClient, console: Console) -> None:
    assert changed(minh, CAMPAIGN, **{"campaign.to": "15/5/2026", "extend.sang.by": "40s"})[0] == 200
    assert "to: 15/5/2026" in text(console, "ngay-hoi")
    new = {"title": "Buổi tối", "at": "19h", "airtime": "5m", "column": "ngay-hoi"}
    for status in (200, 422):  # the second time it stands there already
        new["revision"] = minh.get(CAMPAIGN).json()["revision"]
        assert minh.post(f"{CAMPAIGN}/airings", json=new).status_code == status
    assert "buoi-toi: {title: Buổi tối, at: 19h" in text(console, "ngay-hoi")


def test_only_operators_change_it(console: Console) -> None:
    with console.asked_by("hoa") as hoa:
        assert hoa.get(SLOT).status_code == 200
        assert changed(hoa, SLOT, **{"slot.at": "6h"})[0] == 403
    assert text(console, "sang") == MORNING
