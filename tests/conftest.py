"""Stations for tests that need a whole one. This file's being here lets tests import ``workflows.stations``."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from workflows.stations import AFTER, FIRST, copy_of, run, write_station

# Machines that run tests have other work to do: how long an example takes is nobody's fault.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_xdist_auto_num_workers() -> int:
    """Have one worker more than cores: who waits for a page, a child or a server leaves a core to somebody else."""
    return (os.cpu_count() or 1) + 1


BEGUN_FIRST = {"test_killed_alerts", "test_killed_builds", "test_run", "test_alert_command", "test_desk_contract"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that at the end no worker waits for another's."""
    items.sort(key=lambda item: item.path.stem not in BEGUN_FIRST)


@pytest.fixture(scope="session", autouse=True)
def _signals_as_in_a_window() -> None:
    """Let children be ended as by Ctrl+C and a closed window, also where nohup or a shell's ``&`` started the tests."""
    for name, usual in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, usual)


@pytest.fixture(scope="session")
def built_station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station that was approved and built by the real commands. To be looked at, not to be changed."""
    folder = write_station(tmp_path_factory.mktemp("built") / "station")
    approved = run(folder, "approve", "tin-1", "ngay-hoi-1", "--by", "Trưởng đài")
    assert (approved.code, approved.err) == (0, "")
    built = run(folder, "build", "--from", FIRST, "--to", AFTER)
    assert (built.code, built.err) == (0, "")
    return folder


@pytest.fixture
def station(built_station: Path, tmp_path: Path) -> Path:
    """A copy of the built station, to be changed."""
    return copy_of(built_station, tmp_path)


@pytest.fixture
def draft_station(tmp_path: Path) -> Path:
    """A station whose scripts nobody has approved yet."""
    return write_station(tmp_path / "station")
