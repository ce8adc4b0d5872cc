"""What the measurements share: where the tests' sound server is, noise that is found again, the system's counters."""

import sys
import wave
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parents[2]
sys.path[:0] = [str(HERE), str(HERE / "tests"), str(HERE / "tests/workflows")]

from engine import pipewire_rig, pulse_rig  # noqa: E402 - the tests' servers are what is measured against

RATE = 48_000
USUAL_SERVER = "pulseaudio"
Server: TypeAlias = pulse_rig.Server | pipewire_rig.Server
SERVERS: dict[str, type[Server]] = {USUAL_SERVER: pulse_rig.Server, "pipewire": pipewire_rig.Server}
Figures: TypeAlias = dict[str, object]
Samples: TypeAlias = NDArray[np.int16]


def noise(seconds: float, seed: int) -> Samples:
    """Return noise of which every piece is found in one place only."""
    return np.random.default_rng(seed).integers(-9000, 9000, round(seconds * RATE)).astype(np.int16)


def write_wav(path: Path, mono: Samples) -> Path:
    """Write it in the engine's own shape: two channels, 48 kHz."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.repeat(mono[:, np.newaxis], 2, axis=1).astype("<i2").tobytes())
    return path


def find(heard: Samples, piece: Samples) -> int | None:
    """Return where `piece` begins in `heard`, to the sample; None where it isn't, bit by bit."""
    wanted = piece.tobytes()
    raw = heard.tobytes()
    at = raw.find(wanted)
    while at > 0 and at % 2:
        at = raw.find(wanted, at + 1)
    return None if at < 0 else at // 2


def find_like(heard: Samples, piece: Samples) -> tuple[int, float]:
    """Return where `heard` is most like `piece`, and how much (1: the same but for its loudness)."""
    size = 1 << (len(heard) + len(piece)).bit_length()
    a, b = heard.astype(np.float32), piece.astype(np.float32)
    match = np.fft.irfft(np.fft.rfft(a, size) * np.conj(np.fft.rfft(b, size)), size)[: len(heard)]
    at = int(match.argmax())
    stretch = a[at : at + len(b)]
    alike = match[at] / (np.sqrt(float((stretch**2).sum()) * float((b[: len(stretch)] ** 2).sum())) or 1.0)
    return at, float(alike)


def cpu_s(pid: int) -> float:
    """Return how much processor time the process has used, to the microsecond."""
    spent = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        spent += int((task / "schedstat").read_text().split()[0])
    return spent / 1e9


def resident_mb(pid: int) -> float:
    """Return its resident memory."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def spread(values: list[float]) -> dict[str, float | str]:
    """Return the middle, the 99th percentile of the distances from it, and the farthest."""
    ordered = np.array(values)
    return {
        "p50": round(float(np.median(ordered)), 2),
        "p99 of |x|": round(float(np.percentile(np.abs(ordered), 99)), 2),
        "least": round(float(ordered.min()), 2),
        "most": round(float(ordered.max()), 2),
        "within 5": f"{int((np.abs(ordered) <= 5).sum())} of {len(values)}",
    }
