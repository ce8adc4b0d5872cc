"""`export`: what was aired in the province's shape; sent once each, in order, whatever the line and the server do."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from source_system.province import PASSWORD, USER, Province, province
from workflows.stations import AFTER, FIRST, LAST, Outcome, ask, copy_of, rewrite
from workflows.test_reporting import air

from broadcaster.source_system import line as line_module
from broadcaster.workflows.background_export import BackgroundExport
from broadcaster.workflows.source_system import Forwarding, Sent, line_to
from broadcaster.workflows.station_folder import open_station

# What the tiny station tells of a campaign's day: the news, the feast in the morning, the feast at noon.
A_DAY = ["Tin buổi sáng", "Ngày hội của xã", "Ngày hội của xã"]


@pytest.fixture
def far_end() -> Iterator[Province]:
    with province() as lent:
        yield lent


@pytest.fixture(scope="module")
def aired(built_station: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    station = copy_of(built_station, tmp_path_factory.mktemp("aired"))
    air(station, FIRST, LAST)
    return station


@pytest.fixture
def station(aired: Path, tmp_path: Path, far_end: Province) -> Path:
    """A station that aired two days, and knows where to tell it."""
    station = copy_of(aired, tmp_path)
    settings = (
        f"source_system: {{login: '{far_end.url}/login', logs: '{far_end.url}/logs', user: {USER}, since: {FIRST}, "
        "fields: {CumLoaID: 38-01}, topics: {ngay-hoi: 5}}"
    )
    rewrite(station / "station.yaml", "language: vi", f"language: vi\n{settings}")
    (station / "secrets.yaml").write_text(f"source-system: {PASSWORD}\n", "utf-8")
    return station


def send(station: Path, waits: list[float] | None = None, *, again: bool = False) -> Sent:
    contents, _ = open_station(station)
    return Forwarding(contents, line_to(contents), (waits if waits is not None else []).append).send(again=again)


def by_command(station: Path, *words: str) -> Outcome:
    return ask(station, "export", "--send", *words)


def test_what_was_aired_is_shown_in_the_province_s_shape(station: Path, far_end: Province) -> None:
    told = ask(station, "export", FIRST)
    assert [one["TieuDe"] for one in told.lines] == A_DAY
    assert [(one["CumLoaID"], one["LoaiLinhVuc"]) for one in told.lines] == [("38-01", 1), ("38-01", 5), ("38-01", 5)]
    assert told.lines[0]["NoiDung"] == "Kính thưa bà con. Hôm nay xã ta có 2 tin vui."
    assert far_end.asked == []


def test_it_is_sent_once_each_in_order_and_what_airs_later_follows(station: Path, far_end: Province) -> None:
    first = by_command(station, "--json")
    assert (first.code, first.json) == (0, {"sent": 6, "refused": [], "left": 0, "why": None})
    assert far_end.titles == A_DAY * 2
    assert [told for _, told in far_end.taken] == ask(station, "export").lines
    assert by_command(station).out == "sent: 0\n"
    air(station, AFTER, AFTER)
    assert by_command(station).out == "sent: 1\n"
    assert len(far_end.taken) == len(set(far_end.names)) == 7
    assert far_end.logins == 2  # none where there is nothing to send


def test_while_the_server_is_down_nothing_is_lost_and_the_order_stays(station: Path, far_end: Province) -> None:
    far_end.mood = ["", "", "", "503", "500", "502"]  # login and two lines; then it is down
    waits: list[float] = []
    sent = send(station, waits)
    assert (sent.taken, sent.left, waits) == (2, 4, [2.0, 8.0])
    assert 'answer 502: {"error"' in str(sent.why)
    assert send(station).taken == 4
    assert far_end.titles == A_DAY * 2
    assert len(set(far_end.names)) == 6


def test_without_a_network_it_is_told_and_the_command_can_be_typed_again(station: Path, far_end: Province) -> None:
    rewrite(station / "station.yaml", f"login: '{far_end.url}", "login: 'http://127.0.0.1:9")
    contents, _ = open_station(station)
    sent = Forwarding(contents, line_to(contents), lambda _: None).send()
    assert (sent.taken, sent.left) == (0, 6)
    assert "no answer" in str(sent.why)


def test_an_answer_that_got_lost_makes_no_second_log(station: Path, far_end: Province) -> None:
    far_end.mood = ["", "", "taken and lost"]
    assert send(station).taken == 6
    assert len(far_end.taken) == len(set(far_end.names)) == 6
    assert [name for path, name in far_end.asked if path == "/logs"].count(far_end.names[1]) == 2


def test_a_server_that_hangs_is_given_up_in_time(
    station: Path, far_end: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_module, "TIMEOUT_S", 0.2)
    far_end.mood = ["", "hangs", "hangs", "hangs"]
    sent = send(station)
    assert (sent.taken, sent.left) == (0, 6)
    assert "timed out" in str(sent.why)


def test_a_server_that_asks_to_be_left_alone_is_but_not_for_ever(station: Path, far_end: Province) -> None:
    far_end.mood = ["", "429"]
    waits: list[float] = []
    assert send(station, waits).taken == 6
    assert waits == [7.0]


def test_a_token_that_ran_out_is_renewed(station: Path, far_end: Province) -> None:
    far_end.token_lasts = 2
    assert send(station).taken == 6
    assert far_end.logins == 3


def test_what_is_refused_for_what_it_says_is_told_kept_and_holds_nothing_up(station: Path, far_end: Province) -> None:
    far_end.refuses = "Ngày hội"
    done = by_command(station)
    assert (done.code, done.out) == (1, "sent: 2\n")
    assert done.err.count("refused by the source system: line") == 4
    assert (
        "LoaiLinhVuc không đúng"
        in json.loads((station / "var/source-system.json").read_text("utf-8"))["refused"][0]["why"]
    )
    assert by_command(station).out == "sent: 0\n"
    far_end.refuses = ""  # somebody mended the shape
    assert by_command(station, "--again").out == "sent: 4\n"
    assert by_command(station, "--again").out == "sent: 0\n"
    assert len(set(far_end.names)) == len(far_end.taken) == 6


def test_what_was_refused_and_could_not_be_sent_again_stays_refused(station: Path, far_end: Province) -> None:
    far_end.refuses = "Ngày hội"
    send(station)
    far_end.refuses, far_end.mood = "", ["", "", "500", "500", "500"]
    sent = send(station, again=True)
    assert (sent.taken, sent.left) == (1, 1)
    assert send(station, again=True).taken == 3
    assert len(set(far_end.names)) == len(far_end.taken) == 6


def test_killed_between_two_lines_it_goes_on_with_the_next(station: Path, far_end: Province) -> None:
    class Killed(BaseException):
        pass

    def killed(_: float) -> None:
        raise Killed

    contents, _ = open_station(station)
    far_end.mood = ["", "", "", "", "500"]
    with pytest.raises(Killed):
        Forwarding(contents, line_to(contents), killed).send()
    assert len(far_end.taken) == 3
    assert send(station).taken == 3
    assert far_end.titles == A_DAY * 2


@pytest.mark.parametrize(
    ("mood", "told"),
    [
        (["401"], "refuses the login of xa-quang-ngoc (401)"),
        (["", "404"], "takes no logs (404): look at its address"),
        (["", "302"], "takes no logs (302): look at its address"),
        (["", "401", "", "401"], "does not take the token that its login gave (401)"),
    ],
)
def test_what_somebody_must_mend_is_told_and_nothing_counts_as_sent(
    station: Path, far_end: Province, mood: list[str], told: str
) -> None:
    far_end.mood = mood
    done = by_command(station)
    assert (done.code, told in done.err) == (1, True)
    assert not [path for path, _ in far_end.asked if path == "/elsewhere"]  # a password is led nowhere else
    assert PASSWORD not in done.err
    assert send(station).taken == 6


def test_another_record_than_the_one_that_was_sent_from_is_told(station: Path, aired: Path) -> None:
    send(station)
    for file in station.glob("var/logbook.sqlite*"):
        file.unlink()
    refused = by_command(station)
    assert (refused.code, "is not what was sent as such" in refused.err) == (1, True)
    (station / "var/source-system.json").write_bytes(b"{")
    assert "nobody knows what was sent" in by_command(station).err


def test_the_running_station_sends_by_itself_beside_the_air(station: Path, far_end: Province) -> None:
    contents, _ = open_station(station)
    export = BackgroundExport(station)
    export.start(replace(contents.station, source_system=None))
    export.start(contents.station)
    export.start(contents.station)  # while the first is at work
    patience(lambda: len(far_end.taken) == 6)
    export.stop()
    assert far_end.titles == A_DAY * 2
    assert far_end.logins == 1


def patience(is_so: Callable[[], bool]) -> None:
    until_s = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < until_s
        time.sleep(0.05)


def test_what_was_aired_before_the_first_day_is_not_told(station: Path, far_end: Province) -> None:
    rewrite(station / "station.yaml", f"since: {FIRST}", f"since: {LAST}")
    assert send(station).taken == 3


def test_the_province_s_own_shape_lies_in_the_station_s_folder(station: Path) -> None:
    (station / "source-system.tsv").write_text("@login.user\tu\nten\ttitle\nloa\t=\n", "utf-8")
    rewrite(station / "station.yaml", "CumLoaID", "loa")
    assert ask(station, "export", FIRST).lines[0] == {"ten": "Tin buổi sáng", "loa": "38-01"}
    rewrite(station / "station.yaml", "loa:", "lo:")
    refused = ask(station, "export", FIRST)
    assert (refused.code, "source_system has no field “lo”; the fields are: loa, ten" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("'http://127.0.0.1", "'http://tinh.example", "is no address for logs"),
        ("'http://127.0.0.1", "'https://a:b@tinh.example", "is no address for logs"),
        ("ngay-hoi: 5", "ngay-hoi: 7", "station.yaml:3"),
        (f", since: {FIRST}", "", "“since:” is missing here"),
        (
            "ngay-hoi: 5",
            "ngay-hoy: 5",
            "station.yaml:3: no script has the column “ngay-hoy”; there are: ban-tin, ngay-hoi",
        ),
    ],
)
def test_wrong_settings_are_told_by_check(station: Path, old: str, new: str, told: str) -> None:
    file = station / "station.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    assert told in ask(station, "check").err


def test_without_settings_or_password_the_operator_is_told_what_to_write(station: Path, aired: Path) -> None:
    refused = ask(aired, "export", "--send")
    assert (refused.code, "names no source system" in refused.err) == (2, True)
    (station / "secrets.yaml").unlink()
    assert "type: broadcaster secret source-system" in ask(station, "check").err
    refused = by_command(station)
    assert (refused.code, "type: broadcaster secret source-system" in refused.err) == (2, True)
    assert ask(station, "export", "--again").code == 2
    assert ask(station, "export", "--send", FIRST).code == 2
