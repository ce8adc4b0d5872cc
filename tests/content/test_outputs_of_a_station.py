"""`outputs:`, `zones:` and `secrets.yaml`: what they may say, and what is told when it is wrong."""

import os
from datetime import time
from pathlib import Path

import pytest
from people_files import read_text, told, write_files

from broadcaster.content.folder import read_folder
from broadcaster.content.secrets_file import read_secrets
from broadcaster.content.station_file import read_station
from broadcaster.model.station import OutputChoice, Station
from broadcaster.model.zone import Ceiling, Zone


def station(source: str) -> tuple[Station | None, list[str]]:
    return read_text(lambda text, gather: read_station(text, "station.yaml", gather), f"name: Thử\n{source}")


def test_any_number_of_outputs_of_any_kind() -> None:
    found, problems = station("""
outputs:
  - sound_card: {device: USB Audio}
  - sound_card: {device: HDMI}
  - icecast: {host: radio.example.vn, port: 8443, mount: /xa.mp3, tls: yes, bitrate: 96, name: Đài xã, secret: huyen}
  - icecast
  - snapcast: {host: 192.168.1.10, port: 4953, control_port: 1705, stream: loa}
  - wav_file: {path: var/ra.wav}
""")
    assert problems == []
    assert found is not None
    assert found.outputs == (
        OutputChoice("sound_card", (("device", "USB Audio"),)),
        OutputChoice("sound_card", (("device", "HDMI"),)),
        OutputChoice(
            "icecast",
            (
                ("host", "radio.example.vn"),
                ("port", 8443),
                ("mount", "/xa.mp3"),
                ("bitrate", 96),
                ("name", "Đài xã"),
                ("tls", True),
                ("secret", "huyen"),
            ),
        ),
        OutputChoice("icecast"),
        OutputChoice("snapcast", (("host", "192.168.1.10"), ("port", 4953), ("control_port", 1705), ("stream", "loa"))),
        OutputChoice("wav_file", (("path", "var/ra.wav"),)),
    )


def test_zones_with_ceilings_by_the_time_of_day() -> None:
    found, problems = station("""
outputs: [snapcast]
zones:
  thon-bac: {title: Thôn Bắc, clients: [loa-1, loa-2], volume: 90, ceiling: {6h-18h: 80%, "18:00-21:00": 60}}
  thon-nam: {clients: [loa-3], mute: yes, latency: 40}
""")
    assert problems == []
    assert found is not None
    assert found.zones == (
        Zone(
            "thon-bac",
            "Thôn Bắc",
            ("loa-1", "loa-2"),
            volume=90,
            ceilings=(Ceiling(time(6), time(18), 80), Ceiling(time(18), time(21), 60)),
        ),
        Zone("thon-nam", "thon-nam", ("loa-3",), mute=True, latency_ms=40),
    )


@pytest.mark.parametrize(
    ("at", "ceiling"), [(time(5, 59), 60), (time(6), 80), (time(17, 59), 80), (time(18), 60), (time(23), 60)]
)
def test_in_hours_that_nobody_named_the_lowest_ceiling_of_the_day_holds(at: time, ceiling: int) -> None:
    day = (Ceiling(time(6), time(18), 80), Ceiling(time(18), time(21), 60))
    zone = Zone("bac", "Bắc", ("loa-1",), volume=70, ceilings=day)
    assert zone.ceiling_at(at) == ceiling
    assert zone.volume_at(at) == min(70, ceiling)


