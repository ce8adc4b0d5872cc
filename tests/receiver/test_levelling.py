"""An upper station comes out at this station's loudness, whatever it sends, and never jumps."""

import numpy as np
import pytest

from broadcaster.receiver.levelling import MOST_UP_DB, SLOW_DB_S, Leveller
from broadcaster.sound.loudness import loudness_lufs
from broadcaster.sound.pcm import Int16Array, Pcm
from broadcaster.sound.true_peak import true_peak_dbtp

RATE = 48_000
GOAL = -14.0


def speech(seconds: float, level: float, seed: int = 1) -> Int16Array:
    """Noise in syllables, with pauses: as uneven as speech."""
    frames = round(seconds * RATE)
    noise = np.random.default_rng(seed).normal(0, level, frames)
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * np.arange(frames) / RATE)
    pauses = (np.arange(frames) // RATE) % 5 != 4
    return np.clip(noise * syllables * pauses * 32_768, -32_768, 32_767).astype(np.int16)


def levelled(leveller: Leveller, sound: Int16Array, *, settle: bool = False) -> Int16Array:
    pieces = [leveller.push(piece, settle=settle) for piece in np.split(sound, range(4_800, len(sound), 4_800))]
    return np.concatenate(pieces)


@pytest.mark.parametrize("level", [0.08, 0.15, 0.3])
def test_after_the_proof_it_comes_at_the_goal(level: float) -> None:
    leveller = Leveller(GOAL)
    levelled(leveller, speech(10, level), settle=True)
    heard = levelled(leveller, speech(20, level, seed=2))
    assert loudness_lufs(Pcm(heard, RATE)) == pytest.approx(GOAL, abs=0.7)
    assert true_peak_dbtp(Pcm(heard, RATE)) <= -0.9


def test_without_a_goal_it_comes_as_it_is_but_for_its_peaks() -> None:
    quiet = speech(2, 0.02)
    assert np.array_equal(levelled(Leveller(None), quiet)[:RATE], quiet[:RATE])
    assert true_peak_dbtp(Pcm(levelled(Leveller(None), speech(2, 0.5)), RATE)) <= -0.9


def test_while_it_is_heard_the_gain_moves_slowly_and_within_bounds() -> None:
    leveller = Leveller(GOAL)
    levelled(leveller, speech(10, 0.1), settle=True)
    before_db = leveller.gain_db
    for piece in np.split(speech(40, 0.001), 400):
        leveller.push(piece, settle=False)
        assert abs(leveller.gain_db - before_db) <= SLOW_DB_S * 0.1 + 1e-9
        before_db = leveller.gain_db
    assert leveller.gain_db <= MOST_UP_DB


def test_a_pause_moves_nothing() -> None:
    leveller = Leveller(GOAL)
    levelled(leveller, speech(10, 0.1), settle=True)
    before_db = leveller.gain_db
    levelled(leveller, np.zeros(15 * RATE, np.int16))
    assert leveller.gain_db == pytest.approx(before_db, abs=0.3)
