"""What the machine will say for one script: as words, as JSON, as sound."""

from pathlib import Path

from broadcaster.content.lexicon_file import read_lexicon_of
from broadcaster.content.nodes import MAX_BYTES, Gatherer, decode_text
from broadcaster.content.script_file import split_head
from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Place
from broadcaster.model.reading import Token, Turn
from broadcaster.model.script import Script
from broadcaster.vietnamese import normalise
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.delivery import Delivery, delivery_outside
from broadcaster.workflows.human_reading import HumanReading
from broadcaster.workflows.lexicon_editing import settling
from broadcaster.workflows.listening import play, require_sound_card
from broadcaster.workflows.reading_view import line_of
from broadcaster.workflows.shapes import Json, problem_json

TEXT_ENDINGS = (".txt", ".md")


def is_text_outside(folder: Path, wanted: str) -> bool:
    """Whether `wanted` is the path of a text file that is no script of the station in `folder`."""
    path = Path(wanted)
    if path.suffix.lower() not in TEXT_ENDINGS or not path.is_file():
        return False
    return path.suffix.lower() != ".md" or path.resolve().parent != (folder / "scripts").resolve()


def read_text_outside(folder: Path, path: Path) -> tuple[ReadScript, Delivery]:
    """Return how a plain text would be read and heard with the lexicon of the station in `folder`, if there is one.

    It is nobody's script: it has no column and can't be approved. Raises UsageError when it is no text.
    """
    gather = Gatherer()
    try:
        with path.open("rb") as opened:
            raw = opened.read(MAX_BYTES + 1)
    except OSError as error:
        detail = error.strerror or str(error)
        raise UsageError(N_("{file} can't be opened ({detail})"), file=path, detail=detail) from error
    source = decode_text(raw, path.name, gather)
    if source is None:
        sentence = gather.problems[0].sentence
        raise UsageError(N_("{file}: {detail}"), file=path, detail=sentence)
    _, body, first_line = split_head(source) or ("", source, 1)
    script = Script(path.stem, path.name, column="", body=body, place=Place(str(path)), body_line=first_line)
    reading = normalise(body, read_lexicon_of(folder, gather))
    read = ReadScript(script, reading, fingerprint="", turns=(Turn(reading.text),))
    return read, delivery_outside(read)


def preview_json(read: ReadScript, heard: Delivery, language: str) -> Json:
    """Return the reading as `preview --json` shows it."""
    script = read.script
    file = script.place.file if script.place else ""
    return {
        "script": script.id,
        "title": script.title,
        "approved": read.is_approved,
        "duration_ms": heard.duration_ms,
        "readings": heard.readings,
        "notice": heard.notice,
        "recording": _recording_json(heard.human, language),
        "spoken": read.reading.text,
        "tokens": [_token_json(token, line_of(read, token), language) for token in read.reading.tokens],
        "problems": [problem_json(p, language) for p in read.reading.problems_in(file, script.body_line)],
    }


def _recording_json(human: HumanReading | None, language: str) -> Json | None:
    if human is None:
        return None
    why = human.why_unusable.said(language) if human.why_unusable else None
    return {"file": human.file, "duration_ms": human.duration_ms, "why_unusable": why}


def _token_json(token: Token, line: int, language: str) -> Json:
    entry = None if token.certain else settling(token)
    return {
        "start": token.start,
        "end": token.end,
        "line": line,
        "written": token.written,
        "spoken": token.spoken,
        "kind": token.kind.value,
        "rule": token.rule,
        "reason": token.reason.said(language) if token.reason else None,
        "certain": token.certain,
        "advice": token.advice.said(language) if token.advice else None,
        "settled_by": {"written": entry.written, "spoken": entry.spoken, "foreign": entry.foreign} if entry else None,
    }


def item_of(contents: Contents, read: ReadScript) -> Path:
    """Return the finished item of a script, made if need be, approved or not. Raises the failure that stopped it."""
    from broadcaster.workflows.item_making import make_items
    from broadcaster.workflows.items import ItemShelf, forget_damaged
    from broadcaster.workflows.sounds import measure_sounds

    sounds, _ = measure_sounds(contents)
    if (kept := ItemShelf(contents, sounds).find(read)) is not None and kept.path is not None:
        forget_damaged([kept.path])
    made = make_items(contents, sounds, [read], lambda _: None)
    clip = made.clips.get(read.script.id)
    if clip is None or clip.path is None:
        raise UsageError(made.problems[-1].sentence.template, **made.problems[-1].sentence.values)
    return clip.path


def listenable(contents: Contents, read: ReadScript) -> Path:
    """Return the finished item of a script as MP3, for a browser to play; only what is new in it is spoken for that."""
    from broadcaster.sound.files import read as read_sound
    from broadcaster.sound.mp3 import mp3_sink

    if not any(sign.isalpha() for sign in read.reading.text):
        raise UsageError(N_("there is nothing in it that could be read out"))
    item = item_of(contents, read)
    path = item.with_suffix(".mp3")
    if not path.is_file():
        with mp3_sink(path) as sink:
            sink.write(read_sound(item).samples)
    return path


def save_item(contents: Contents, read: ReadScript, to: Path) -> None:
    """Write the finished item to `to`, a WAV or FLAC file by its ending."""
    from broadcaster.sound.files import comment_of, write_flac, write_wav
    from broadcaster.sound.files import read as read_sound

    if to.suffix.lower() not in {".flac", ".wav"}:
        raise UsageError(N_("{file}: a name that ends in .wav or .flac is needed"), file=to.name)
    item = item_of(contents, read)
    write = write_flac if to.suffix.lower() == ".flac" else write_wav
    write(to, read_sound(item), comment_of(item))


def listen_to(contents: Contents, read: ReadScript) -> None:
    """Play the finished item on this machine's sound card. Raises NotReadyError when none opens."""
    require_sound_card(contents)
    play(contents, item_of(contents, read))
