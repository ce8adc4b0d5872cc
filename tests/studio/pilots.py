"""Sheets and parts made of pilot tones: what sounds can be told apart by its pitch."""

from pathlib import Path

import numpy as np

from broadcaster.model.script import Priority, Script
from broadcaster.model.sound import Clip, ClipKind, Speech, SpokenWords
from broadcaster.sound.files import write_flac
from broadcaster.sound.pcm import Pcm

SPEECH_HZ, BED_HZ, STINGER_HZ = 1000, 400, 2000


def tone(seconds, hz, level_dbfs=-20.0):
    moments = np.arange(round(seconds * 24_000)) / 24_000
    return Pcm(np.rint(32768 * 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * hz * moments)).astype(np.int16))


def written(path: Path, pcm: Pcm) -> Path:
    write_flac(path, pcm)
    return path


def clip(path: Path, kind: ClipKind, pcm: Pcm) -> Clip:
    return Clip(path.stem, kind, path.stem, pcm.duration_ms, written(path, pcm))


def script(bed: str | None = None, priority: Priority = Priority.ROUTINE) -> Script:
    return Script("lich-tiem", "Lịch tiêm chủng", "thong-bao", "…", priority, bed=bed)


def speech(folder: Path, *parts: tuple[int, int], level_dbfs: float = -20.0) -> Speech:
    """Tones of (duration, pause) in ms instead of sentences."""
    words = []
    for number, (duration_ms, pause_ms) in enumerate(parts):
        path = written(folder / f"words{number}.flac", tone(duration_ms / 1000, SPEECH_HZ, level_dbfs))
        words.append(SpokenWords(path, duration_ms, pause_ms, "espeak:vi"))
    return Speech(tuple(words))


def level_at(pcm: Pcm, hz: float, start_ms: int, end_ms: int) -> float:
    """Level of the tone `hz` alone, in dB of a full-scale sine."""
    piece = pcm.samples[start_ms * 24 : end_ms * 24] * np.hanning((end_ms - start_ms) * 24)
    turning = np.exp(-2j * np.pi * hz * np.arange(len(piece)) / 24_000)
    return float(20 * np.log10(max(abs(piece @ turning) * 4 / len(piece) / 32768, 1e-9)))
