"""The contract between the reader and a voice.

Every engine passes ``tests/speech/test_voice_contract.py``. docs/extending.md tells how to add one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from broadcaster.messages import Sentence

if TYPE_CHECKING:  # numpy is slow to import, and who asks whether all is cached needs none of it
    from broadcaster.sound.pcm import Pcm


class Engine(Protocol):
    """One voice of one speech engine. Used by one thread at a time."""

    @property
    def name(self) -> str:
        """The engine's name in `station.yaml`."""

    @property
    def voice(self) -> str:
        """Which of the engine's voices this is."""

    @property
    def online(self) -> bool:
        """Whether speaking needs the network."""

    @property
    def identity(self) -> str:
        """All that shapes the sound of given words: version, voice, settings. Known without starting anything."""

    def why_unavailable(self) -> Sentence | None:
        """Return why asking this voice now is pointless, or None. Cheap; asks nobody on the network."""

    def speak_all(self, texts: Sequence[str]) -> Iterator[Pcm]:
        """Yield the sound of each of `texts`, in order, at the programme rate, edges trimmed.

        Raises PermanentSpeechError before anything is spoken when one of `texts` is not words only; raises
        TransientSpeechError or PermanentSpeechError at the first text that fails. What was yielded before is good.
        """
