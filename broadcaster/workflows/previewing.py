"""What the machine will say for one script: as words, as JSON, as sound."""

import shutil
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.playout.desk import PlayOrder, PlayState
from broadcaster.playout.engine_desk import EngineDesk, EngineOptions
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.items import ItemShelf
from broadcaster.workflows.shapes import Json, problem_json
from broadcaster.workflows.sounds import measure_sounds


def preview_json(read: ReadScript, language: str) -> Json:
    """Return the reading as `preview --json` shows it."""
    script = read.script
    file = script.place.file if script.place else ""
    return {
        "script": script.id,
        "title": script.title,
        "approved": read.is_approved,
        "spoken": read.reading.text,
        "tokens": [
            {
                "start": token.start,
                "end": token.end,
                "written": token.written,
                "spoken": token.spoken,
                "kind": token.kind.value,
                "rule": token.rule,
                "reason": token.reason.said(language) if token.reason else None,
                "certain": token.certain,
                "advice": token.advice.said(language) if token.advice else None,
            }
            for token in read.reading.tokens
        ],
        "problems": [problem_json(p, language) for p in read.reading.problems_in(file, script.body_line)],
    }


def item_of(contents: Contents, read: ReadScript) -> Path:
    """Return the finished item of a script, made if need be, approved or not. Raises the failure that stopped it."""
    sounds, _ = measure_sounds(contents)
    clips, problems = ItemShelf(contents, sounds).make([read], lambda _: None)
    clip = clips.get(read.script.id)
    if clip is None or clip.path is None:
        raise UsageError(problems[0].sentence.template, **problems[0].sentence.values)
    return clip.path


def save_item(contents: Contents, read: ReadScript, to: Path) -> None:
    """Write the finished item to `to`: FLAC as it is, anything else is refused by its ending or made WAV."""
    from broadcaster.sound.files import read as read_sound
    from broadcaster.sound.files import write_wav

    if to.suffix.lower() not in {".flac", ".wav"}:
        raise UsageError(N_("{file}: a name that ends in .wav or .flac is needed"), file=to.name)
    item = item_of(contents, read)
    if to.suffix.lower() == ".flac":
        shutil.copyfile(item, to)
    else:
        write_wav(to, read_sound(item))


def listen_to(contents: Contents, read: ReadScript) -> None:
    """Play the finished item on this machine's sound card, by an engine of its own, and return when it is over."""
    from broadcaster.sound.files import duration_ms

    item = item_of(contents, read)
    length_ms = duration_ms(item)
    with tempfile.TemporaryDirectory(prefix="broadcaster-") as folder:
        desk = EngineDesk(Path(folder) / "engine.json", EngineOptions())
        try:
            at = datetime.now(UTC) + timedelta(seconds=1)
            desk.play(PlayOrder("preview", item, at, 0, length_ms))
            while desk.reports()[-1].state in {PlayState.WAITING, PlayState.PLAYING}:
                time.sleep(0.2)
        finally:
            desk.close(stop_engine=True)
