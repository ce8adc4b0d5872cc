from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.model.script import Priority, Script
from broadcaster.model.sound import Clip, ClipKind, Speech, SpokenWords
from broadcaster.model.station import Profile
from broadcaster.studio.mix_sheet import (
    BED_ALONE_LU,
    BREATH_MS,
    DUCKED_DB,
    GRID_MS,
    RAMP_MS,
    ROOM_MS,
    Dressing,
    Role,
    lay_out,
)

OPENING = Clip("mo", ClipKind.JINGLE, "Mở", 3000, Path("mo.flac"))
CLOSING = Clip("ket", ClipKind.JINGLE, "Kết", 2500, Path("ket.flac"))
BETWEEN = Clip("cat", ClipKind.JINGLE, "Cắt", 2000, Path("cat.flac"))
BED = Clip("nen", ClipKind.BED, "Nền", 60_000, Path("nen.flac"))


def script(bed=None, priority=Priority.ROUTINE):
    return Script("bai", "Bài", "ban-tin", "…", priority, bed=bed)


def speech(*parts):
    return Speech(
        tuple(SpokenWords(Path(f"{n}.flac"), ms, pause_ms, "gtts:vi") for n, (ms, pause_ms) in enumerate(parts))
    )


def on_grid(duration_ms):
    return next(ms for ms in range(duration_ms, duration_ms + GRID_MS) if ms % GRID_MS == 0)


def of(sheet, role):
    return [sound for sound in sheet.sounds if sound.role is role]


def test_a_plain_item_is_its_words_their_pauses_and_some_room():
    sheet = lay_out(script(), speech((1000, 400), (2000, 900)), Dressing())
    assert [(sound.at_ms, sound.duration_ms) for sound in sheet.sounds] == [(0, 1000), (1400, 2000)]
    assert sheet.duration_ms == on_grid(3400 + ROOM_MS)
    assert sheet.bed is None
    assert (sheet.script_id, sheet.title, sheet.column, sheet.voice) == ("bai", "Bài", "ban-tin", "gtts:vi")


def test_stingers_stand_before_and_after():
    sheet = lay_out(script(), speech((1000, 400)), Dressing(OPENING, CLOSING))
    assert [(sound.role, sound.at_ms) for sound in sheet.sounds] == [
        (Role.STINGER, 0),
        (Role.SPEECH, 3000 + BREATH_MS),
        (Role.STINGER, 4000 + 2 * BREATH_MS),
    ]
    assert sheet.duration_ms == on_grid(4000 + 2 * BREATH_MS + 2500 + ROOM_MS)


def test_a_stinger_sounds_between_two_parts_in_the_place_of_the_pause():
    said = speech((1000, 400), (2000, 900), (500, 300))
    parts = (replace(said.parts[0], ends_part=True), said.parts[1], replace(said.parts[2], ends_part=True))
    sheet = lay_out(script(), replace(said, parts=parts), Dressing(between=BETWEEN))
    after_ms = 1000 + BREATH_MS + 2000 + BREATH_MS
    assert [(sound.role, sound.at_ms) for sound in sheet.sounds] == [
        (Role.SPEECH, 0),
        (Role.STINGER, 1000 + BREATH_MS),
        (Role.SPEECH, after_ms),
        (Role.SPEECH, after_ms + 2900),
    ], "and none after the last words: nothing follows them"
    without = lay_out(script(), replace(said, parts=parts), Dressing())
    assert [sound.at_ms for sound in without.sounds] == [0, 1400, 4300]


@pytest.mark.parametrize(("profile", "at_least_lu"), [(Profile.HORN, 20), (Profile.FULL, 14)])
def test_the_bed_lies_well_under_the_voice(profile, at_least_lu):
    sheet = lay_out(script("nen"), speech((5000, 400), (5000, 400)), Dressing(bed=BED, profile=profile))
    first, last = sheet.sounds[0], sheet.sounds[-1]
    under = [level for level in sheet.bed.levels if first.at_ms <= level.at_ms <= last.end_ms]
    assert [level.level_lu for level in under] == [BED_ALONE_LU - DUCKED_DB[profile]] * 2
    assert under[0].level_lu <= -at_least_lu
    assert (under[0].at_ms, under[1].at_ms) == (first.at_ms, last.end_ms)
    around = [level.at_ms for level in sheet.bed.levels]
    assert first.at_ms - around[around.index(first.at_ms) - 1] == RAMP_MS
    assert around[around.index(last.end_ms) + 1] - last.end_ms == RAMP_MS
    assert (sheet.bed.levels[0].level_lu, sheet.bed.levels[-1].level_lu) == (None, None)


@pytest.mark.parametrize(
    "asked", [script(None), script("nen", Priority.EMERGENCY)], ids=["not asked for", "an emergency"]
)
def test_there_is_no_bed_where_none_belongs(asked):
    assert lay_out(asked, speech((5000, 0)), Dressing(bed=BED)).bed is None


@given(
    parts=st.lists(st.tuples(st.integers(1, 20_000), st.integers(0, 3000)), min_size=1, max_size=20),
    opening=st.sampled_from([None, OPENING]),
    closing=st.sampled_from([None, CLOSING]),
    bed=st.sampled_from([None, BED]),
)
def test_sounds_follow_each_other_and_end_before_the_room(parts, opening, closing, bed):
    sheet = lay_out(script("nen"), speech(*parts), Dressing(opening, closing, bed=bed))
    ends = [0] + [sound.end_ms for sound in sheet.sounds]
    assert all(end <= sound.at_ms for end, sound in zip(ends, sheet.sounds, strict=False))
    last_ms = max(ends[-1], sheet.bed.levels[-1].at_ms if sheet.bed else 0)
    assert sheet.duration_ms == on_grid(last_ms + ROOM_MS)
    words = of(sheet, Role.SPEECH)
    assert [word.duration_ms for word in words] == [ms for ms, _pause_ms in parts]
    assert [b.at_ms - a.end_ms for a, b in pairwise(words)] == [p for _ms, p in parts[:-1]]
    if sheet.bed:
        moments = [level.at_ms for level in sheet.bed.levels]
        assert moments == sorted(moments)
        assert moments[0] >= (opening.duration_ms if opening else 0)
