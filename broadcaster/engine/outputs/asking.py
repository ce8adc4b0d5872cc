"""What is asked of a sound driver, each question on a thread of its own: a server that hangs never answers."""

import threading
from collections.abc import Callable
from typing import TypeAlias

from broadcaster.engine.audio_io import Device

OpenDevice: TypeAlias = Callable[[], Device]
Look: TypeAlias = Callable[[], str | None]
"""Returns the description of the card that the default one's sound goes to by now; None where that can't be told."""


class Opening:
    """An attempt to open the card."""

    def __init__(self, open_card: OpenDevice) -> None:
        self.device: Device | None = None
        self.problem = ""
        self._thread = threading.Thread(target=self._run, args=(open_card,), name="opening", daemon=True)
        self._thread.start()

    def ended(self, within_s: float = 0.0) -> bool:
        """Whether there is a device or a problem, now or soon."""
        self._thread.join(within_s)
        return not self._thread.is_alive()

    def _run(self, open_card: OpenDevice) -> None:
        try:
            self.device = open_card()
        except Exception as error:  # whatever a driver comes up with, there is no card
            self.problem = str(error)


class Looking:
    """A look at where the sound goes."""

    def __init__(self, look: Look) -> None:
        self.seen: str | None = None
        self._thread = threading.Thread(target=self._run, args=(look,), name="looking", daemon=True)
        self._thread.start()

    def ended(self) -> bool:
        """Whether `seen` is what there is to see."""
        return not self._thread.is_alive()

    def _run(self, look: Look) -> None:
        self.seen = look()
