import json
import os
import re
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from voice_stand_ins import hum
from workflows.stations import rewrite

from broadcaster.errors import SoundError
from broadcaster.sound.files import duration_ms, read
from broadcaster.speech.cache import SpeechCache

VOICE, TEXT = "hum 1", "Kính thưa bà con!"

WRITER = """
import sys
from pathlib import Path
from broadcaster.speech.cache import SpeechCache
from voice_stand_ins import hum
cache, pitch_hz = SpeechCache(Path(sys.argv[1])), int(sys.argv[2])
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    cache.keep("hum 1", "bà con " * (number % 7 + 1) + "a" * number, hum("bà con " * (number % 5 + 1), pitch_hz))
"""


def texts(count):
    return ["bà con " * (number % 7 + 1) + "a" * number for number in range(count)]


def writer(folder, pitch_hz, count):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, folder, str(pitch_hz), str(count)], env=environment, stdout=subprocess.PIPE
    )


def only(folder, pattern):
    (found,) = folder.rglob(pattern)
    return found


def test_what_is_kept_is_found(cache):
    assert cache.find(VOICE, TEXT) is None
    kept = cache.keep(VOICE, TEXT, hum(TEXT))
    assert cache.find(VOICE, TEXT) == SpeechCache(cache.folder).find(VOICE, TEXT) == kept
    assert kept.duration_ms == duration_ms(kept.path) == 1000
    assert np.array_equal(read(kept.path).samples, hum(TEXT).samples)


def test_it_is_found_by_its_words_and_its_voice_only(cache):
    cache.keep(VOICE, TEXT, hum(TEXT))
    assert cache.find(VOICE, unicodedata.normalize("NFD", TEXT))
    assert cache.find(VOICE, TEXT + ".") is None
    assert cache.find("hum 2", TEXT) is None
    assert cache.find("hum", "1\0" + TEXT) is None


def test_an_entry_tells_a_person_what_it_is(cache):
    cache.keep(VOICE, TEXT, hum(TEXT))
    entry = json.loads(only(cache.folder, "*.json").read_text(encoding="utf-8"))
    assert (entry["text"], entry["voice"], entry["duration_ms"]) == (TEXT, VOICE, 1000)


DAMAGE = {
    "a changed byte": ("*.flac", lambda file: file.write_bytes(file.read_bytes()[:-9] + b"x" + file.read_bytes()[-8:])),
    "cut off": ("*.flac", lambda file: os.truncate(file, 100)),
    "empty": ("*.flac", lambda file: os.truncate(file, 0)),
    "gone": ("*.flac", Path.unlink),
    "entry empty": ("*.json", lambda file: os.truncate(file, 0)),
    "entry cut off": ("*.json", lambda file: os.truncate(file, 20)),
    "entry of something else": ("*.json", lambda file: file.write_text("[1]")),
    "entry without words": ("*.json", lambda file: file.write_text('{"audio": null, "duration_ms": null}')),
    "entry not UTF-8": ("*.json", lambda file: file.write_bytes(b"\xff\xfe\x00")),
    "entry pointing elsewhere": ("*.json", lambda file: file.write_text('{"audio": "../../x", "duration_ms": 5}')),
    "entry with another length": ("*.json", lambda file: rewrite(file, '"duration_ms": 1000', '"duration_ms": 9000')),
    "entry with another voice": ("*.json", lambda file: rewrite(file, '"voice": "hum 1"', '"voice": "hum 2"')),
    "entry without its seal": (
        "*.json",
        lambda file: file.write_bytes(re.sub(rb', "seal".*"', b"", file.read_bytes())),
    ),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("found_before", [True, False])
def test_damage_is_noticed_and_mended(cache, damage, found_before):
    kept = cache.keep(VOICE, TEXT, hum(TEXT))
    if found_before:
        assert cache.find(VOICE, TEXT) == kept
    pattern, harm = DAMAGE[damage]
    harm(only(cache.folder, pattern))
    assert cache.find(VOICE, TEXT) is None
    assert cache.keep(VOICE, TEXT, hum(TEXT)) == kept
    assert cache.find(VOICE, TEXT) == kept
    assert SpeechCache(cache.folder).find(VOICE, TEXT) == kept


def test_a_damaged_entry_is_not_among_those_that_are_kept(cache):
    cache.keep(VOICE, TEXT, hum(TEXT))
    rewrite(only(cache.folder, "*.json"), TEXT, "Kính chào bà con!")
    assert list(cache.entries()) == []
    assert not cache.has(VOICE, TEXT)


def test_a_disk_that_refuses_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SoundError, match=r"^speech cannot be kept: "):
        SpeechCache(tmp_path / "file" / "speech").keep(VOICE, TEXT, hum(TEXT))


def test_a_sound_is_read_once_and_then_believed_by_size_and_time(cache, monkeypatch):
    cache.keep(VOICE, TEXT, hum(TEXT))
    reads = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: reads.append(path.suffix) or read_bytes(path))
    for _ in range(3):
        cache.find(VOICE, TEXT)
    assert reads.count(".flac") == 1


def test_two_processes_keep_the_same_words_at_once(cache):
    both = [writer(cache.folder, pitch_hz, 25) for pitch_hz in (200, 300)]
    assert [process.wait(20) for process in both] == [0, 0]
    for text in texts(25):
        kept = cache.find(VOICE, text)
        assert kept.duration_ms == duration_ms(kept.path)
    assert {path.suffix for path in cache.folder.rglob("*.*")} == {".flac", ".json"}


def test_a_process_killed_in_the_middle_leaves_no_wrong_entry(cache):
    for after_s in (0.01, 0.05, 0.1):
        process = writer(cache.folder, 200, 100_000)
        process.stdout.readline()
        time.sleep(after_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
    found = [kept for text in texts(500) if (kept := cache.find(VOICE, text))]
    assert found
    assert all(kept.duration_ms == duration_ms(kept.path) for kept in found)
