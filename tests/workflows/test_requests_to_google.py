"""How often Google is asked for the sample station's scripts, counted where the requests arrive."""

from pathlib import Path

from gtts import gTTS
from speech.google_stand_in import GoogleStandIn
from speech.voice_stand_ins import FastClock

from broadcaster.content.folder import read_folder
from broadcaster.speech.cache import SpeechCache
from broadcaster.speech.engines.gtts import LIMIT, GttsEngine
from broadcaster.speech.phrases import phrases
from broadcaster.speech.reader import read_aloud
from broadcaster.workflows.approvals import read_scripts

SAMPLE_STATION = Path(__file__).parents[2]


def test_the_sample_station_asks_for_little_more_than_half_of_what_the_library_would(tmp_path: Path) -> None:
    """Kept by sentence, nothing less is possible: nearly all of them fit one request, and few stand twice."""
    contents, _ = read_folder(SAMPLE_STATION)
    assert contents is not None
    texts = [read.reading.text for read in read_scripts(contents)]
    with GoogleStandIn() as google:
        voice, cache = GttsEngine(origin=google.origin, outside=FastClock().outside), SpeechCache(tmp_path)
        for text in texts:
            assert read_aloud(phrases(text), [voice], cache).voice == "gtts:vi"
    theirs = sum(len(gTTS(text, lang="vi", lang_check=False)._tokenize(text)) for text in texts)
    sentences = {words.text for text in texts for words in phrases(text)}
    in_pieces = {text for text in sentences if len(text) > LIMIT}
    assert len(google.texts) <= 0.6 * theirs
    assert sentences - in_pieces <= set(google.texts)  # what fits one request is one
    assert len(google.texts) <= len(sentences) + 2 * len(in_pieces)
