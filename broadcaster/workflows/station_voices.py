"""A station's voices, opened: with the voice files that people brought, and what is remembered of voices that fail."""

from collections.abc import Sequence
from pathlib import Path

from broadcaster.model.station import VoiceChoice
from broadcaster.speech.engine import Engine
from broadcaster.speech.voices import VoicePlaces, open_voices
from broadcaster.workflows.station_folder import Places


def station_voices(folder: Path, choices: Sequence[VoiceChoice]) -> tuple[Engine, ...]:
    """Return an engine for each of `choices` of the station in `folder`; raise UsageError for what none can be."""
    places = Places(folder)
    return open_voices(choices, VoicePlaces(places.voices, places.rests))
