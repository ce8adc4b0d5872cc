"""The station as a service: what is asked of the system, and what who asks is told."""

import os
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from stations import ask, environment, run

from broadcaster.errors import NotReadyError
from broadcaster.workflows import service as services
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.sd_notify import sd_notify
from broadcaster.workflows.service_account import can_run
from broadcaster.workflows.service_unit import Account, Service


def test_the_unit_is_printed_and_nothing_is_installed(built_station: Path) -> None:
    told = ask(built_station, "service", "install", "--print", "--user")
    assert (told.code, told.err) == (0, "")
    assert f"WorkingDirectory={built_station.resolve()}" in told.out
    assert ask(built_station, "service", "install", "--windows").out.startswith("<?xml")


def test_the_console_has_a_service_of_its_own_with_the_options_of_web(built_station: Path) -> None:
    told = ask(built_station, "service", "install", "--print", "--user", "--web", "--", "--port", "8090")
    assert (told.code, told.err) == (0, "")
    assert "SyslogIdentifier=broadcaster-web" in told.out
    assert " web --port 8090\n" in told.out
    assert ask(built_station, "service", "install", "--print", "--user", "--", "--port", "8090").code == 2


def test_a_console_that_nobody_may_come_in_by_is_opened_by_hand_first(built_station: Path) -> None:
    told = ask(built_station, "service", "install", "--user", "--web")  # its password would stand in the journal
    assert told.code == 1
    assert "open it once by hand: broadcaster web" in told.err


def test_a_name_that_is_none_is_told(built_station: Path) -> None:
    told = ask(built_station, "service", "install", "--print", "--user", "--name", "../x")
    assert told.code == 2
    assert "“../x” is no name of a service" in told.err


@pytest.mark.skipif(
    shutil.which("systemctl") is None and not os.environ.get("CI"), reason="there is no systemd here to ask"
)
def test_who_asks_for_a_service_that_is_not_there_is_told_so(built_station: Path, tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "broadcaster", "service", "status", "--user"], cwd=built_station, check=False,
        capture_output=True, text=True, env={**environment(), "XDG_CONFIG_HOME": str(tmp_path)},
    )  # fmt: skip
    assert told.returncode == 1
    assert "not installed" in told.stdout


def test_systemd_is_told_by_a_datagram_and_nobody_by_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    sd_notify("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        sd_notify("STATUS=Đang phát: Bản tin sáng")
        assert listening.recv(200).decode() == "STATUS=Đang phát: Bản tin sáng"
    sd_notify("WATCHDOG=1")  # nobody listens any more


def test_a_station_of_root_s_is_not_made_a_service(built_station: Path) -> None:
    if built_station.stat().st_uid != 0:
        pytest.skip("the tests do not run as root")
    told = run(built_station, "service", "install", "--print")
    assert told.code == 1
    assert "belongs to root" in told.err


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Return what the system is asked, by an administrator; nothing of this machine is changed."""
    told: list[str] = []
    monkeypatch.setattr(services, "_run", lambda command: told.append(" ".join(command)))
    monkeypatch.setattr(services, "is_root", lambda: True)
    monkeypatch.setattr(services, "can_run", lambda *_: True)
    monkeypatch.setattr(services, "stays", lambda _: False)
    monkeypatch.setattr(services.shutil, "which", lambda _: "/bin/systemctl")
    monkeypatch.setattr("broadcaster.workflows.service_unit.SYSTEM_UNITS", tmp_path)
    return told


def of_the_machine(folder: Path) -> Service:
    return Service("dai", "Đài xã", folder, Path(sys.executable), Account("truyenthanh", 1001, "truyenthanh"))


def test_its_user_s_sound_server_is_kept_and_the_card_opened_to_him(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "may_use_cards", lambda _: False)
    done = services.install(of_the_machine(tmp_path))
    assert asked == [
        "loginctl enable-linger truyenthanh",
        "usermod --append --groups audio truyenthanh",
        "systemctl daemon-reload",
        "systemctl enable dai.service",
        "systemctl restart dai.service",
    ]
    assert (done.path, done.joined) == (tmp_path / "dai.service", "truyenthanh")


def test_a_user_whose_services_may_not_stay_is_told_whom_to_ask(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(command: list[str]) -> None:
        raise NotReadyError("denied: {command}", command=command)

    monkeypatch.setattr(services, "_run", refuse)
    with pytest.raises(NotReadyError, match="an administrator types: sudo loginctl enable-linger"):
        services.install(replace(of_the_machine(tmp_path), account=None))
    assert asked == []


def test_who_may_use_the_card_already_is_left_in_his_groups(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "may_use_cards", lambda _: True)
    assert services.install(of_the_machine(tmp_path)).joined is None
    assert [line for line in asked if "usermod" in line] == []


@pytest.mark.parametrize(("act", "word"), [(services.install, "install"), (services.remove, "remove")])
def test_who_is_no_administrator_is_told_the_whole_command_to_type(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: object, word: str
) -> None:
    (tmp_path / "dai.service").touch()
    monkeypatch.setattr(services, "is_root", lambda: False)
    with pytest.raises(NotReadyError) as told:
        act(of_the_machine(Path("/srv/đài xã")))  # type: ignore[operator]
    wanted = f"sudo {sys.executable} -m broadcaster --station '/srv/đài xã' service {word} --name dai"
    assert wanted in str(told.value)
    assert asked == []


def test_whoever_installs_the_console_s_is_told_its_options_too(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "is_root", lambda: False)
    console = replace(of_the_machine(tmp_path), name="broadcaster-web", command=("web", "--port", "8090"))
    with pytest.raises(NotReadyError, match=r"service install --web -- --port 8090$"):
        services.install(console)


def test_a_python_that_the_service_s_user_can_t_reach_is_told_before_anything_is_changed(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "can_run", lambda *_: False)
    with pytest.raises(NotReadyError, match="truyenthanh can't run"):
        services.install(of_the_machine(tmp_path))
    assert asked == []


def test_a_station_that_runs_by_hand_is_not_started_beside_itself(asked: list[str], tmp_path: Path) -> None:
    running = OnlyOne(tmp_path / "var" / "run.lock")
    with pytest.raises(NotReadyError, match="started by hand"):
        services.install(of_the_machine(tmp_path))
    running.release()
    assert asked == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can ask as another user")
def test_whether_another_user_can_run_it_is_tried_as_that_user() -> None:
    assert can_run(Account("root", 0, "root"), Path(sys.executable))
    assert not can_run(Account("nobody", 65534, "nogroup"), Path("/bin/false"))


def test_what_systemd_says_of_it_is_told_in_words() -> None:
    assert services.in_words("active", "dai").said("en") == "runs"
    assert services.in_words("failed", "dai").said("en") == "has failed; see systemctl status dai"
    assert services.in_words("maintenance", "dai").said("en") == "maintenance"
