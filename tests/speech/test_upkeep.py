"""The kept speech within its bounds: who goes first, and who never."""

import os
import time

from hypothesis import given
from hypothesis import strategies as st
from voice_stand_ins import hum

from broadcaster.speech.cache import CacheEntry, key_of
from broadcaster.speech.upkeep import YOUNG_S, to_drop

NOW_S = 1_000_000.0
DAY_S = 86_400


def entry(number, size=10, days_unused=100):
    return CacheEntry(f"key{number}", None, None, size, NOW_S - days_unused * DAY_S, "hum", "…")


def keys(entries):
    return [one.key for one in entries]


def test_within_the_limit_nothing_goes():
    assert to_drop([entry(1), entry(2)], 20, (), NOW_S) == ()


def test_the_longest_unused_goes_first_and_no_more_than_needed():
    entries = [entry(1, days_unused=5), entry(2, days_unused=50), entry(3, days_unused=20)]
    assert keys(to_drop(entries, 15, (), NOW_S)) == ["key2", "key3"]


def test_what_the_coming_days_need_stays_and_so_does_what_is_just_being_used():
    entries = [entry(1), entry(2, days_unused=0.5), entry(3)]
    assert keys(to_drop(entries, 0, {"key3"}, NOW_S)) == ["key1"]


@given(
    st.lists(st.tuples(st.integers(1, 50), st.floats(0, 100), st.booleans()), max_size=20),
    st.integers(0, 400),
)
def test_whatever_there_is_what_must_stay_stays_and_the_rest_fits(facts, limit):
    entries = [entry(number, size, days) for number, (size, days, _) in enumerate(facts)]
    pinned = {f"key{number}" for number, (_, _, pin) in enumerate(facts) if pin}
    doomed = to_drop(entries, limit, pinned, NOW_S)
    assert not pinned & set(keys(doomed))
    assert all(one.used_s < NOW_S - YOUNG_S for one in doomed)
    left = [one for one in entries if one not in doomed]
    free_to_go = [one for one in left if one.key not in pinned and one.used_s < NOW_S - YOUNG_S]
    assert sum(one.size for one in left) <= limit or not free_to_go


def age(cache, identity, text, days):
    """Let an entry and its sound lie for days."""
    path = cache.find(identity, text).path
    past = time.time() - days * DAY_S
    os.utime(path, (past, past))
    os.utime(cache._entry_path(key_of(identity, text)), (past, past))


def test_dropping_forgets_the_words_and_removes_a_sound_with_its_last_entry(cache):
    kept = cache.keep("hum", "Xin chào.", hum("Xin chào."))
    cache.keep("hum", "Chào xin.", hum("Chào xin."))  # hums the same
    for text in ("Xin chào.", "Chào xin."):
        age(cache, "hum", text, days=3)
    entries = {one.text: one for one in cache.entries()}
    cache.drop([entries["Xin chào."]])
    assert cache.find("hum", "Xin chào.") is None
    assert cache.find("hum", "Chào xin.") == kept
    cache.drop([entries["Chào xin."]])
    assert list(cache.folder.rglob("*.*")) == []


def test_a_young_sound_without_an_entry_may_be_about_to_get_one(cache):
    kept = cache.keep("hum", "Xin chào.", hum("Xin chào."))
    cache.drop(list(cache.entries()))
    assert kept.path.exists()
    os.utime(kept.path, (0, 0))
    cache.drop([])
    assert not kept.path.exists()


def test_an_entry_tells_its_size_and_when_it_was_last_of_use(cache):
    cache.keep("hum", "Xin chào.", hum("Xin chào."))
    age(cache, "hum", "Xin chào.", days=9)
    (aged,) = cache.entries()
    assert aged.used_s < time.time() - 8 * DAY_S
    assert aged.size == aged.path.stat().st_size + aged.audio.stat().st_size
    assert cache.size_bytes() == aged.audio.stat().st_size
    cache.find("hum", "Xin chào.")
    (used,) = cache.entries()
    assert used.used_s > time.time() - 60


def test_has_asks_no_byte_of_the_sound(cache, monkeypatch):
    assert not cache.has("hum", "Xin chào.")
    kept = cache.keep("hum", "Xin chào.", hum("Xin chào."))
    assert cache.has("hum", "Xin chào.")
    kept.path.unlink()
    assert not cache.has("hum", "Xin chào.")
