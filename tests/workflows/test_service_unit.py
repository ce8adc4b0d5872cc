"""The unit of systemd and the task of Windows: what they say, and what systemd says of them."""

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from broadcaster.workflows.service_unit import Account, Service, unit, windows_task

OF_THE_MACHINE = Service(
    name="broadcaster",
    title="Đài xã Quảng Ngọc 100%",
    folder=Path("/srv/đài truyền thanh"),
    python=Path("/opt/venv/bin/python"),
    account=Account("truyenthanh", 1001, "truyenthanh"),
)
OF_A_USER = replace(OF_THE_MACHINE, account=None)
OF_THE_CONSOLE = replace(OF_THE_MACHINE, name="broadcaster-web", command=("web", "--cert", "/etc/xã/a b.pem"))


def test_a_unit_of_the_machine_runs_as_the_folder_s_owner_and_may_write_there_only() -> None:
    lines = unit(OF_THE_MACHINE).splitlines()
    assert {"User=truyenthanh", "ProtectSystem=strict", "NoNewPrivileges=yes", "Type=notify", "Restart=always"} <= {
        *lines
    }
    assert 'ReadWritePaths="/srv/đài truyền thanh"' in lines
    assert 'ExecStart=/opt/venv/bin/python -m broadcaster --station "/srv/đài truyền thanh" run' in lines
    assert "Description=Đài xã Quảng Ngọc 100%% (Broadcaster)" in lines
    assert "WantedBy=multi-user.target" in lines


def test_neither_the_network_nor_a_time_server_is_waited_for() -> None:
    assert [line for line in unit(OF_THE_MACHINE).splitlines() if "network" in line or "time-sync" in line] == []


def test_stopped_by_hand_it_gets_one_signal_and_that_ends_the_sound_too() -> None:
    lines = unit(OF_THE_MACHINE).splitlines()
    assert "KillSignal=SIGINT" in lines
    assert [line for line in lines if line.startswith("ExecStop")] == []  # systemd sends KillSignal right after it


def test_it_may_write_in_no_home_but_the_station_s_folder() -> None:
    assert "ProtectHome=read-only" in unit(OF_THE_MACHINE).splitlines()  # ProtectSystem=strict leaves /home writable


def test_the_console_s_unit_opens_it_with_its_options_and_promises_the_watchdog_nothing() -> None:
    text = unit(OF_THE_CONSOLE)
    assert '--station "/srv/đài truyền thanh" web --cert "/etc/xã/a b.pem"' in text
    assert "Type=exec" in text.splitlines()
    assert "ProtectSystem=strict" in text.splitlines()
    assert "WatchdogSec" not in text


def test_a_unit_of_a_user_has_no_other_user_and_begins_with_the_session() -> None:
    text = unit(OF_A_USER)
    assert "User=" not in text
    assert "WantedBy=default.target" in text


@pytest.mark.parametrize("service", [OF_THE_MACHINE, OF_A_USER, OF_THE_CONSOLE], ids=["machine", "user", "console"])
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
