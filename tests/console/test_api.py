"""The API: what programs are told, held to its own OpenAPI document; tokens, health, metrics."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from console.visitors import Browser, Clock, Console, add_people, daemon_says
from hypothesis import given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from starlette.testclient import TestClient
from workflows.stations import copy_of, rewrite

from broadcaster.console.api.openapi import document
from broadcaster.console.app import LOOPBACK, make_app
from broadcaster.console.dispatch import SESSION
from broadcaster.console.table import CALLS, WAYS
from broadcaster.console.ways import Way
from broadcaster.workflows.accounts import change_password, drop_tokens, make_token
from broadcaster.workflows.station_folder import open_station

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
    ignored_auth,
]


@pytest.fixture(scope="module")
def described(built_station: Path, tmp_path_factory: pytest.TempPathFactory) -> schemathesis.schemas.BaseSchema:
    """The document of a console, and an admin's token for it."""
    folder = copy_of(built_station, tmp_path_factory.mktemp("api"))
    add_people(folder)
    clock = Clock()
    token = make_token(open_station(folder)[0], "chu", "schemathesis", "", clock())
    app = make_app(folder, "vi", clock, (*LOOPBACK, "testserver"))
    found = schemathesis.openapi.from_asgi("/api/openapi.json", app, headers={"Authorization": f"Bearer {token}"})
    found.config.update(headers={"Authorization": f"Bearer {token}"})
    return found


@pytest.mark.parametrize("way", [way for way in CALLS if way.spec], ids=lambda way: f"{way.method} {way.path}")
def test_every_answer_is_as_the_document_says(described: schemathesis.schemas.BaseSchema, way: Way) -> None:
    answered: set[int] = set()

    @given(described[way.path][way.method].as_strategy())
    @settings(max_examples=10)
    def whatever_is_asked(case: schemathesis.Case) -> None:
        answered.add(case.call_and_validate(checks=CHECKS).status_code)

    whatever_is_asked()
    assert way.changes_something or "{" in way.path or 200 in answered


READ = {"id": "scripts/{id}/text", "playlist": "timetable/{playlist}"}
THERE = {"id": "tin-1", "playlist": "sang"}


@pytest.mark.parametrize(
    "way", [way for way in CALLS if any(f"{{{name}}}" in way.path for name in THERE)],
    ids=lambda way: f"{way.method} {way.path}",
)  # fmt: skip
def test_so_is_every_answer_about_what_is_there(described: schemathesis.schemas.BaseSchema, way: Way) -> None:
    """Asked of a script and a slot that there are, over the revision that stands there."""
    read = {name: described["/api/v1/" + path]["GET"] for name, path in READ.items()}
    answered: set[int] = set()

    @given(described[way.path][way.method].as_strategy())
    @settings(max_examples=15)
    def whatever_is_asked(case: schemathesis.Case) -> None:
        (name,) = case.path_parameters = {name: THERE[name] for name in THERE if f"{{{name}}}" in way.path}
        if isinstance(case.body, dict) and "revision" in case.body:
            there = read[name].Case(path_parameters=case.path_parameters, headers=case.headers).call()
            case.body["revision"] = there.json()["revision"]
        answered.add(case.call_and_validate(checks=CHECKS).status_code)

    whatever_is_asked()
    assert way.changes_something or answered == {200}


@pytest.fixture
def program(console: Console) -> Iterator[TestClient]:
    """A program that acts as Minh, the operator."""
    with console.asked_by("minh") as client:
        yield client


def test_the_document_tells_every_call_and_no_page(admin: Browser) -> None:
    told = admin.get("/api/openapi.json").json()
    assert told == json.loads(json.dumps(document(WAYS)))
    assert {(method.upper(), path) for path, of in told["paths"].items() for method in of} == {
        (way.method, way.path) for way in CALLS if way.path != "/api/openapi.json"
    }
    names = [operation["operationId"] for of in told["paths"].values() for operation in of.values()]
    assert len(names) == len(set(names))


def test_a_program_sees_what_is_on_air(console: Console, program: TestClient, clock: Clock) -> None:
    daemon_says(console.station, clock(), "sang@2026-05-13T05:30+07:00")
    told = program.get("/api/v1/status").json()
    assert (told["running"], told["on_air"]) == (True, "sang@2026-05-13T05:30+07:00")
    assert [airing["state"] for airing in told["airings"]] == ["on_air", "ready"]


