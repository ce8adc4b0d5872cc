import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from voice_stand_ins import HummingEngine, failing, hum

from broadcaster.errors import PermanentSpeechError, TransientSpeechError, UsageError
from broadcaster.messages import Sentence
from broadcaster.model.sound import Words
from broadcaster.model.station import Station, VoiceChoice
from broadcaster.sound.pcm import silence
from broadcaster.speech.cache import SpeechCache
from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.speech.phrases import phrases
from broadcaster.speech.reader import read_aloud
from broadcaster.speech.voices import VoicePlaces, engines, open_voices

ITEM = phrases("Kính thưa bà con! Sáng mai mất điện.\n\nXin cảm ơn bà con. Xin hết.")
NO_FOLDER = VoicePlaces(Path("nowhere"))
SENTENCES = [words.text for words in ITEM]


@dataclass
class Untouchable(HummingEngine):
    """Fails the test when anything but its name is asked."""

    def why_unavailable(self):
        raise AssertionError("asked whether it is there")

    def speak_all(self, texts):
        raise AssertionError(f"asked to say {texts}")


def first_and_second():
    return HummingEngine("first", pitch_hz=200), HummingEngine("second", pitch_hz=300)


def test_an_item_is_read_with_its_pauses(cache):
    speech = read_aloud(ITEM, [HummingEngine()], cache)
    assert speech.voice == "hum:vi"
    assert [part.pause_ms for part in speech.parts] == [words.pause_ms for words in ITEM] == [560, 800, 500, 500]
    assert [part.duration_ms for part in speech.parts] == [hum(text).duration_ms for text in SENTENCES]
    assert all(part.path.is_file() for part in speech.parts)


def test_what_is_kept_asks_no_voice(cache):
    speech = read_aloud(ITEM, [HummingEngine()], cache)
    again = read_aloud(ITEM, [Untouchable(), Untouchable("other")], cache)
    assert (again.parts, again.kept) == (speech.parts, len(SENTENCES))


def test_what_is_kept_starts_no_process(cache):
    speech = read_aloud(ITEM, [EspeakEngine()], cache)
    assert read_aloud(ITEM, [EspeakEngine(command=("/nowhere/python",))], cache).parts == speech.parts


def test_one_changed_sentence_is_one_spoken_sentence(cache):
    read_aloud(ITEM, [HummingEngine()], cache)
    voice = HummingEngine()
    read_aloud([*ITEM[:2], Words("Xin mời nghe tiếp.", 500), *ITEM[3:]], [voice], cache)
    assert voice.asked == ["Xin mời nghe tiếp."]


def test_the_same_words_twice_are_spoken_once(cache):
    voice = HummingEngine()
    speech = read_aloud([Words("Xin nghe.", 500), Words("Xin nghe.", 800)], [voice], cache)
    assert voice.asked == ["Xin nghe."]
    assert [part.pause_ms for part in speech.parts] == [500, 800]


def test_a_voice_that_fails_at_the_end_reads_none_of_it(cache):
    first, second = first_and_second()
    first.fails_at = {SENTENCES[-1]: failing()}
    speech = read_aloud(ITEM, [first, second], cache)
    assert speech.voice == "second:vi"
    assert second.asked == SENTENCES


def test_what_a_failing_voice_did_say_is_not_asked_again(cache):
    first, second = first_and_second()
    first.fails_at = {SENTENCES[-1]: failing()}
    read_aloud(ITEM, [first, second], cache)
    first.fails_at, first.asked = {}, []
    assert read_aloud(ITEM, [first, second], cache).voice == "first:vi"
    assert first.asked == SENTENCES[-1:]


def test_an_unavailable_voice_is_not_asked_and_the_kept_second_is_used(cache):
    first, second = first_and_second()
    read_aloud(ITEM, [second], cache)
    first.unavailable = Sentence("gone fishing")
    speech = read_aloud(ITEM, [first, Untouchable("second", pitch_hz=300)], cache)
    assert speech.voice == "second:vi"
    assert first.asked == []


def test_an_unavailable_voice_reads_what_is_kept(cache):
    first, second = first_and_second()
    read_aloud(ITEM, [first], cache)
    first.unavailable = Sentence("gone fishing")
    assert read_aloud(ITEM, [first, second], cache).voice == "first:vi"


