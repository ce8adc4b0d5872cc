"""The voices that `station.yaml` can name."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.station import VoiceChoice
from broadcaster.speech.engine import Engine
from broadcaster.speech.engines.edge import EdgeEngine
from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.speech.engines.gtts import GttsEngine
from broadcaster.speech.engines.piper import PiperEngine

_UNKNOWN = N_("there is no voice '{engine}'; there are {known}")


def engines(voices_folder: Path) -> Mapping[str, Callable[[VoiceChoice], Engine]]:
    """Return what makes an engine of a choice, by the engine's name. To add one: a file in engines/, a line here."""
    return {
        "edge": EdgeEngine.chosen,
        "espeak": EspeakEngine.chosen,
        "gtts": GttsEngine.chosen,
        "piper": partial(PiperEngine.chosen, folder=voices_folder),
    }


def open_voices(choices: Sequence[VoiceChoice], voices_folder: Path) -> tuple[Engine, ...]:
    """Return an engine for each of `choices`; starts nothing. Raises UsageError for what no engine can be.

    `voices_folder` is where people put the files of voices. Keep the engines for as long as the process lives: an
    online voice remembers that it failed a minute ago.
    """
    known = engines(voices_folder)
    for choice in choices:
        if choice.engine not in known:
            raise UsageError(_UNKNOWN, engine=choice.engine, known=", ".join(sorted(known)))
    return tuple(known[choice.engine](choice) for choice in choices)
