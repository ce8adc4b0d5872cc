"""A private sound server with one null sink in place of card and amplifier, and an ear on what the sink got.

The null sink runs on the system's clock, so the arrival time of every sample minus its place in the recording is
constant but for delivery: the earliest tell it.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
FRAME_BYTES = 4
SINK = "amplifier"


def go_first(process: subprocess.Popen[bytes]) -> None:
    """Let the measuring instruments go before what is measured, as a real sound server would, where we may.

    They are in sessions of their own: Linux shares the processor out among sessions first.
    """
    with contextlib.suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, process.pid, -15)
        Path(f"/proc/{process.pid}/autogroup").write_text("-15")


class Server:
    """The sound server; it can be killed and started again. Clients find it by `environment`."""

    ear_ms = 5  # how often the ear is to get what the sink got

    def __init__(self) -> None:
        # Not the test's own folder: the path of a socket may not be longer than a hundred letters or so.
        self._folder = Path(tempfile.mkdtemp(prefix="pa-"))
        self._process: subprocess.Popen[bytes] | None = None
        mine = str(self._folder)
        self.environment = {
            **os.environ,
            "HOME": mine,
            "XDG_RUNTIME_DIR": mine,
            "XDG_CONFIG_HOME": mine,
            "PULSE_RUNTIME_PATH": mine,
            "PULSE_SERVER": f"unix:{mine}/native",
        }

    def start(self) -> None:
        script = self._folder / "server.pa"
        script.write_text(
            f"load-module module-native-protocol-unix auth-anonymous=1 socket={self._folder}/native\n"
            f"load-module module-null-sink sink_name={SINK} rate={RATE} channels=2 format=s16le norewinds=1\n"
            f"set-default-sink {SINK}\n"
        )
        (self._folder / "native").unlink(missing_ok=True)
        options = "-n --daemonize=no --exit-idle-time=-1 --use-pid-file=no --log-level=error"
        self._process = subprocess.Popen(
            ["pulseaudio", "-F", script, *options.split()], env=self.environment, start_new_session=True
        )
        go_first(self._process)
        until = time.monotonic() + 10
        while subprocess.run(["pactl", "info"], env=self.environment, capture_output=True, check=False).returncode:
            assert time.monotonic() < until, "the sound server did not start"
            time.sleep(0.02)

    def add_sink(self, name: str) -> int:
        """Plug in another card; return the number by which it is pulled out again. ALSA finds it by its name too."""
        with (self._folder / ".asoundrc").open("a") as file:
            file.write(f'pcm.{name} {{ type pulse device "{name}" hint {{ show on description "{name}" }} }}\n')
        said = f"sink_name={name} sink_properties=device.description={name} rate={RATE} channels=2 format=s16le"
        command = ["pactl", "load-module", "module-null-sink", *said.split()]
        return int(subprocess.run(command, env=self.environment, capture_output=True, check=True).stdout)

    def remove_sink(self, number: int) -> None:
        """Pull it out."""
        subprocess.run(["pactl", "unload-module", str(number)], env=self.environment, check=True)

    def kill(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
            self._process.wait(5)
        shutil.rmtree(self._folder, ignore_errors=True)


class Ear:
    """Records what the sink gets, with a moment for every sample."""

    def __init__(self, server: Server, sink: str = SINK) -> None:
        shape = f"--raw --format=s16le --rate={RATE} --channels=2"
        command = f"parec -d {sink}.monitor {shape} --latency-msec={server.ear_ms}"
        self._process = subprocess.Popen(
            command.split(), env=server.environment, stdout=subprocess.PIPE, bufsize=0, start_new_session=True
        )
        go_first(self._process)
        self._chunks: list[bytes] = []
        self._lags: list[tuple[int, float]] = []  # after so many frames: when they came, less how long they last
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        until = time.monotonic() + 5
        while not self._chunks:
            assert time.monotonic() < until, "nothing is heard from the sink"
            time.sleep(0.01)

    def _listen(self) -> None:
        assert self._process.stdout
        taken = 0
        while data := os.read(self._process.stdout.fileno(), 1 << 16):
            taken += len(data)
            self._chunks.append(data)
            frames = taken // FRAME_BYTES
            self._lags.append((frames, time.time() - frames / RATE))

    def heard(self) -> NDArray[np.int16]:
        """Stop listening and return the left channel."""
        self._process.terminate()
        self._process.wait()
        self._thread.join(2)
        raw = b"".join(self._chunks)
        return np.frombuffer(raw[: len(raw) // FRAME_BYTES * FRAME_BYTES], "<i2")[::2].astype(np.int16)

    def moment(self, frame: int) -> float:
        """Return when that frame of the recording was heard, in seconds since the epoch.

        By what came within half a second of it: a sink that runs dry loses time, and all that follows is later.
        """
        near = [lag for frames, lag in self._lags if abs(frames - frame) < RATE // 2]
        return min(near or [lag for _, lag in self._lags]) + frame / RATE