def test_when_all_fail_each_reason_is_told(cache):
    first, second = first_and_second()
    first.unavailable = Sentence("gone fishing")
    second.fails_at = {SENTENCES[0]: PermanentSpeechError("no such voice")}
    with pytest.raises(TransientSpeechError) as failure:
        read_aloud(ITEM, [first, second], cache)
    assert failure.value.sentence.said("en") == (
        "no voice could read this: first:vi: gone fishing; second:vi: no such voice"
    )


def test_when_all_refuse_for_good_it_is_for_good(cache):
    voice = HummingEngine(fails_at={SENTENCES[0]: PermanentSpeechError("no such voice")})
    with pytest.raises(PermanentSpeechError):
        read_aloud(ITEM, [voice], cache)


def test_without_voices_nobody_can_read(cache):
    with pytest.raises(PermanentSpeechError, match="no voice is chosen"):
        read_aloud(ITEM, [], cache)


def test_a_defect_in_one_voice_does_not_silence_the_station(cache):
    first, second = first_and_second()
    first.fails_at = {SENTENCES[1]: ZeroDivisionError("oops")}
    assert read_aloud(ITEM, [first, second], cache).voice == "second:vi"
    with pytest.raises(TransientSpeechError, match="oops"):
        read_aloud(ITEM, [first], SpeechCache(cache.folder))


class TooFew(HummingEngine):
    def speak_all(self, texts):
        yield from list(super().speak_all(texts))[:-1]


class Silent(HummingEngine):
    def speak_all(self, texts):
        yield from (silence(1000) for _ in texts)


class Endless(HummingEngine):
    def speak_all(self, texts):
        yield from (hum(text * 50) for text in texts)


@pytest.mark.parametrize("voice", [TooFew(), Silent(), Endless()])
def test_a_voice_that_says_something_else_is_not_believed(voice, cache):
    assert read_aloud(ITEM, [voice, HummingEngine("second")], cache).voice == "second:vi"
    assert cache.find(voice.identity, SENTENCES[-1]) is None


def test_only_words_go_to_a_voice(cache):
    with pytest.raises(PermanentSpeechError):
        read_aloud([*ITEM, Words("lúc 5 giờ", 500)], [Untouchable()], cache)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=3))
def test_one_voice_reads_an_item_whatever_fails(tmp_path_factory, plans):
    cache = SpeechCache(tmp_path_factory.mktemp("speech"))
    voices = [
        HummingEngine(
            f"voice{number}",
            pitch_hz=200 + 20 * number,
            fails_at={text: failing() for text, fails in zip(SENTENCES, plan, strict=True) if fails},
        )
        for number, plan in enumerate(plans)
    ]
    able = [voice for voice in voices if not voice.fails_at]
    try:
        speech = read_aloud(ITEM, voices, cache)
    except TransientSpeechError:
        assert not able
        return
    assert speech.voice == f"{able[0].name}:vi"
    assert [part.path for part in speech.parts] == [cache.find(able[0].identity, text).path for text in SENTENCES]


def test_the_stations_own_voices_open():
    assert [voice.name for voice in open_voices(Station("x").voices, NO_FOLDER)] == ["gtts", "espeak"]


@pytest.mark.parametrize("name", engines(NO_FOLDER))
def test_every_engine_goes_by_its_name(name):
    assert engines(NO_FOLDER)[name](VoiceChoice(name)).name == name


def test_an_unknown_voice_is_the_operators_mistake():
    with pytest.raises(UsageError, match="edge, espeak, gtts, piper"):
        open_voices([VoiceChoice("sam")], NO_FOLDER)


def test_online_first_offline_for_real(cache, clock):
    """The station's usual pair, with no network: all is read by eSpeak NG."""
    gtts, espeak = open_voices(Station("x").voices, NO_FOLDER)
    gtts = replace(gtts, origin="http://127.0.0.1:9", outside=clock.outside)
    speech = read_aloud(ITEM, [gtts, espeak], cache)
    assert speech.voice == "espeak:vi"
    assert gtts.why_unavailable() is not None


def test_the_pure_parts_load_without_the_heavy_libraries():
    code = (
        "import sys, broadcaster.speech.engine, broadcaster.speech.phrases; light = set(sys.modules);"
        "import broadcaster.speech.voices, broadcaster.speech.reader;"
        "heavy = {'requests', 'gtts', 'espeakng_loader', 'piper', 'edge_tts', 'aiohttp'};"
        "print(*light & {'numpy', 'requests', 'gtts'}, *set(sys.modules) & heavy)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() == []
