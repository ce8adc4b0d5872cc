"""``python -m broadcaster.engine``: wire the sound process together and keep it running."""

import faulthandler
import logging
import os
import secrets
import signal
import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from broadcaster.engine import audio_io
from broadcaster.engine.alarm import Alarms, Preemption
from broadcaster.engine.bus import Bus
from broadcaster.engine.clocks import SystemClock
from broadcaster.engine.control import ControlServer, Desk
from broadcaster.engine.last_word import LastWord, path_of
from broadcaster.engine.meter import Meter
from broadcaster.engine.outputs import OUTPUTS
from broadcaster.engine.outputs.contract import Settings
from broadcaster.engine.outputs.rack import Rack
from broadcaster.engine.programme import Programme
from broadcaster.engine.state_file import AlreadyRunningError, announced, only_engine

log = logging.getLogger("broadcaster.engine")

TEND_S = 0.25
TELL_AGAIN_EVERY = 4  # times tended: each second
ALREADY_RUNNING_EXIT = 75
LOG_BYTES = 1_000_000
PRIORITY = -10


def main(argv: Sequence[str] | None = None) -> int:
    """Run the engine until it is asked to quit."""
    arguments = command_line().parse_args(argv)
    _log_to(arguments.log)
    _ask_for_priority()
    try:
        with only_engine(arguments.state):
            _run(arguments)
    except AlreadyRunningError as error:
        sys.stderr.write(f"{error}\n")
        return ALREADY_RUNNING_EXIT
    except Exception:  # standard error leads nowhere once the engine runs
        log.exception("The engine broke")
        return 1
    return 0


def command_line() -> ArgumentParser:
    """Return the parser."""
    parser = ArgumentParser(prog="python -m broadcaster.engine", description="Play files at their moments.")
    parser.add_argument("--state", metavar="FILE", type=Path, required=True, help="where to tell port, pid and token")
    parser.add_argument("--block-ms", type=int, default=100, help="200 on slow machines; more than 20 in any case")
    parser.add_argument("--latency-ms", type=int, default=0, help="how much later than handed over sound is heard")
    parser.add_argument("--log", metavar="FILE", type=Path, help="log to FILE, which is kept small")
    card = parser.add_mutually_exclusive_group()
    card.add_argument("--sound-card", metavar="NAME", default="default", help="part of the card's name, or 'default'")
    card.add_argument("--no-sound-card", action="store_true", help="let a null clock drive the other outputs")
    parser.add_argument("--wav", metavar="FILE", type=Path, help="write what goes out to FILE; never overwrites one")
    return parser


def first_outputs(arguments: Namespace) -> list[Settings]:
    """Return the outputs to begin with; the control socket tells of others, and those may have passwords."""
    card = {"kind": "sound_card", "name": "sound_card", "device": arguments.sound_card}
    file = {"kind": "wav_file", "name": "wav_file", "path": str(arguments.wav)}
    return [*([] if arguments.no_sound_card else [card]), *([file] if arguments.wav else [])]


def _log_to(path: Path | None) -> None:
    handler: logging.Handler = logging.StreamHandler()
    if path:
        handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8")
    logging.basicConfig(level=logging.INFO, handlers=[handler], format="%(asctime)s %(levelname)s %(message)s")


def _ask_for_priority() -> None:
    """Go before the other programs where the system lets us; Windows is asked by whoever starts this process."""
    if sys.platform != "win32":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)


def _leave_standard_error() -> None:
    """Send the sound libraries' pages about every card they cannot open nowhere; keep the way for a crash's trace."""
    faulthandler.enable(os.fdopen(os.dup(2), "w"))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _run(arguments: Namespace) -> None:
    clock = SystemClock()
    programme = Programme(audio_io.decode_file, clock, lambda: bus.is_heard, _last_word(arguments.state))
    alarms = Alarms(audio_io.decode_file)
    bus = Bus(Preemption(programme, alarms), clock, arguments.latency_ms / 1000)
    rack = Rack(bus, clock, arguments.block_ms, OUTPUTS)
    token = secrets.token_urlsafe(32)
    meter = Meter()
    bus.listen(meter.take)
    desk = Desk(programme, alarms, rack, token, meter)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: desk.quit_asked.set())
    with ControlServer(desk) as server, announced(arguments.state, server.port, token) as tell_again, closing(rack):
        rack.carry(first_outputs(arguments))
        if arguments.log:
            _leave_standard_error()
        threading.Thread(target=server.serve_forever, name="control", daemon=True).start()
        log.info("The engine runs: pid %d, port %d", os.getpid(), server.port)
        _tend_until_quit(desk, programme, rack, tell_again)
    log.info("The engine has ended")


def _last_word(state: Path) -> Callable[[str, float, int], None]:
    """Return what keeps how far the programme has come; nothing where the disk refuses."""
    try:
        return LastWord(path_of(state)).say
    except OSError as error:
        log.warning("What plays when this process is killed will not be known to the block: %s", error)
        return lambda *_: None


def _tend_until_quit(desk: Desk, programme: Programme, rack: Rack, tell_again: Callable[[], None]) -> None:
    tended = 0
    while not desk.quit_asked.wait(TEND_S) and not desk.is_forgotten():
        programme.tend()
        rack.tend()
        tended += 1
        if tended % TELL_AGAIN_EVERY == 0:
            tell_again()


if __name__ == "__main__":
    sys.exit(main())
