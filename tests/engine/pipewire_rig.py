"""A private PipeWire as desktops have it (daemon, WirePlumber, PulseAudio layer), with a null sink as the card.

A process of its own makes the sink, so that it outlives the PulseAudio layer as a real card does. Programs
that speak PulseAudio's protocol find the layer by `environment`, and so the ear of `pulse_rig` hears this server too.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from engine.pulse_rig import RATE, SINK, go_first

BUS, DAEMON, MANAGER, LAYER = "dbus-daemon", "pipewire", "wireplumber", "pipewire-pulse"
PARTS = (DAEMON, MANAGER, LAYER)  # in the order in which they start
SOCKETS = {BUS: "bus", DAEMON: "pipewire-0", LAYER: "pulse/native"}  # systemd has them there before the programs run

CARD = (
    "create-node adapter {{ factory.name=support.null-audio-sink node.name={name} node.description={name} "
    "media.class=Audio/Sink audio.position=[FL,FR] audio.rate={rate} }}\n"
)


class Server:
    """The three processes; each can be killed and started again."""

    ear_ms = 40  # all that hangs together here keeps the step of the quickest: with 5 ms a busy machine loses samples

    def __init__(self) -> None:
        # Not the test's own folder: the path of a socket may not be longer than a hundred letters or so.
        self._folder = Path(tempfile.mkdtemp(prefix="pw-"))
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._cards: dict[str, subprocess.Popen[bytes]] = {}
        mine = str(self._folder)
        self.environment = {
            **os.environ,
            "HOME": mine,
            "XDG_RUNTIME_DIR": mine,
            "XDG_CONFIG_HOME": f"{mine}/config",
            "XDG_STATE_HOME": f"{mine}/state",
            "PULSE_RUNTIME_PATH": f"{mine}/pulse",
            "PULSE_SERVER": f"unix:{mine}/pulse/native",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={mine}/bus",
        }

    def start(self) -> None:
        """Start what does not run, and wait until a program could play."""
        for part in (BUS, *PARTS):
            if part not in self._running or self._running[part].poll() is not None:  # they leave with their daemon
                self._start(part)
        if not self._cards:
            self.plug_in(SINK)
        _wait_for(self._default_sink_is_there)

    def _start(self, part: str) -> None:
        address = f"--address={self.environment['DBUS_SESSION_BUS_ADDRESS']}"
        options = ["--session", "--nofork", address] if part == BUS else []
        socket = self._folder / SOCKETS.get(part, "none")
        socket.unlink(missing_ok=True)  # of one that was killed
        with (self._folder / f"{part}.log").open("ab") as log:
            self._running[part] = subprocess.Popen(
                [part, *options], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        go_first(self._running[part])
        if part in SOCKETS:
            _wait_for(socket.exists)

    def plug_in(self, name: str) -> None:
        """Add a card, which is there as long as its process."""
        self._cards[name] = subprocess.Popen(
            ["pw-cli"],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # what it cannot show of the server, which is not asked of it
            start_new_session=True,
        )
        pipe = self._cards[name].stdin
        assert pipe
        pipe.write(CARD.format(name=name, rate=RATE).encode())
        pipe.flush()

    def pull_out(self, name: str) -> None:
        """Take it away."""
        _kill(self._cards.pop(name))

    def kill(self, *parts: str) -> None:
        """Kill those parts, or all. WirePlumber takes the cards with it, which are its own, and so does the daemon."""
        for part in parts or reversed(PARTS):
            _kill(self._running.pop(part))
            if part != LAYER:
                for name in [*self._cards]:
                    self.pull_out(name)

    def close(self) -> None:
        for process in [*self._cards.values(), *reversed(self._running.values())]:
            _kill(process)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _default_sink_is_there(self) -> bool:
        command = ["pactl", "get-default-sink"]
        said = subprocess.run(command, env=self.environment, capture_output=True, check=False).stdout
        return said.decode().strip() not in {"", "auto_null", "@DEFAULT_SINK@"}


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGKILL)
    process.communicate()


def _wait_for(happens: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not happens():
        assert time.monotonic() < until, "the sound server did not start"
        time.sleep(0.02)
