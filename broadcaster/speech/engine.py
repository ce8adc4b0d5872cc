"""The contract between the reader and a voice.

Every engine passes ``tests/speech/test_voice_contract.py``. docs/extending.md tells how to add one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from broadcaster.messages import N_, Sentence
from broadcaster.model.script import Speaker

if TYPE_CHECKING:  # numpy is slow to import, and who asks whether all is cached needs none of it
    from broadcaster.sound.pcm import Pcm


UNFORESEEN = N_("it failed in a way that nobody foresaw ({error})")


class Engine(Protocol):
    """One voice of one speech engine. Used by one thread at a time."""

    @property
    def name(self) -> str:
        """The engine's name in `station.yaml`."""

    @property
    def voice(self) -> str:
        """Which of the engine's voices this is."""

    @property
    def speaker(self) -> Speaker | None:
        """Whether this is a man's or a woman's voice; None where nobody knows."""

    @property
    def online(self) -> bool:
        """Whether speaking needs the network."""

    @property
    def synthetic(self) -> bool:
        """Whether a machine makes the voice, which listeners and machines have a right to be told."""

    @property
    def costs(self) -> Sentence:
        """What this voice costs and needs, for whoever chooses."""

    @property
    def identity(self) -> str:
        """All that shapes the sound of given words: version, voice, settings. Known without starting anything."""

    def as_speaker(self, speaker: Speaker) -> Engine | None:
        """Return the same engine with a voice of that kind, this very one where it is; None where it has none."""

    def paced(self, percent: int) -> Engine:
        """Return the same voice at `percent` of its usual rate, or as near to it as it can come."""

    def why_unavailable(self) -> Sentence | None:
        """Return why asking this voice now is pointless, or None. Cheap; asks nobody on the network."""

    def probe(self) -> Sentence | None:
        """Ask the network, within seconds, whether the voice could be reached now; return why not, or None.

        The sentence tells a clerk what to do. Nothing is asked to be spoken. A voice that was left alone only for being
        out of reach is asked again from its first answer on. An offline voice answers what `why_unavailable` says.
        """

    def speak_all(self, texts: Sequence[str]) -> Iterator[Pcm]:
        """Yield the sound of each of `texts`, in order, at the programme rate, edges trimmed.

        Raises PermanentSpeechError before anything is spoken when one of `texts` is not words only; raises
        TransientSpeechError or PermanentSpeechError at the first text that fails. What was yielded before is good.
        """


def why_not_now(voice: Engine) -> Sentence | None:
    """Return what `voice.probe` says; a probe that fails in a way nobody foresaw is a voice that does not work now."""
    try:
        return voice.probe()
    except Exception as error:  # who asks looks at all voices, and the others must have their turn
        return Sentence(UNFORESEEN, error=repr(error))


def label(voice: Engine) -> str:
    """Return the name by which people and records know `voice`."""
    return f"{voice.name}:{voice.voice}"
