"""The voices that `station.yaml` can name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
from broadcaster.speech.rest import RestFile, RestMemory, ThisProcess

_UNKNOWN = N_("there is no voice '{engine}'; there are {known}")


@dataclass(frozen=True)
class VoicePlaces:
    """Where engines find and keep their files: `brought` is the folder of voices that people bring.

    In `rests` the online voices of all processes remember that they are left alone; None: each for itself.
    """

    brought: Path
    rests: Path | None = None

    def memory(self, engine: str) -> RestMemory:
        """Return what the online voice `engine` remembers its failures with."""
        return RestFile(self.rests / f"{engine}.json") if self.rests else ThisProcess()


def engines(places: VoicePlaces) -> Mapping[str, Callable[[VoiceChoice], Engine]]:
    """Return what makes an engine of a choice, by the engine's name. To add one: a file in engines/, a line here."""
    return {
        "edge": partial(EdgeEngine.chosen, memory=places.memory("edge")),
        "espeak": EspeakEngine.chosen,
        "gtts": partial(GttsEngine.chosen, memory=places.memory("gtts")),
        "piper": partial(PiperEngine.chosen, folder=places.brought),
    }


def open_voices(choices: Sequence[VoiceChoice], places: VoicePlaces) -> tuple[Engine, ...]:
    """Return an engine for each of `choices`; starts nothing. Raises UsageError for what no engine can be.

    Keep the engines for as long as the process lives: an online voice remembers that it failed a minute ago.
    """
    known = engines(places)
    for choice in choices:
        if choice.engine not in known:
            raise UsageError(_UNKNOWN, engine=choice.engine, known=", ".join(sorted(known)))
    return tuple(known[choice.engine](choice) for choice in choices)


def engine_names() -> tuple[str, ...]:
    """Return the names that `station.yaml` can hold."""
    return tuple(engines(VoicePlaces(Path())))
