"""Play a finished sound on this machine's sound card, now, for whoever sits before it."""

import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from broadcaster.errors import NotReadyError
from broadcaster.model.contents import Contents
from broadcaster.workflows.machine import sound_card_problem


def require_sound_card(contents: Contents) -> None:
    """Raise NotReadyError when no card opens: an engine without one plays into nothing, on time and unheard."""
    problem = sound_card_problem(_device(contents) or None)
    if problem is not None:
        raise NotReadyError(problem.template, **problem.values)


def play(contents: Contents, sound: Path) -> None:
    """Play `sound` by an engine of its own, and return when it is over."""
    from broadcaster.playout.desk import PlayOrder, PlayState
    from broadcaster.playout.engine_desk import EngineDesk
    from broadcaster.playout.engine_process import EngineOptions
    from broadcaster.sound.files import duration_ms

    length_ms = duration_ms(sound)
    with tempfile.TemporaryDirectory(prefix="broadcaster-") as folder:
        desk = EngineDesk(Path(folder) / "engine.json", EngineOptions(sound_card=_device(contents) or "default"))
        try:
            at = datetime.now(UTC) + timedelta(seconds=1)
            desk.play(PlayOrder("preview", sound, at, 0, length_ms))
            while desk.reports()[-1].state in {PlayState.WAITING, PlayState.PLAYING}:
                time.sleep(0.2)
        finally:
            desk.close(stop_engine=True)


def _device(contents: Contents) -> str:
    wanted = next((output for output in contents.station.outputs if output.kind == "sound_card"), None)
    return str(wanted.setting("device", "")) if wanted else ""
