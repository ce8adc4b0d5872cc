"""All outputs together: any number of any kind, and none of them can stop another."""

import pytest
from fake_device import BLOCK, Rig, noise
from fake_outputs import FakeOutput, fake_rack

from broadcaster.engine.outputs.contract import Settings
from broadcaster.engine.outputs.rack import Rack

CARD: Settings = {"kind": "sound_card", "name": "sound_card"}
ONE: Settings = {"kind": "fake", "name": "one"}
TWO: Settings = {"kind": "fake", "name": "two"}


@pytest.fixture
def rig() -> Rig:
    return Rig()


@pytest.fixture
def rack(rig: Rig) -> Rack:
    return fake_rack(rig.bus, rig.clock)


def standing(rack: Rack) -> dict[str, FakeOutput]:
    return {output.name: output for _, output in rack._standing if isinstance(output, FakeOutput)}


def test_all_that_are_wanted_carry_the_same_sound(rig: Rig, rack: Rack) -> None:
    rack.carry([ONE, TWO])
    rig.play("a", frame=4 * BLOCK, seconds=0.5, sound=noise(0.5, seed=1))
    rig.run(1)
    one, two = (standing(rack)[name] for name in ("one", "two"))
    assert len(one.heard) == 10
    assert all(mine is theirs for mine, theirs in zip(one.heard, two.heard, strict=True))


def test_one_that_breaks_is_left_out_and_the_others_go_on(rig: Rig, rack: Rack) -> None:
    rack.carry([ONE, TWO])
    rig.run(0.5)
    standing(rack)["one"].breaks = True
    rig.run(0.5)
    rack.tend()
    assert (len(standing(rack)["one"].heard), len(standing(rack)["two"].heard)) == (5, 10)


def test_one_that_stays_as_it_is_goes_on_untouched_when_others_change(rack: Rack) -> None:
    rack.carry([CARD, ONE])
    card, one = standing(rack)["sound_card"], standing(rack)["one"]
    rack.carry([CARD, TWO, {**ONE, "setting": "another"}])
    assert standing(rack)["sound_card"] is card
    assert card.done == ["start"]
    assert one.done == ["start", "close"]
    assert list(standing(rack)) == ["sound_card", "two", "one"]


def test_wrong_settings_of_one_change_nothing(rack: Rack) -> None:
    rack.carry([CARD, ONE])
    for wrong in ({"kind": "telegraph", "name": "t"}, {**TWO, "bad": True}, ONE, {"kind": "fake"}):
        with pytest.raises(ValueError, match=r"kind: |bad: |name: "):
            rack.carry([CARD, ONE, wrong])
    assert list(standing(rack)) == ["sound_card", "one"]


def test_without_a_card_a_clock_drives_that_nobody_is_told_of_while_anything_is_heard(rack: Rack) -> None:
    rack.carry([])
    assert [health.name for health in rack.health()] == ["null_clock"]
    rack.carry([ONE])
    assert [health.name for health in rack.health()] == ["one"]
    assert list(standing(rack)) == ["null_clock", "one"]


def test_what_drives_is_started_last_and_closed_first(rig: Rig) -> None:
    done: list[str] = []

    class Noting(FakeOutput):
        def start(self, _bus: object) -> None:
            done.append(f"start {self.name}")

        def close(self) -> None:
            done.append(f"close {self.name}")

    kinds = dict.fromkeys(("sound_card", "fake"), lambda settings, _: Noting(str(settings["name"])))
    rack = Rack(rig.bus, rig.clock, 100, kinds)
    rack.carry([ONE, CARD])
    rack.close()
    assert done == ["start one", "start sound_card", "close sound_card", "close one"]


def test_a_second_card_listens(rig: Rig) -> None:
    asked: list[Settings] = []

    def build(settings: Settings, _: object) -> FakeOutput:
        asked.append(settings)
        return FakeOutput(str(settings["name"]))

    rack = Rack(rig.bus, rig.clock, 200, dict.fromkeys(("sound_card", "further_card"), build))
    rack.carry([{**CARD, "device": "USB"}, {**CARD, "name": "sound_card-2", "device": "HDMI"}])
    assert [(one["kind"], one["device"], one["block_ms"]) for one in asked] == [
        ("sound_card", "USB", 200),
        ("further_card", "HDMI", 200),
    ]
