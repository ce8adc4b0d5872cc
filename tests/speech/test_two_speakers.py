"""Items for two speakers: who reads for whom, and that a failing lead takes its whole cast with it."""

import pytest
from voice_stand_ins import HummingEngine, failing

from broadcaster.model.reading import Turn
from broadcaster.model.script import Speaker
from broadcaster.model.sound import Words
from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.speech.phrases import CALL_PAUSE_MS, PARAGRAPH_PAUSE_MS, SENTENCE_PAUSE_MS, phrases_by_turns
from broadcaster.speech.reader import cast_for, read_aloud

MAN, WOMAN = Speaker.MAN, Speaker.WOMAN
DIALOGUE = phrases_by_turns([Turn("Tin đầu giờ."), Turn("Xin chào bà con!", MAN), Turn("Kính mời bà con.", WOMAN)])


def woman(**facts):
    return HummingEngine("online", speaker=WOMAN, **facts)


def man(**facts):
    return HummingEngine("offline", pitch_hz=120, speaker=MAN, both=True, **facts)


def test_sentences_know_their_speaker_and_rests_take_the_place_of_pauses():
    turns = [Turn("Xin chào! Mời nghe.", MAN, rest_ms=2000), Turn("Vâng!\n\n", WOMAN), Turn("Hết.\n\n", MAN)]
    assert phrases_by_turns(turns) == (
        Words("Xin chào!", CALL_PAUSE_MS, MAN),
        Words("Mời nghe.", 2000, MAN),
        Words("Vâng!", PARAGRAPH_PAUSE_MS, WOMAN),
        Words("Hết.", SENTENCE_PAUSE_MS, MAN),
    )


def test_an_engine_with_both_voices_reads_both(cache):
    speech = read_aloud(DIALOGUE, [man()], cache)
    assert [part.voice for part in speech.parts] == ["offline:vi", "offline:vi", "offline:vi+other"]
    assert speech.voice == "offline:vi, offline:vi+other"


def test_a_voice_that_the_lead_lacks_is_borrowed_from_the_next(cache):
    speech = read_aloud(DIALOGUE, [woman(), man()], cache)
    assert [part.voice for part in speech.parts] == ["online:vi", "offline:vi", "online:vi"]
    assert speech.lead == 0


def test_where_nobody_has_it_the_lead_reads_all(cache):
    assert read_aloud(DIALOGUE, [woman()], cache).voice == "online:vi"


def test_when_the_lead_fails_its_part_is_read_by_the_next_lead_s_own_second_voice(cache):
    lost = woman(fails_at={DIALOGUE[2].text: failing("cut off")})
    speech = read_aloud(DIALOGUE, [lost, man()], cache)
    assert [part.voice for part in speech.parts] == ["offline:vi", "offline:vi", "offline:vi+other"]
    assert speech.lead == 1
    assert [reason.said("en") for reason in speech.failures] == ["online:vi: cut off"]


def test_only_the_first_may_lead_yet_the_others_still_lend_their_voice(cache):
    assert read_aloud(DIALOGUE, [woman(), man()], cache, leads=1).voice == "online:vi, offline:vi"


def test_the_same_words_by_two_speakers_are_two_sounds(cache):
    words = phrases_by_turns([Turn("Xin chào.", MAN), Turn("Xin chào.", WOMAN)])
    speech = read_aloud(words, [man()], cache)
    assert speech.parts[0].path != speech.parts[1].path
    assert (speech.sentences, speech.kept) == (2, 0)
    again = read_aloud(words, [man()], cache)
    assert (again.parts, again.kept) == (speech.parts, 2)


@pytest.mark.parametrize(("voice", "other"), [("vi", "vi+Annie"), ("vi+Annie", "vi"), ("vi+f3", "vi")])
def test_espeak_has_a_man_and_a_woman_at_one_rate(voice, other):
    engine = EspeakEngine(voice, rate=110)
    assert engine.as_speaker(engine.speaker) is engine
    counterpart = engine.as_speaker(WOMAN if engine.speaker is MAN else MAN)
    assert (counterpart.voice, counterpart.rate) == (other, 110)


def test_no_speaker_is_the_lead():
    lead = man()
    assert cast_for([None], [lead, woman()]) == {None: lead}


def nobody_knows():
    return HummingEngine("unknown", pitch_hz=160, speaker=None)


@pytest.mark.parametrize(
    ("others", "readers"),
    [
        ([], ["unknown", "unknown", "unknown"]),
        ([HummingEngine("her", speaker=WOMAN)], ["unknown", "unknown", "her"]),
        ([HummingEngine("him", speaker=MAN)], ["unknown", "him", "unknown"]),
        ([HummingEngine("him", speaker=MAN), HummingEngine("her", speaker=WOMAN)], ["unknown", "him", "her"]),
    ],
    ids=["alone", "with a woman", "with a man", "with both"],
)
def test_a_lead_that_nobody_knows_reads_what_names_no_speaker_and_whatever_nobody_else_can(others, readers, cache):
    speech = read_aloud(DIALOGUE, [nobody_knows(), *others], cache)
    assert [part.voice for part in speech.parts] == [f"{reader}:vi" for reader in readers]


def test_a_voice_that_nobody_knows_lends_itself_to_no_speaker(cache):
    speech = read_aloud(DIALOGUE, [woman(), nobody_knows(), man()], cache)
    assert [part.voice for part in speech.parts] == ["online:vi", "offline:vi", "online:vi"]


def test_a_pace_below_hundred_takes_longer(cache):
    usual, slow = (read_aloud(DIALOGUE, [EspeakEngine().paced(pace)], cache) for pace in (100, 88))
    ratio = sum(p.duration_ms for p in slow.parts) / sum(p.duration_ms for p in usual.parts)
    assert 1.07 < ratio < 1.22
