"""The station as a service of the machine: begun with it, and again whenever it ends; allowed no more than it needs.

On Linux a unit of systemd, of the whole machine or of one user; on Windows a task. What is printed is what is
installed.
"""

import getpass
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from broadcaster.errors import NotReadyError, UsageError, reason_of
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.service_account import CARDS, can_run, is_root, may_use_cards, owner_of, stays
from broadcaster.workflows.service_unit import AIR, Account, Service, unit, windows_task
from broadcaster.workflows.station_folder import Places

USUAL_NAME = "broadcaster"
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")

STATES: Mapping[str, str] = {
    "active": N_("runs"),
    "activating": N_("is being started"),
    "deactivating": N_("is being ended"),
    "inactive": N_("is installed and does not run"),
    "failed": N_("has failed; see systemctl status {name}"),
}


@dataclass(frozen=True)
class Installed:
    """What `install` did: the file it wrote, and the user who may use the sound card from the next start on."""

    path: Path
    joined: str | None = None


def service_of(contents: Contents, name: str, *, user: bool, command: Sequence[str] = AIR) -> Service:
    """Return the station's service; a service of the machine runs as whoever owns the station's folder, never as root.

    With the `command` ``web`` and its options it is the console's, which has a name of its own beside the station's.

    Raises UsageError for a name that is none, NotReadyError where nobody but root owns the folder.
    """
    if not NAME.fullmatch(name):
        raise UsageError(N_("“{name}” is no name of a service; use a-z, 0-9 and -"), name=name)
    account = None if user or sys.platform == "win32" else owner_of(contents.folder)
    python = Path(sys.executable).absolute()  # not resolved: that of a virtual environment is known by where it lies
    name = name if tuple(command) == AIR else f"{name}-{command[0]}"
    return Service(name, contents.station.name, contents.folder.resolve(), python, account, tuple(command))


def install(service: Service) -> Installed:
    """Install the service and start it. Raises NotReadyError."""
    if sys.platform == "win32":
        return Installed(_install_task(service))
    if shutil.which("systemctl") is None:
        raise NotReadyError(N_("there is no systemd on this machine; see broadcaster service install --print"))
    if service.airs and state(service) != "active" and OnlyOne.is_held(Places(service.folder).run_lock):
        raise NotReadyError(N_("the station runs already, started by hand; end it with Ctrl+C and go on from here"))
    if service.account is None:
        _let_stay(getpass.getuser())
        return Installed(_install_unit(service))
    _need_root(service, "install")
    joined = _prepare(service.account, service.python)
    return Installed(_install_unit(service), joined)


def _prepare(account: Account, python: Path) -> str | None:
    """See to it that the service's user can run it and is heard; return the user's name if that takes a new start."""
    if not can_run(account, python):
        template = N_("{user} can't run {file}; install Broadcaster in a folder of that user's, and go on from there")
        raise NotReadyError(template, user=account.name, file=python)
    # The service plays to its user's sound server, which must neither end when that user logs out ...
    _let_stay(account.name)
    if may_use_cards(account):
        return None
    _run(["usermod", "--append", "--groups", CARDS, account.name])  # ... nor want him at the screen to open the card
    return account.name


def _let_stay(user: str) -> None:
    """Have what `user` has running begin with the machine and outlast his logging out. Raises NotReadyError."""
    if stays(user):
        return
    try:
        _run(["loginctl", "enable-linger", user])
    except NotReadyError as refused:
        template = N_(
            "services of {user} would end when {user} logs out; an administrator types: "
            "sudo loginctl enable-linger {user}; then go on from here"
        )
        raise NotReadyError(template, user=user) from refused


def _need_root(service: Service, word: str) -> None:
    """Raise NotReadyError with what to type where this process may not change the machine.

    By its whole path: ``sudo`` does not look for commands where a virtual environment has them.
    """
    if is_root():
        return
    command = ["sudo", service.python, "-m", "broadcaster", "--station", service.folder, "service", word]
    station = service.name if service.airs else service.name.removesuffix(f"-{service.command[0]}")
    command += [] if station == USUAL_NAME else ["--name", station]
    command += asked_with(service).split()
    command += ["--", *service.command[1:]] if word == "install" and service.command[1:] else []
    typed = shlex.join(map(str, command))
    raise NotReadyError(N_("that takes an administrator of this machine, who types: {command}"), command=typed)


def _install_unit(service: Service) -> Path:
    path = service.unit_path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(unit(service), encoding="utf-8")
    except OSError as error:
        raise NotReadyError(N_("{file} can't be written ({detail})"), file=path, detail=reason_of(error)) from error
    _tell(service, "daemon-reload")
    _tell(service, "enable", path.name)
    _tell(service, "restart", path.name)
    return path


def _install_task(service: Service) -> Path:
    path = service.folder / "var" / f"{service.name}-task.xml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(windows_task(service), encoding="utf-16")
    _run(["schtasks", "/Create", "/F", "/TN", service.name, "/XML", str(path)])
    _run(["schtasks", "/Run", "/TN", service.name])
    return path


def remove(service: Service) -> Path | None:
    """End the service and remove it; None when there was none. Raises NotReadyError."""
    if sys.platform == "win32":
        _run(["schtasks", "/End", "/TN", service.name])
        _run(["schtasks", "/Delete", "/F", "/TN", service.name])
        return service.folder / "var" / f"{service.name}-task.xml"
    path = service.unit_path
    if not path.exists():
        return None
    if service.account is not None:
        _need_root(service, "remove")
    _tell(service, "disable", "--now", path.name)
    try:
        path.unlink()
    except OSError as error:
        raise NotReadyError(N_("{folder} can't be written ({detail})"), folder=path, detail=reason_of(error)) from error
    _tell(service, "daemon-reload")
    return path


def state(service: Service) -> str:
    """Return what the system says of the service: active, inactive, failed …; empty where it is not installed."""
    if sys.platform == "win32":
        asked = ["schtasks", "/Query", "/TN", service.name, "/FO", "LIST"]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    if not service.unit_path.exists():
        return ""
    asked = [*service.systemctl, "is-active", service.unit_path.name]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() or "?"


def asked_with(service: Service) -> str:
    """Return what stands behind ``broadcaster service WORD`` to mean that service, beside a name."""
    of_a_user = service.account is None and sys.platform != "win32"
    return f"{'' if service.airs else ' --web'}{' --user' if of_a_user else ''}"


def in_words(state: str, name: str) -> Sentence:
    """Return what `state` told, as people say it."""
    return Sentence(STATES.get(state, "{state}"), state=state, name=name)


def _tell(service: Service, *words: str) -> None:
    _run([*service.systemctl, *words])


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise NotReadyError(N_("{command} failed: {detail}"), command=command[0], detail=reason_of(error)) from error
    if done.returncode:
        detail = (done.stderr or done.stdout).strip()
        raise NotReadyError(N_("{command} failed: {detail}"), command=" ".join(command), detail=detail)
