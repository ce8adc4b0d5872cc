"""What systemd and the Windows Task Scheduler are told of a station that runs as a service: their files' text.

What each line is for, and what was measured under a running systemd, is in ``docs/decisions.md`` and
``docs/performance.md``.
"""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

SYSTEM_UNITS = Path("/etc/systemd/system")
WATCHDOG_S = 60  # to open a card on a slow machine, and to start a sound process twice, takes half of it
AIR = ("run",)
DUMP_S = 10  # to tell where it hung, when the watchdog ends it; then it is killed


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
    command: tuple[str, ...] = AIR  # of `broadcaster`; with the console's options behind `web`

    @property
    def airs(self) -> bool:
        """Whether it is the station itself; else it is the console beside it."""
        return self.command == AIR

    @property
    def unit_path(self) -> Path:
        """Where the unit lies."""
        units = SYSTEM_UNITS if self.account else _user_units()
        return units / f"{self.name}.service"

    @property
    def systemctl(self) -> tuple[str, ...]:
        """The command that speaks to whoever keeps the unit."""
        return ("systemctl",) if self.account else ("systemctl", "--user")


def _user_units() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def unit(service: Service) -> str:
    """Return the text of the systemd unit."""
    account = service.account
    lines = [
        "[Unit]",
        f"Description={_plain(service.title)} (Broadcaster)",
        # Neither the network nor a time server is waited for: a station airs without, and knows a clock that is wrong.
        "After=sound.target time-set.target",
        "StartLimitIntervalSec=0",
    ]
    if account:  # whose sound server (PipeWire, PulseAudio) is begun with the machine, though nobody has logged in
        lines += [f"Wants=user@{account.uid}.service", f"After=user@{account.uid}.service"]
    lines += ["", "[Service]", *_service_lines(service), "", "[Install]"]
    lines += [f"WantedBy={'multi-user.target' if account else 'default.target'}", ""]
    return "\n".join(lines)


_AIR_LINES = (
    "Type=notify",
    "NotifyAccess=main",
    f"WatchdogSec={WATCHDOG_S}",
    f"TimeoutAbortSec={DUMP_S}",
    "OOMScoreAdjust=-500",
)


def _service_lines(service: Service) -> list[str]:
    command = [str(service.python), "-m", "broadcaster", "--station", str(service.folder), *service.command]
    lines = [
        *(_AIR_LINES if service.airs else ["Type=exec"]),
        f"SyslogIdentifier={service.name}",
        f"ExecStart={' '.join(map(_quoted, command))}",
        # Ended by hand, the sound ends too (SIGINT). After a fault the sound process plays on, and is adopted.
        "KillMode=process",
        "KillSignal=SIGINT",
        f"WorkingDirectory={_specifier_free(str(service.folder))}",
        "Restart=always",
        "RestartSec=1",
        "TimeoutStartSec=120",
        "TimeoutStopSec=30",
        "Environment=PYTHONUNBUFFERED=1 PYTHONUTF8=1",
        "OOMPolicy=continue",  # a build that took all memory is ended; the air goes on
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
        "ProtectHome=read-only",  # ProtectSystem leaves it writable; the sound server's socket there works all the same
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
    arguments = f'-m broadcaster --station "{service.folder}" {subprocess.list2cmdline(service.command)}'
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