def test_a_zone_without_ceilings_and_one_whose_ceiling_crosses_midnight() -> None:
    assert Zone("bac", "Bắc", ()).ceiling_at(time(3)) == 100
    night = Ceiling(time(22), time(4), 30)
    assert [night.holds_at(time(hour)) for hour in (21, 22, 0, 3, 4)] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("outputs: [icecast: {host: http://a}]", "“http://a” is no name of a server; write it as in radio.example.vn"),
        ("outputs: [icecast: {mount: loa.mp3}]", "“loa.mp3” is no mount; write it as in /loa.mp3"),
        ("outputs: [icecast: {port: 0}]", "“0” must be a whole number from 1 to 65535"),
        (
            "outputs: [icecast: {bitrate: 65}]",
            "“65” is not known here; write one of: 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192",
        ),
        (
            "outputs: [icecast: {password: bí mật}]",
            "a password does not belong into this file; remove it here and type: broadcaster secret icecast",
        ),
        ("outputs: [icecast, icecast]", "another output leads to the same place; keep one of them"),
        (
            "outputs: [sound_card: {device: USB}, sound_card: {device: USB}]",
            "another output leads to the same place; keep one of them",
        ),
        (
            "outputs: [icecast: {pass: bí mật}]",
            "a password does not belong into this file; remove it here and type: broadcaster secret icecast",
        ),
        (
            "outputs: [icecast: {haus: a}]",
            "“haus” is not known here; the names are: host, port, mount, bitrate, name, public, tls, user, secret",
        ),
        (
            "outputs: [icecast, icecast: {host: localhost, port: 8000}]",
            "another output leads to the same place; keep one of them",
        ),
        (
            "outputs: [sound_card: {device: USB}, sound_card: {device: usb}]",
            "another output leads to the same place; keep one of them",
        ),
        ("outputs: [wav_file: {path: station.yaml}]", "“station.yaml” is no WAV file; write it as in var/on-air.wav"),
        ("zones: {bac: {clients: [loa-1]}}", "zones are Snapcast's; add “snapcast” to “outputs:”"),
    ],
)
def test_what_is_wrong_and_what_to_write_instead(line: str, problem: str) -> None:
    found, problems = station(line)
    assert found is not None
    assert problems == [f"station.yaml:2: {problem}"]


@pytest.mark.parametrize(
    ("zone", "problem"),
    [
        ("{volume: 80}", "“clients:” is missing here"),
        ("{clients: [a], volume: 120}", "“120” must be a percentage from 0% to 100%"),
        ("{clients: [a], ceiling: {6h-18h 40}}", "something must be written here"),
        ("{clients: []}", "no loudspeaker belongs to this zone; write their names, as in clients: [loa-1, loa-2]"),
        ("{clients: [a], ceiling: 80}", "hours and percentages are expected after “ceiling:”, as in"),
        ("{clients: [a], ceiling: {6h: 80}}", "“6h” is no span of hours; write 21:00-05:00"),
        ("{clients: [loa-1]}", "the client “loa-1” belongs to zone “bac” already; a client is in one zone"),
    ],
)
def test_what_is_wrong_with_a_zone(zone: str, problem: str) -> None:
    _, problems = station(f"outputs: [snapcast]\nzones:\n  bac: {{clients: [loa-1]}}\n  nam: {zone}")
    assert [one.partition(problem)[1] for one in problems] == [problem]
    assert problems[0].startswith("station.yaml:5: ")


def test_passwords_are_read_by_name_and_never_told() -> None:
    def read(source: str) -> tuple[dict[str, str] | None, list[str]]:
        return read_text(lambda text, gather: read_secrets(text, "secrets.yaml", gather), source)

    assert read('icecast: "mật: khẩu"\nhuyen: 0123\n') == ({"icecast": "mật: khẩu", "huyen": "0123"}, [])
    for wrong in ("chỉ-mật-khẩu", "icecast: {a: mật}", "icecast: [mật", "a b: mật"):
        found, problems = read(wrong)
        assert not found
        assert problems
        assert "mật" not in "".join(problems).replace("mật khẩu", "")


@pytest.mark.skipif(os.name != "posix", reason="on Windows the folder's own rights decide")
def test_a_file_of_passwords_that_others_can_read_is_told(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"station.yaml": "name: Thử\n", "secrets.yaml": "icecast: a\n"})
    (folder / "secrets.yaml").chmod(0o640)
    _, problems = read_folder(folder)
    assert told(problems) == [
        "secrets.yaml: others on this machine can read the passwords in it; type: chmod 600 secrets.yaml"
    ]
    (folder / "secrets.yaml").chmod(0o600)
    assert read_folder(folder)[1] == ()


def test_a_command_of_notices_written_as_one_text_is_told_how_to_write_it() -> None:
    found, problems = station("notices: {command: mail -s Radio a@xa.vn}")
    assert found is not None
    assert found.notices.command == ()
    assert problems == [
        "station.yaml:2: write the command in square brackets, with commas between its words, as in "
        "[mail, -s, Radio, ten@xa.vn]"
    ]
