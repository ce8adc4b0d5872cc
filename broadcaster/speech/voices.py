"""The voices that `station.yaml` can name."""

from collections.abc import Callable, Mapping, Sequence

from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.station import VoiceChoice
from broadcaster.speech.engine import Engine
from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.speech.engines.gtts import GttsEngine

# To add an engine: a file in engines/, a line here.
ENGINES: Mapping[str, Callable[[VoiceChoice], Engine]] = {
    "espeak": EspeakEngine.chosen,
    "gtts": GttsEngine.chosen,
}

_UNKNOWN = N_("there is no voice '{engine}'; there are {known}")


def open_voices(choices: Sequence[VoiceChoice]) -> tuple[Engine, ...]:
    """Return an engine for each of `choices`; starts nothing. Raises UsageError for what no engine can be.

    Keep them for as long as the process lives: an online voice remembers that it failed a minute ago.
    """
    return tuple(_open(choice) for choice in choices)


def _open(choice: VoiceChoice) -> Engine:
    try:
        factory = ENGINES[choice.engine]
    except KeyError:
        raise UsageError(_UNKNOWN, engine=choice.engine, known=", ".join(sorted(ENGINES))) from None
    return factory(choice)
