"""Outputs made by hand: what is done to them is all they do."""

from broadcaster.engine.bus import Bus
from broadcaster.engine.clocks import Clock
from broadcaster.engine.outputs.contract import Health, Settings
from broadcaster.engine.outputs.rack import Rack
from broadcaster.engine.pcm import Block


class FakeOutput:
    """Keeps what it hears and notes what is asked of it; fails when told to."""

    def __init__(self, name: str = "fake") -> None:
        self.name = name
        self.done: list[str] = []
        self.heard: list[Block] = []
        self.breaks = False

    def start(self, bus: Bus) -> None:
        self.done.append("start")
        bus.listen(self._hear)

    def _hear(self, block: Block) -> None:
        if self.breaks:
            raise RuntimeError("it broke")
        self.heard.append(block)

    def tend(self) -> None:
        if self.breaks:
            raise RuntimeError("it broke")

    def health(self) -> Health:
        return Health(self.name, ok=True, detail="fine")

    def close(self) -> None:
        self.done.append("close")


def build_fake(settings: Settings, _clock: Clock) -> FakeOutput:
    if settings.get("bad"):
        raise ValueError("bad: not good")
    return FakeOutput(str(settings["name"]))


def fake_rack(bus: Bus, clock: Clock) -> Rack:
    """A rack whose outputs, of any kind, are fakes."""
    return Rack(bus, clock, 100, dict.fromkeys(("sound_card", "null_clock", "fake"), build_fake))
