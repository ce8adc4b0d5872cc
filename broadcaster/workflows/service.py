"""The station as a service of the machine: begun with it, and again whenever it ends; allowed no more than it needs.

On Linux a unit of systemd, of the whole machine or of one user; on Windows a task. What is printed is what is
installed.
"""

import getpass
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from broadcaster.errors import NotReadyError, UsageError, reason_of
from broadcaster.messages import N_
from broadcaster.model.contents import Contents

SYSTEM_UNITS = Path("/etc/systemd/system")
WATCHDOG_S = 60  # to open a card on a slow machine, and to start a sound process twice, takes half of it

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")


@dataclass(frozen=True)
class Account:
    """Who the station runs as."""

    name: str
    uid: int
    group: str


@dataclass(frozen=True)
class Service:
    """A station as a service. `account` None: a unit of the user who asks, else one of the machine."""

    name: str
    title: str
    folder: Path
    python: Path
    account: Account | None

    @property
    def unit_path(self) -> Path:
        """Where the unit lies."""
        units = SYSTEM_UNITS if self.account else _user_units()
        return units / f"{self.name}.service"

    @property
    def systemctl(self) -> tuple[str, ...]:
        """The command that speaks to whoever keeps the unit."""
        return ("systemctl",) if self.account else ("systemctl", "--user")


def service_of(contents: Contents, name: str, *, user: bool) -> Service:
    """Return the station's service; a service of the machine runs as whoever owns the station's folder, never as root.

    Raises UsageError for a name that is none, NotReadyError where nobody but root owns the folder.
    """
    if not NAME.fullmatch(name):
        raise UsageError(N_("“{name}” is no name of a service; use a-z, 0-9 and -"), name=name)
    account = None if user or sys.platform == "win32" else _owner(contents.folder)
    # Not resolved: the Python of a virtual environment is known by where it lies.
    return Service(name, contents.station.name, contents.folder.resolve(), Path(sys.executable).absolute(), account)


if sys.platform == "win32":

    def _owner(folder: Path) -> Account:
        raise NotImplementedError(folder)

else:
    import grp
    import pwd

    def _owner(folder: Path) -> Account:
        uid = folder.stat().st_uid
        if uid == 0:
            template = N_("{folder} belongs to root, which a station must not run as; give it to a user: chown -R USER")
            raise NotReadyError(template, folder=folder)
        owner = pwd.getpwuid(uid)
        return Account(owner.pw_name, uid, grp.getgrgid(owner.pw_gid).gr_name)


def _user_units() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def unit(service: Service) -> str:
    """Return the text of the systemd unit."""
    account = service.account
    lines = [
        "[Unit]",
        f"Description={_plain(service.title)} (Broadcaster)",
        "After=sound.target network-online.target time-sync.target",
        "Wants=network-online.target time-sync.target",
        "StartLimitIntervalSec=0",
    ]
    if account:  # whose sound server (PipeWire, PulseAudio) is begun with the machine, though nobody has logged in
        lines += [f"Wants=user@{account.uid}.service", f"After=user@{account.uid}.service"]
    lines += ["", "[Service]", *_service_lines(service), "", "[Install]"]
    lines += [f"WantedBy={'multi-user.target' if account else 'default.target'}", ""]
    return "\n".join(lines)


def _service_lines(service: Service) -> list[str]:
    command = [str(service.python), "-m", "broadcaster", "--station", str(service.folder), "run"]
    lines = [
        "Type=notify",
        "NotifyAccess=main",
        f"ExecStart={' '.join(map(_quoted, command))}",
        # Ended by hand, the sound ends too (SIGINT). After a fault the sound process plays on, and is adopted.
        "ExecStop=/bin/kill -s INT $MAINPID",
        "KillMode=process",
        f"WorkingDirectory={_specifier_free(str(service.folder))}",
        f"WatchdogSec={WATCHDOG_S}",
        "Restart=always",
        "RestartSec=1",
        "TimeoutStartSec=120",
        "TimeoutStopSec=30",
        "Environment=PYTHONUNBUFFERED=1 PYTHONUTF8=1",
        "OOMScoreAdjust=-500",
        "NoNewPrivileges=yes",
    ]
    return [*lines, *_hardening(service, service.account)] if service.account else lines


def _hardening(service: Service, account: Account) -> list[str]:
    """Return what a service of the machine may do and what it may not; ``systemd-analyze security`` reads it."""
    return [
        f"User={account.name}",
        f"Group={account.group}",
        "SupplementaryGroups=audio",
        f"Environment=XDG_RUNTIME_DIR=/run/user/{account.uid}",
        "LimitNICE=-10",  # the sound process goes before the others; nothing else does
        "UMask=0077",
        "ProtectSystem=strict",
        f"ReadWritePaths={_quoted(str(service.folder))}",
        "PrivateTmp=yes",
        "DevicePolicy=closed",
        "DeviceAllow=char-alsa rw",
        "ProtectKernelTunables=yes",
        "ProtectKernelModules=yes",
        "ProtectKernelLogs=yes",
        "ProtectControlGroups=yes",
        "ProtectHostname=yes",
        "ProtectProc=invisible",
        "CapabilityBoundingSet=",
        "AmbientCapabilities=",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
        "RestrictNamespaces=yes",
        "RestrictSUIDSGID=yes",
        "LockPersonality=yes",
        "SystemCallArchitectures=native",
        "SystemCallFilter=@system-service adjtimex",  # which only asks whether a time server keeps the clock
        "SystemCallErrorNumber=EPERM",
    ]


def _plain(title: str) -> str:
    return _specifier_free(" ".join(title.split()))


def _specifier_free(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    """Return `word` as systemd reads it: in quotes, as far as it needs them."""
    word = _specifier_free(word).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{word}"' if re.search(r"[\s'\";]", word) else word


def windows_task(service: Service) -> str:
    """Return the task for the Windows Task Scheduler: ``schtasks /Create /TN NAME /XML FILE``.

    It runs in the session of the user who logs on, for there the sound is.
    """
    arguments = f'-m broadcaster --station "{service.folder}" run'
    return f"""<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>{escape(service.title)} (Broadcaster)</Description></RegistrationInfo>
  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>
  <Principals><Principal id="Author"><LogonType>InteractiveToken</LogonType></Principal></Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>4</Priority>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(str(service.python))}</Command>
      <Arguments>{escape(arguments)}</Arguments>
      <WorkingDirectory>{escape(str(service.folder))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def install(service: Service) -> Path:
    """Install the service and start it; return the file that was written. Raises NotReadyError."""
    return _install_task(service) if sys.platform == "win32" else _install_unit(service)


def _install_unit(service: Service) -> Path:
    if shutil.which("systemctl") is None:
        raise NotReadyError(N_("there is no systemd on this machine; see broadcaster service install --print"))
    path = service.unit_path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(unit(service), encoding="utf-8")
    except OSError as error:
        template = N_(
            "{file} can't be written ({detail}); do it as root (sudo), or ask for a service of yours with --user"
        )
        raise NotReadyError(template, file=path, detail=reason_of(error)) from error
    _tell(service, "daemon-reload")
    _tell(service, "enable", path.name)
    _tell(service, "restart", path.name)
    if service.account is None:  # else a user's services end when the user logs out
        _run(["loginctl", "enable-linger", getpass.getuser()])
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
