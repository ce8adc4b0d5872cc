"""eSpeak NG says in its phonemes which words it takes for English: none but those that a reading names as foreign.

It is asked in a process of its own, as `broadcaster.speech.espeak_worker` does: it is native code and may crash.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from broadcaster.content.script_file import split_head
from broadcaster.model.reading import Kind
from broadcaster.vietnamese import normalise
from broadcaster.vietnamese.tables import read_readings

HERE = Path(__file__).parent
SCRIPTS = sorted((HERE.parent.parent / "scripts").glob("*.md"))
GOLDEN = sorted((HERE / "golden").glob("*.tsv"))
ENGLISH = "(en)"
WORKER = """
import ctypes, json, os, sys, tempfile
import espeakng_loader

library = ctypes.CDLL(espeakng_loader.get_library_path())
library.espeak_TextToPhonemes.restype = ctypes.c_char_p
with tempfile.TemporaryDirectory() as shelter:  # eSpeak cuts long paths short
    data = os.path.join(shelter, "espeak-ng-data")
    os.symlink(espeakng_loader.get_data_path(), data)
    assert library.espeak_Initialize(2, 0, os.fsencode(data), 0x8000) > 0
    assert library.espeak_SetVoiceByName(b"vi") == 0
    answers = []
    for text in json.load(sys.stdin):
        rest, heard = ctypes.c_char_p(text.encode()), []
        while rest.value:  # each call takes one clause
            heard.append((library.espeak_TextToPhonemes(ctypes.byref(rest), 1, 0) or b"").decode())
        answers.append(" ".join(heard))
json.dump(answers, sys.stdout)
"""


def phonemes_of(texts):
    done = subprocess.run(
        [sys.executable, "-c", WORKER], input=json.dumps(texts), capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout)


def taken_for_english(texts):
    return {text for text, heard in zip(texts, phonemes_of(texts), strict=True) if ENGLISH in heard}


def words_of(spoken):
    return {word.strip(",:;….!?") for word in spoken.split()} - {""}


def written_in(path):
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".tsv":
        return "\n".join(line.split("\t")[0] for line in source.splitlines())
    head = split_head(source)
    assert head
    return head[1]


def named_as_foreign(reading):
    """Return words that may sound foreign: guesses, syllables of addresses (they have no marks), listed loan words."""
    shown = [token.spoken for token in reading.tokens if not token.certain or token.kind is Kind.ADDRESS]
    listed = [written for written, spoken in read_readings("foreign.tsv").items() if written == spoken]
    return words_of(" ".join([*shown, *listed]))


def strange_words(path):
    """Return the words of a file's reading that eSpeak takes for English, without those that the reading names."""
    reading = normalise(written_in(path))
    named = named_as_foreign(reading)
    words = sorted(words_of(reading.text) - named)
    lines = [line for line in reading.text.splitlines() if line]
    taken = taken_for_english([*lines, *words])  # in one process, and in a second where a line is suspected
    suspects = [word for line in lines if line in taken for word in words_of(line)]
    return taken.intersection(words) | (taken_for_english(suspects) - named if suspects else set())


@pytest.mark.parametrize("path", [*SCRIPTS, *GOLDEN], ids=lambda path: path.stem)
def test_espeak_takes_no_word_for_english_that_is_not_named_as_foreign(path):
    assert not strange_words(path)


def test_espeak_tells_english_words():
    assert taken_for_english(["wifi", "oai phai", "UBND", "đồng"]) == {"wifi", "UBND"}
