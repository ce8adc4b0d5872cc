"""Recordings that are sent for an emergency: kept by their content, the newest only, each under who sent it."""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from console.recordings import in_m4a, recording

from broadcaster.errors import UsageError
from broadcaster.workflows.alert_recordings import KEPT_RECORDINGS, keep_recording, sent_recordings
from broadcaster.workflows.station_folder import Places

NOW = datetime(2026, 5, 13, 5, 30, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which a record can be kept."""
    Places(tmp_path).logbook.parent.mkdir(parents=True)
    return tmp_path


def sent(folder: Path, name: str, content: bytes) -> str:
    return keep_recording(folder, name, io.BytesIO(content), "Minh", NOW).file


def test_the_same_recording_sent_twice_is_kept_once(folder: Path) -> None:
    assert sent(folder, "lũ.wav", recording(500)) == sent(folder, "lũ.wav", recording(500))
    assert len(sent_recordings(folder)) == 1


def test_only_the_newest_are_kept(folder: Path) -> None:
    files = [sent(folder, f"{number}.wav", recording(500 + number)) for number in range(KEPT_RECORDINGS + 2)]
    assert list(sent_recordings(folder)) == files[:1:-1]
    assert len(list(Places(folder).alerts.glob("recordings/*"))) == KEPT_RECORDINGS


def test_what_telephones_write_becomes_wav(folder: Path) -> None:
    file = sent(folder, "ghi-am.m4a", in_m4a(recording(1_000)))
    assert file.endswith("/ghi-am.wav")
    assert (folder / file).read_bytes().startswith(b"RIFF")


def test_without_the_addition_it_is_told_what_to_send_instead(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(UsageError, match="save it as MP3 or WAV"):
        sent(folder, "ghi-am.m4a", in_m4a(recording(500)))
    assert not sent_recordings(folder)
