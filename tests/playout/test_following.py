from datetime import timedelta
from pathlib import Path

import pytest
from rundowns import airing, at, rundown

from broadcaster.model.plan import Cue
from broadcaster.playout.airing import Airing, Standing
from broadcaster.playout.following import follower, is_same_until, may_be_heard_from
from broadcaster.playout.on_desk import OnDesk, SafeProgramme

OLD = (("mo", 3_000), ("tin-1", 20_000), ("tin-2", 16_000), ("dong", 4_000))
NEW = (("mo", 3_000), ("tin-1", 20_000), ("sao", 16_000), ("dong", 4_000))
WHERE_TIN_2_BEGINS_MS = 23_000
SAFE = SafeProgramme(Path("safe.mp3"), 10_000, "s" * 64)


def on_air(found: Airing) -> OnDesk:
    return OnDesk(found, "sang#0", 0, "old", path=Path("old.mp3"))


@pytest.mark.parametrize(
    ("cues", "is_same"),
    [
        (NEW, True),
        ((("mo", 3_000), ("tin-9", 20_000), ("sao", 16_000)), False),  # another script was heard already
        ((("tin-1", 20_000), ("mo", 3_000), ("sao", 16_000)), False),
        ((("mo", 3_000), ("tin-1", 19_000), ("khac", 1_000), ("sao", 16_000)), False),
        ((("mo", 3_000), ("tin-1", 24_000)), False),  # no other cue begins there
    ],
)
def test_it_goes_on_with_what_is_the_same_up_to_the_place_and_begins_anew_there(
    cues: tuple[tuple[str, int], ...], is_same: bool
) -> None:
    assert is_same_until(rundown("05:30", *cues), rundown("05:30", *OLD), WHERE_TIN_2_BEGINS_MS) is is_same


def test_what_was_made_anew_is_handed_over_as_soon_as_it_is_there() -> None:
    anew = airing("05:30", *NEW, path=Path("new.mp3"))
    found = follower(anew, on_air(airing("05:30", *OLD)), WHERE_TIN_2_BEGINS_MS, SAFE, at("05:30"))
    assert found is not None
    follows, length_ms = found
    assert (follows.path, follows.skip_ms, follows.stand_in) == (Path("new.mp3"), WHERE_TIN_2_BEGINS_MS, False)
    assert length_ms == anew.length_ms - WHERE_TIN_2_BEGINS_MS


@pytest.mark.parametrize("path", [None, Path("other.mp3")])
def test_else_the_safe_programme_is_but_not_before_it_must(path: Path | None) -> None:
    other = airing("05:30", ("mo", 3_000), ("tin-9", 36_000), ("dong", 4_000), path=path)
    ends_at = at("05:30") + timedelta(milliseconds=WHERE_TIN_2_BEGINS_MS)
    early, late = ends_at - timedelta(seconds=7), ends_at - timedelta(seconds=5)
    desk = on_air(airing("05:30", *OLD))
    assert follower(other, desk, WHERE_TIN_2_BEGINS_MS, SAFE, early) is None
    assert follower(other, desk, WHERE_TIN_2_BEGINS_MS, None, late) is None
    found = follower(other, desk, WHERE_TIN_2_BEGINS_MS, SAFE, late)
    assert found is not None
    assert (found[0].path, found[0].stand_in, found[1]) == (SAFE.path, True, SAFE.length_ms)


def test_only_what_is_to_come_must_be_allowed() -> None:
    def standing(cue: Cue) -> Standing:
        return Standing.TAKEN_BACK if cue.clip.id == "tin-1" else Standing.GOOD

    assert may_be_heard_from(rundown("05:30", *OLD), WHERE_TIN_2_BEGINS_MS, standing)
    assert not may_be_heard_from(rundown("05:30", *OLD), 3_000, standing)
