"""What the engine is told of the station's outputs, and where passwords are kept."""

import json
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from stations import ask, rewrite

from broadcaster.engine.outputs import icecast, icecast_line, snapcast, sound_card
from broadcaster.errors import UsageError
from broadcaster.model.station import OutputChoice, Station
from broadcaster.model.zone import Zone
from broadcaster.playout.desk import Feed
from broadcaster.playout.engine_desk import EngineDesk
from broadcaster.playout.engine_process import EngineOptions
from broadcaster.playout.zone_keeper import NO_SUCH_STREAM
from broadcaster.workflows.examining import State
from broadcaster.workflows.examining_outputs import examine_outputs
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.output_words import SAID_OFTEN, in_words
from broadcaster.workflows.outputs import engine_options
from broadcaster.workflows.secrets import keep_secret, known_secrets
from broadcaster.workflows.sending import Sending
from broadcaster.workflows.zones import Zones

CARD, HALL = OutputChoice("sound_card"), OutputChoice("sound_card", (("device", "HDMI"),))
ICECAST = OutputChoice("icecast", (("secret", "huyen"),))
SNAPCAST = OutputChoice("snapcast")
ZONE = Zone("bac", "Bắc", ("loa-1",), volume=70)

ZONES = "zones: {bac: {clients: [loa-1], ceiling: {6h-18h: 80}}}"


def station(*outputs: OutputChoice, zones: tuple[Zone, ...] = ()) -> Station:
    return Station("Đài xã Thử", outputs=outputs, zones=zones)


def test_every_output_is_told_with_a_name_of_its_own_and_its_password(tmp_path: Path) -> None:
    keep_secret(tmp_path, "huyen", "mật khẩu")
    options = engine_options(station(CARD, HALL, ICECAST, SNAPCAST, zones=(ZONE,)), tmp_path)
    assert options.sound_card == "default"
    hall, mount, feed = options.others
    assert hall == {"kind": "sound_card", "name": "sound_card-2", "device": "HDMI"}
    assert (mount["name"], mount["password"], mount["title"]) == ("icecast", "mật khẩu", "Đài xã Thử")
    assert (feed["name"], feed["port"], feed["guarded"]) == ("snapcast", 4953, True)
    assert "mật khẩu" not in repr(options)
    assert "mật khẩu" not in " ".join(options.arguments())


class FakeDesk:
    """An engine's desk that only notes what it is told to carry."""

    def __init__(self) -> None:
        self.carried: list[EngineOptions] = []

    def carry(self, options: EngineOptions) -> None:
        self.carried.append(options)


def test_the_running_station_sends_where_its_files_say_now_and_stays_where_they_make_no_sense(tmp_path: Path) -> None:
    desk = FakeDesk()
    sending = Sending(tmp_path, cast("EngineDesk", desk), lambda: datetime.now(UTC))
    sending.carry(station(CARD))
    sending.carry(station(OutputChoice("wav_file", (("path", "../out.wav"),))))
    keep_secret(tmp_path, "huyen", "mật khẩu")
    sending.carry(station(ICECAST))
    assert [options.sound_card for options in desk.carried] == ["default", None]
    assert desk.carried[1].others[0]["password"] == "mật khẩu"
    assert sending.zones() == []


def test_where_nobody_set_volumes_snapcast_is_heard_at_once(tmp_path: Path) -> None:
    (feed,) = engine_options(station(SNAPCAST), tmp_path).others
    assert feed["guarded"] is False


def test_a_password_is_kept_for_its_owner_alone_and_git_is_told(tmp_path: Path) -> None:
    keep_secret(tmp_path, "icecast", 'a"b: c # d')
    keep_secret(tmp_path, "huyen", "mật khẩu")
    keep_secret(tmp_path, "huyen", "mật khẩu mới")
    assert known_secrets(tmp_path, {}) == {"icecast": 'a"b: c # d', "huyen": "mật khẩu mới"}
    assert (tmp_path / ".gitignore").read_text() == "/secrets.yaml\n"
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "secrets.yaml").stat().st_mode) == 0o600
    for wrong in ("", "  ", "a\nb"):
        with pytest.raises(UsageError):
            keep_secret(tmp_path, "icecast", wrong)


def test_a_backup_has_no_passwords_in_it(draft_station: Path) -> None:
    keep_secret(draft_station, "icecast", "mật khẩu")
    assert ask(draft_station, "backup", "out.zip").code == 0
    with zipfile.ZipFile(draft_station / "out.zip") as backup:
        names = backup.namelist()
    assert "station.yaml" in names
    assert "secrets.yaml" not in names


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    keep_secret(tmp_path, "tram-huyen", "a")
    assert known_secrets(tmp_path, {"BROADCASTER_SECRET_TRAM_HUYEN": "b", "HOME": "c"}) == {"tram-huyen": "b"}


