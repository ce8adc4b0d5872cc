"""Why a script that somebody approved is a draft again: what was changed, in which file and on which line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from broadcaster.content.script_file import head_lines
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Place
from broadcaster.model.record import Deed
from broadcaster.model.sound import ClipKind
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.heard import Heard
from broadcaster.workflows.keeping_record import record_to_read

WRITTEN, SPOKEN = "written", "spoken"  # kept of an approval beside what its fingerprint is made of
MOST_WORDS = 8  # of a change that are quoted
HEAD = ("column", "priority", "valid", "bed", "event", "repeat")
OWN_WORDS = "lexicon.own"  # the rule of a token that the commune's lexicon reads

TEXT_CHANGED = N_("the text was changed in line {line}: “{before}” → “{now}”")
READ_OTHERWISE = N_("{where} has it read otherwise: “{before}” → “{now}”")
HEAD_CHANGED = N_("“{key}:” was changed")
RECORDED_ANEW = N_("the recording {file} is another one")
RECORDED_SINCE = N_("it was recorded since: {file}")
RECORDING_GONE = N_("its recording is gone")
MUSIC_CHANGED = N_("the music under it is another one: {file}")
DRESSING_CHANGED = N_("the jingle {file} around it is another one")
AND = N_("{one}; {other}")


class Part(StrEnum):
    """What of it was changed."""

    TEXT = "text"
    LEXICON = "lexicon"
    RECORDING = "recording"
    DRESSING = "dressing"  # the music and jingles under and around the voice
    HEAD = "head"  # column, days, priority


@dataclass(frozen=True)
class Changed:
    """One thing that is otherwise than when it was approved, told in `sentence`."""

    part: Part
    sentence: Sentence
    place: Place


def approved_as(read: ReadScript) -> Heard:
    """Return what the record keeps of an approval: all that would be heard, as written and as spoken."""
    return {**read.heard, WRITTEN: read.script.body, SPOKEN: read.reading.text}


def changes_since_approval(reads: Iterable[ReadScript], contents: Contents) -> dict[str, tuple[Changed, ...]]:
    """Return for each of `reads` that was approved otherwise than it is now what was changed, by the script's id.

    Of approvals that the record does not know in full nothing can be told.
    """
    stale = {(read.script.id, read.script.approval.fingerprint): read
             for read in reads if read.is_stale and read.script.approval}  # fmt: skip
    if not stale or contents.revocations is None:
        return {}
    with record_to_read(contents) as record:
        approved = [act for name in {name for name, _ in stale} for act in record.deeds(Deed.APPROVED, subject=name)]
    before = {(act.subject, act.fingerprint): act.approved for act in approved if act.approved}
    return {
        read.script.id: tuple(_changes(read, before[key], contents)) for key, read in stale.items() if key in before
    }


def told_together(changes: Iterable[Changed]) -> Sentence | None:
    """Return `changes` as one sentence, None when there are none."""
    told: Sentence | None = None
    for changed in changes:
        told = Sentence(AND, one=told, other=changed.sentence) if told else changed.sentence
    return told


def _changes(read: ReadScript, before: Heard, contents: Contents) -> Iterator[Changed]:
    words = ("text", "said", "turns")
    if any(before.get(key) != _plain(read.heard.get(key)) for key in words):
        yield _words_changed(read, before, contents)
    yield from _sounds_changed(read, before, contents)
    yield from _head_changed(read, before, contents)


def _words_changed(read: ReadScript, before: Heard, contents: Contents) -> Changed:
    file = _file(read)
    was, now = str(before.get(WRITTEN, "")).split("\n"), read.script.body.split("\n")
    if was != now:
        index = _first_difference(was, now)
        line = read.script.body_line + index
        quoted = _differing(_line(was, index), _line(now, index))
        return Changed(Part.TEXT, Sentence(TEXT_CHANGED, line=line, **quoted), Place(file, line))
    was, now = str(before.get(SPOKEN, "")).split("\n"), read.reading.text.split("\n")
    index = _first_difference(was, now)
    place = _entry_that_reads(read, index, contents)
    quoted = _differing(_line(was, index), _line(now, index))
    return Changed(Part.LEXICON, Sentence(READ_OTHERWISE, where=place, **quoted), place)


def _entry_that_reads(read: ReadScript, index: int, contents: Contents) -> Place:
    """Return where the lexicon says how something in that line of the text is read; an entry that is gone has none."""
    entries = {entry.written.casefold(): entry.place for entry in contents.lexicon.entries}
    for token in read.reading.tokens:
        if token.rule == OWN_WORDS and read.script.body.count("\n", 0, token.start) == index:
            place = entries.get(" ".join(token.written.split()).casefold())
            if place:
                return place
    return Place("lexicon.yaml")


def _sounds_changed(read: ReadScript, before: Heard, contents: Contents) -> Iterator[Changed]:
    was, now = before.get("recording"), read.heard.get("recording")
    if was != now:
        file = read.recorded.path.relative_to(contents.folder).as_posix() if read.recorded else _file(read)
        template = RECORDING_GONE if not now else RECORDED_ANEW if was else RECORDED_SINCE
        yield Changed(Part.RECORDING, Sentence(template, file=file), Place(file))
    if before.get("bed") == read.heard.get("bed") and before.get("music") != read.heard.get("music"):
        place = _sound_place(contents, ClipKind.BED, str(read.script.bed))
        yield Changed(Part.DRESSING, Sentence(MUSIC_CHANGED, file=place.file), place)
    if before.get("bed") == read.heard.get("bed"):
        for name in _differing_keys(before.get("dressing"), read.heard.get("dressing")):
            place = _sound_place(contents, ClipKind.JINGLE, name)
            yield Changed(Part.DRESSING, Sentence(DRESSING_CHANGED, file=place.file), place)


def _head_changed(read: ReadScript, before: Heard, contents: Contents) -> Iterator[Changed]:
    lines: dict[str, int] = {}
    for key in HEAD:
        if before.get(key) != _plain(read.heard.get(key)):
            lines = lines or head_lines(contents.folder / _file(read))
            place = Place(_file(read), lines.get(key, 1))
            yield Changed(Part.HEAD, Sentence(HEAD_CHANGED, key=key), place)


def _differing_keys(was: object, now: object) -> list[str]:
    one, other = (found if isinstance(found, dict) else {} for found in (was, now))
    return sorted(key for key in {*one, *other} if one.get(key) != other.get(key))


def _sound_place(contents: Contents, kind: ClipKind, name: str) -> Place:
    sound = contents.sound(kind, name)
    return Place(sound.path.relative_to(contents.folder).as_posix() if sound else f"audio/{kind.value}s/{name}")


def _file(read: ReadScript) -> str:
    return read.script.place.file if read.script.place else read.script.id


def _plain(value: object) -> object:
    """Return `value` as JSON gives it back."""
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value


def _first_difference(was: list[str], now: list[str]) -> int:
    pairs = zip(was, now, strict=False)
    return next((index for index, (one, other) in enumerate(pairs) if one != other), min(len(was), len(now)))


def _line(lines: list[str], index: int) -> str:
    return lines[index] if index < len(lines) else ""


def _differing(was: str, now: str) -> dict[str, str]:
    """Return the words that differ, without those that both begin and end with, as `before` and `now`."""
    one, other = was.split(), now.split()
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return {"before": _quoted(one), "now": _quoted(other)}


def _quoted(words: list[str]) -> str:
    return " ".join(words[:MOST_WORDS]) + (" …" if len(words) > MOST_WORDS else "")
