"""The unit of systemd and the task of Windows: what they say, and what systemd says of them."""

import os
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from stations import ask, environment, run

from broadcaster.workflows.sd_notify import sd_notify
from broadcaster.workflows.service import Account, Service, unit, windows_task

OF_THE_MACHINE = Service(
    name="broadcaster",
    title="Đài xã Quảng Ngọc 100%",
    folder=Path("/srv/đài truyền thanh"),
    python=Path("/opt/venv/bin/python"),
    account=Account("truyenthanh", 1001, "truyenthanh"),
)
OF_A_USER = replace(OF_THE_MACHINE, account=None)


def test_a_unit_of_the_machine_runs_as_the_folder_s_owner_and_may_write_there_only() -> None:
    lines = unit(OF_THE_MACHINE).splitlines()
    assert {"User=truyenthanh", "ProtectSystem=strict", "NoNewPrivileges=yes", "Type=notify", "Restart=always"} <= {
        *lines
    }
    assert 'ReadWritePaths="/srv/đài truyền thanh"' in lines
    assert 'ExecStart=/opt/venv/bin/python -m broadcaster --station "/srv/đài truyền thanh" run' in lines
    assert "Description=Đài xã Quảng Ngọc 100%% (Broadcaster)" in lines
    assert "WantedBy=multi-user.target" in lines


def test_a_unit_of_a_user_has_no_other_user_and_begins_with_the_session() -> None:
    text = unit(OF_A_USER)
    assert "User=" not in text
    assert "WantedBy=default.target" in text


@pytest.mark.parametrize("service", [OF_THE_MACHINE, OF_A_USER], ids=["machine", "user"])
def test_systemd_finds_no_fault_in_it(service: Service, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        if os.environ.get("CI"):
            pytest.fail("systemd is not installed, yet CI must prove the unit")
        pytest.skip("systemd is not installed")
    here = replace(service, folder=tmp_path, python=Path("/bin/true"))
    if here.account:
        here = replace(here, account=Account("daemon", 1, "daemon"))
    file = tmp_path / "broadcaster.service"
    file.write_text(unit(here), encoding="utf-8")
    scope = ["--user"] if service.account is None else []
    found = subprocess.run(
        ["systemd-analyze", *scope, "verify", file], capture_output=True, text=True, check=False,
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    assert [line for line in found.stderr.splitlines() if "broadcaster.service" in line] == []


def test_the_task_for_windows_is_xml_and_starts_the_station_when_its_user_logs_on() -> None:
    root = ElementTree.fromstring(windows_task(OF_A_USER).partition("\n")[2])
    told = {element.tag.rpartition("}")[2]: element.text for element in root.iter()}
    assert told["Arguments"] == '-m broadcaster --station "/srv/đài truyền thanh" run'
    assert (told["ExecutionTimeLimit"], told["MultipleInstancesPolicy"]) == ("PT0S", "IgnoreNew")
    assert told["LogonType"] == "InteractiveToken"


def test_the_unit_is_printed_and_nothing_is_installed(built_station: Path) -> None:
    told = ask(built_station, "service", "install", "--print", "--user")
    assert (told.code, told.err) == (0, "")
    assert f"WorkingDirectory={built_station.resolve()}" in told.out
    assert ask(built_station, "service", "install", "--windows").out.startswith("<?xml")


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