def test_the_command_reads_a_password_and_nothing_ever_shows_it(draft_station: Path) -> None:
    rewrite(draft_station / "station.yaml", "[wav_file: {path: var/on-air.wav}]", "[icecast: {port: 1}]")
    unknown = "its password is not known on this machine; type: broadcaster secret icecast"
    assert unknown in ask(draft_station, "check").err
    assert unknown in ask(draft_station, "doctor").out
    kept = ask(draft_station, "secret", "icecast", given="mật khẩu\n".encode())
    assert (kept.code, "mật khẩu" in kept.out + kept.err) == (0, False)
    assert unknown not in ask(draft_station, "check").err
    rewrite(draft_station / "station.yaml", "[icecast: {port: 1}]", f"[icecast: {{port: 1}}, snapcast]\n{ZONES}")
    shown = ask(draft_station, "show", "--json")
    assert shown.json["zones"][0]["ceiling"] == {"06:00-18:00": 80}
    assert shown.json["secrets"] == {"icecast": "•••"}
    doctor = ask(draft_station, "doctor")
    assert "output icecast: 127.0.0.1:1/loa.mp3: the server does not answer" in doctor.out
    assert "mật khẩu" not in shown.out + doctor.out
    assert ask(draft_station, "secret", "../a", given=b"x\n").code == 2


def test_a_card_that_is_not_there_is_named_beside_those_that_are(tmp_path: Path) -> None:
    wanted = OutputChoice("sound_card", (("device", "a card that nobody has"),))
    (finding,) = examine_outputs(station(wanted), tmp_path)
    assert finding.state is State.BAD
    assert finding.detail.said("en").startswith("there is none named “a card that nobody has”; the names are: ")
    assert not re.search("plugin|sound server", finding.detail.said("en"), re.IGNORECASE)


def test_a_server_that_does_not_answer_is_bad_only_where_there_is_no_other_output(tmp_path: Path) -> None:
    gone = OutputChoice("snapcast", (("control_port", 1),))
    assert [finding.state for finding in examine_outputs(station(gone), tmp_path)][-1] is State.BAD
    assert [finding.state for finding in examine_outputs(station(gone, CARD), tmp_path)][-1] is State.LACKING


def test_what_the_engine_says_often_is_said_in_the_operators_language() -> None:
    said = {
        icecast_line.WRONG_PASSWORD,
        icecast_line.MOUNT_IN_USE,
        icecast_line.NO_SERVER,
        snapcast.WAITS_FOR_VOLUMES,
        sound_card.NO_SUCH_CARD,
        icecast.NOT_CONNECTED,
        snapcast.NOT_CONNECTED,
        snapcast.NOT_TAKEN,
        sound_card.BEING_OPENED,
        NO_SUCH_STREAM,
    }
    assert said <= set(SAID_OFTEN)
    assert in_words("something new").said("vi") == "something new"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("the server does not answer: Connection refused", "máy chủ không trả lời: không có gì ở cổng này"),
        ("the server does not answer: Name or service not known", "máy chủ không trả lời: không tìm thấy máy nào tên"),
        ("timed out", "máy chủ ấy không nói gì"),
        ("[Errno 28] No space left on device: '/dai/var/a.wav'", "ổ đĩa đã đầy"),
        ("the password was refused", "máy chủ không nhận mật khẩu: hãy gõ mật khẩu đúng: broadcaster secret"),
        (
            "no sound card of this name: ALSA: no device named 'USB' among []",
            "không có cạc âm thanh nào mang tên này: ",
        ),
        (
            "PULSEAUDIO: no device named 'USB' among []; ALSA: USB: ('failed to init device', -20)",
            "không mở được",
        ),
    ],
)
def test_what_the_system_says_in_english_is_told_as_what_to_look_at(said: str, told: str) -> None:
    vietnamese = in_words(said).said("vi")
    assert vietnamese.startswith(told)
    assert not re.search(r"Errno|refused|known|device|among|ALSA", vietnamese)


class FakeGate:
    def feed(self, _name: str) -> Feed | None:
        return None

    def let_through(self, _name: str, _connection: int) -> None:
        raise AssertionError("nothing was confirmed")


def test_zones_are_told_to_status(station_told: Path) -> None:
    out = ask(station_told, "status").out
    assert "zones of snapcast: the Snapcast server does not answer" in out
    assert "zone Bắc: volume 70%, at most 100% now; 0 of 1 connected" in out
    assert ask(station_told, "status", "--json").json["zones"][0]["zones"][0]["volume"] == 70


@pytest.fixture
def station_told(draft_station: Path) -> Iterator[Path]:
    """A station whose daemon has just told how it is, its Snapcast server being away."""
    gone = OutputChoice("snapcast", (("control_port", 1),))
    zones = Zones(FakeGate(), lambda: datetime.now(UTC))
    zones.keep(station(gone, zones=(ZONE,)))
    while not re.search("does not answer", json.dumps(zones.told())):
        pass
    told = {"at": datetime.now(UTC).isoformat(), "running": True, "on_air": [], "outputs": [], "zones": zones.told()}
    zones.close()
    (draft_station / "var").mkdir(exist_ok=True)
    (draft_station / "var/status.json").write_text(json.dumps(told), encoding="utf-8")
    daemon = OnlyOne(draft_station / "var/run.lock")
    yield draft_station
    daemon.release()