def test_a_program_does_no_more_than_its_account_may(program: TestClient) -> None:
    assert program.get("/api/v1/plan?from=2026-05-13").json()["days"][0]["day"] == "2026-05-13"
    assert program.get("/api/v1/accounts").status_code == 403


def test_a_token_opens_no_page(program: TestClient) -> None:
    assert program.get("/").status_code == 303


def test_a_token_that_was_taken_back_is_of_no_use(console: Console, program: TestClient) -> None:
    drop_tokens(open_station(console.station)[0], "minh", "", console.clock())
    refused = program.get("/api/v1/status")
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("token", ["", "minh", "minh:", "minh:x", ":", "../x:y", "khong-co:abc"])
def test_a_wrong_token_is_of_no_use(console: Console, token: str) -> None:
    with console.visited_by() as browser:
        assert browser.get("/api/v1/status", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_days_that_are_none_are_told(program: TestClient) -> None:
    refused = program.get("/api/v1/record?from=31/2/2026")
    assert (refused.status_code, "31/2/2026" in refused.json()["error"]) == (422, True)
    assert program.get("/api/v1/record?from=2026-05-14&until=2026-05-13").status_code == 422


def test_whoever_watches_over_machines_learns_only_that_it_is_well(console: Console, stranger: Browser) -> None:
    assert (stranger.get("/healthz").status_code, stranger.get("/healthz").json()) == (200, {"ok": True})
    (console.station / "station.yaml").write_text("name: [", encoding="utf-8")
    assert (stranger.get("/healthz").status_code, stranger.get("/healthz").json()) == (503, {"ok": False})


def test_the_station_in_figures(console: Console, program: TestClient, clock: Clock) -> None:
    daemon_says(console.station, clock(), "sang@2026-05-13T05:30+07:00")
    told = program.get("/metrics").text
    assert "broadcaster_running 1.0" in told
    assert 'broadcaster_output_ok{output="sound_card"} 1.0' in told
    assert "broadcaster_airings_missing 0.0" in told


def test_a_program_approves_only_what_it_has_looked_at(console: Console) -> None:
    rewrite(console.station / "scripts/tin-1.md", "2 tin vui", "3 tin vui")
    with console.asked_by("lan") as program:
        looked = program.get("/api/v1/scripts/tin-1").json()
        assert looked["state"] == "void"
        assert program.post("/api/v1/scripts/tin-1/approve", json={"fingerprint": "0" * 32}).status_code == 409
        approved = program.post("/api/v1/scripts/tin-1/approve", json={"fingerprint": looked["fingerprint"]})
        assert (approved.status_code, approved.json()["state"]) == (200, "approved")
        assert program.get("/api/v1/scripts/khong-co").status_code == 404
        assert program.post("/api/v1/scripts/tin-1/submit", json={"fingerprint": "x"}).status_code == 403


def test_what_there_is_not_is_told_as_json(program: TestClient) -> None:
    missing = program.get("/api/v1/nowhere")
    assert (missing.status_code, "địa chỉ này" in missing.json()["error"]) == (404, True)
    wrong = program.delete("/api/v1/scripts/tin-1/text")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, HEAD, PATCH")
    assert "DELETE" in wrong.json()["error"]
    assert program.get("/api/v1/timetable/khong-co").status_code == 404


def test_a_program_whose_owner_must_choose_a_password_is_refused_in_json(console: Console, program: TestClient) -> None:
    contents = open_station(console.station)[0]
    change_password(contents, "minh", "một hai ba bốn năm", "", console.clock(), must_change=True)
    refused = program.get("/api/v1/status")
    assert (refused.status_code, "mật khẩu" in refused.json()["error"]) == (403, True)


def test_the_document_tells_how_a_page_of_the_console_asks() -> None:
    told = document(WAYS)
    session = told["components"]["securitySchemes"]["session"]
    assert (session["name"], "X-CSRF-Token" in session["description"]) == (SESSION, True)
    assert told["paths"]["/api/v1/alerts"]["post"]["security"] == [{"token": []}, {"session": []}]
