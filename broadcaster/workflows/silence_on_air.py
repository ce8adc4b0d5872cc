"""Silence in what is sent that is not the programme's own: the sound is opened anew, then the safe programme played."""

import logging
from typing import Protocol

from broadcaster.playout.airing import Airing
from broadcaster.playout.daemon import Daemon
from broadcaster.playout.desk import Desk
from broadcaster.playout.silence import OwnLevel, Remedy, SilenceWatch
from broadcaster.workflows.machine import own_level_dbfs

log = logging.getLogger(__name__)


class Sound(Protocol):
    """What can be asked of the sound process beside playing."""

    def begin_anew(self) -> None:
        """Start it anew; what plays goes on where it should be."""


class SilenceOnAir:
    """Listens to what `desk` sends. `unheard` is the airing that plays in silence since the sound was opened anew."""

    def __init__(self, desk: Desk, daemon: Daemon, sound: Sound, own_level: OwnLevel = own_level_dbfs) -> None:
        self._desk, self._daemon, self._sound = desk, daemon, sound
        self._watch = SilenceWatch(own_level)
        self.unheard: Airing | None = None

    def listen(self, now_s: float) -> None:
        """Notice such silence, and do something about it; `now_s` is of a clock that is never set."""
        playing = self._daemon.playing
        level = self._desk.level() if playing else None
        if playing is None or level is None or level.silent_s == 0:
            self.unheard = None
        if playing is None or level is None:
            return
        remedy = self._watch.look(playing.order_id, playing.path, playing.place_ms, level, now_s)
        if remedy is Remedy.OPEN_ANEW:
            log.error(
                "%s plays and %.0f s of silence were sent: the sound is opened anew", playing.order_id, level.silent_s
            )
            self.unheard = playing.airing
            self._sound.begin_anew()
        elif remedy is Remedy.FALL_BACK:
            log.error("%s plays and still nothing is heard: falling back", playing.order_id)
            self._daemon.fall_back()
