"""The words of the commune: what is in effect, what the scripts use, what they still leave to guessing, and adding."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from broadcaster.content.lexicon_file import LEXICON_FILE, read_lexicon_of
from broadcaster.content.lexicon_lines import conditions_given, with_entry
from broadcaster.content.nodes import Gatherer
from broadcaster.errors import NotReadyError, UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.lexicon import Lexicon, LexiconEntry
from broadcaster.model.problem import Place, Problem
from broadcaster.model.reading import Kind, Token
from broadcaster.vietnamese import check_lexicon, normalise
from broadcaster.workflows.approvals import ReadScript, read_scripts
from broadcaster.workflows.approving import visible, write_beside
from broadcaster.workflows.editing_lock import editing
from broadcaster.workflows.reading_view import Remark, line_of
from broadcaster.workflows.shapes import Json

OWN, BUILT_IN = "lexicon.own", "lexicon.built_in"  # the rules by which a token says where its reading is from
_NUMBER = re.compile(r"\??[0-9]{1,6}")  # of a guess, as the preview shows it


class EntryRefusedError(UsageError):
    """The entry has mistakes and was not written; `problems` say which."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(N_("nothing was written to {file}"), file=LEXICON_FILE)


@dataclass(frozen=True)
class Change:
    """What adding an entry did: `contents` as they are now, and the scripts whose approval it made void.

    `replaced` is what the word was said as before under the same conditions, None when it had no entry.
    """

    contents: Contents
    entry: LexiconEntry
    replaced: LexiconEntry | None
    to_approve: tuple[ReadScript, ...]

    @property
    def was_written(self) -> bool:
        """Whether anything had to be written."""
        return self.replaced is None or replace(self.replaced, place=None) != replace(self.entry, place=None)


@dataclass(frozen=True)
class Use:
    """A reading that the scripts get from a lexicon: how often, and the first place."""

    written: str
    spoken: str
    is_own: bool
    count: int
    place: Place


@dataclass(frozen=True)
class Guess:
    """A guess of the reader in the scripts: how often it is made, the first place, and what would settle it.

    `settled_by` is None where no lexicon can settle it: a blank to be filled in, a date that may be a fraction.
    """

    token: Token
    count: int
    place: Place
    settled_by: LexiconEntry | None


def add(contents: Contents, entry: LexiconEntry) -> Change:
    """Write `entry` into the commune's lexicon, unless it stands there already.

    Raises EntryRefusedError for an entry with mistakes, LexiconUneditableError for a file that can't be changed by us.
    """
    problems = problems_of(entry)
    if problems:
        raise EntryRefusedError(problems)
    place = Place(LEXICON_FILE)
    replaced = next((known for known in contents.lexicon.entries if same_case(known, entry)), None)
    if replaced is not None and replace(replaced, place=None) == entry:
        return Change(contents, replaced, replaced, ())
    now = rewritten(contents, lambda raw: with_entry(raw, entry))
    place = next((known.place or place for known in now.lexicon.entries if same_case(known, entry)), place)
    return Change(now, replace(entry, place=place), replaced, voided(contents, now))


def rewritten(contents: Contents, change: Callable[[bytes], bytes]) -> Contents:
    """Write what `change` makes of the lexicon's file; return the contents as they are then."""
    path = contents.folder / LEXICON_FILE
    with editing(contents.folder):
        try:
            raw = path.read_bytes() if path.exists() else b""
        except OSError as error:
            detail = error.strerror or str(error)
            raise NotReadyError(N_("{file} can't be opened ({detail})"), file=LEXICON_FILE, detail=detail) from error
        write_beside(path, change(raw))
    return replace(contents, lexicon=read_lexicon_of(contents.folder, Gatherer()))


def same_case(one: LexiconEntry, other: LexiconEntry) -> bool:
    """Whether two entries are of one word under the same conditions."""
    return (one.written, one.when) == (other.written, other.when)


def voided(before: Contents, after: Contents) -> tuple[ReadScript, ...]:
    """Return the scripts that were approved, and after the change would be heard otherwise."""
    approved = {read.script.id for read in read_scripts(before) if read.is_approved}
    return tuple(read for read in read_scripts(after) if read.script.id in approved and not read.is_approved)


def problems_of(entry: LexiconEntry) -> tuple[Problem, ...]:
    """Return what is wrong with an entry that somebody wants to add, its place left out: it has none yet."""
    found = tuple(replace(problem, place=None) for problem in check_lexicon(Lexicon((entry,))))
    if found or entry.when:
        return found
    if any(token.rule == OWN for token in normalise(entry.written, Lexicon((entry,))).tokens):
        return ()
    return (Problem(Sentence(N_("“{written}” is never found in a text when it is written so; write it with "
                                "letters, figures and plain signs"), written=entry.written)),)  # fmt: skip


def confirmed(read: ReadScript, written: str, spoken: str | None, shown: Sequence[Remark] = ()) -> LexiconEntry:
    """Return the entry that settles `written` in a script as `spoken`; as what is said now when that is None.

    Instead of what is written, `written` may be a guess's number among the remarks `shown`, with its “?” or without.
    Raises UsageError when the script holds nothing of the sort.
    """
    guess = _guess_of_number(read, written, shown)
    if guess is not None:
        entry = settling(guess)
        if entry is not None:
            return LexiconEntry(entry.written, spoken) if spoken is not None else entry
        written = _one_line(guess.written)
    elif _is_number(read, written):  # a lexicon that reads a bare number in one way would spoil every other place
        raise UsageError(
            N_("there is no guess “{number}” in “{name}”; look at the numbers in: broadcaster preview {name}"),
            number=written, name=read.script.id)  # fmt: skip
    if spoken is not None and written in _one_line(read.script.body):
        return LexiconEntry(written, spoken)
    for token in read.reading.tokens:
        if not token.certain and written in (_one_line(token.written), _doubtful_part(token)):
            entry = _settling(token, written)
            if entry is not None:
                return entry
    raise UsageError(
        N_("“{written}” is no guess in “{name}” that a lexicon could settle; say how it is read: "
           "broadcaster lexicon add {written} \"…\""), written=written, name=read.script.id)  # fmt: skip


def _guess_of_number(read: ReadScript, written: str, shown: Sequence[Remark]) -> Token | None:
    """Return the guess whose number among `shown` is meant; a word that is itself a guess is no number."""
    if not _is_number(read, written):
        return None
    number = int(written.lstrip("?"))
    return next((remark.token for remark in shown if remark.is_guess and remark.number == number), None)


def _is_number(read: ReadScript, written: str) -> bool:
    is_guess = any(written == _one_line(token.written) for token in read.reading.guesses)
    return _NUMBER.fullmatch(written) is not None and not is_guess


def guesses(contents: Contents) -> tuple[Guess, ...]:
    """Return every guess in every script, the most frequent first."""
    found: dict[tuple[str, str], list[tuple[Token, Place]]] = {}
    for read in read_scripts(contents):
        for token in read.reading.guesses:
            found.setdefault((_one_line(token.written), token.spoken), []).append((token, _place(read, token)))
    all_guesses = [Guess(places[0][0], len(places), places[0][1], settling(places[0][0])) for places in found.values()]
    return tuple(sorted(all_guesses, key=lambda guess: -guess.count))


def settling(token: Token) -> LexiconEntry | None:
    """Return the entry that would make a guess certain, with what is said now; None when no entry would."""
    candidates = (_doubtful_part(token), _one_line(token.written))
    return next((entry for word in candidates if word and (entry := _settling(token, word)) is not None), None)


def _settling(token: Token, word: str) -> LexiconEntry | None:
    """Return the entry that reads `word`, which is all of a guess or a part of it, as it is read now."""
    written = _one_line(token.written)
    spoken = token.spoken.strip() if word == written else normalise(word).text
    if token.kind is Kind.BLANK or not any(letter.isalpha() for letter in word):
        return None
    for entry in (LexiconEntry(word, spoken), LexiconEntry(word, spoken, foreign=True)):
        if not problems_of(entry):
            after = normalise(written, Lexicon((entry,)))
            return entry if not after.guesses else None
    return None


def _doubtful_part(token: Token) -> str:
    """Return the part of a guess that its advice speaks of: the unit's code in the number of a document."""
    values = token.advice.values if token.advice else {}
    part = str(values.get("code") or "")
    return part if part in token.written else ""


def uses(contents: Contents) -> tuple[Use, ...]:
    """Return what the scripts read by a lexicon, the commune's or the built-in one; the most used first."""
    count: Counter[tuple[str, str, bool]] = Counter()
    first: dict[tuple[str, str, bool], Place] = {}
    for read in read_scripts(contents):
        for token in read.reading.tokens:
            if token.rule in {OWN, BUILT_IN}:
                key = (_one_line(token.written), token.spoken.strip(), token.rule == OWN)
                count[key] += 1
                first.setdefault(key, _place(read, token))
    return tuple(Use(*key, number, first[key]) for key, number in count.most_common())


def typed(text: str) -> str:
    """Return what somebody typed or copied, as the reader sees it: on one line, composed, without unseen signs."""
    return visible(unicodedata.normalize("NFC", text)).strip()


def entries_json(entries: Iterable[LexiconEntry]) -> list[Json]:
    """Return entries as `lexicon list --json` shows them."""
    return [
        {
            "written": entry.written,
            "spoken": entry.spoken,
            "from": "commune",
            "when": [f"{name}: {', '.join(cues)}" if cues else name for name, cues in conditions_given(entry.when)],
            "example": entry.example,
            "foreign": entry.foreign,
            **_place_json(entry.place),
        }
        for entry in entries
    ]


def uses_json(found: Iterable[Use]) -> list[Json]:
    """Return what the scripts use as `lexicon list --used --json` shows it."""
    return [
        {
            "written": use.written,
            "spoken": use.spoken,
            "from": "commune" if use.is_own else "built-in",
            "count": use.count,
            **_place_json(use.place),
        }
        for use in found
    ]


def reading_json(contents: Contents, word: str) -> Json:
    """Return how a word that the commune has no entry for is read where nothing stands beside it."""
    reading = normalise(word, contents.lexicon)
    rules = {token.rule for token in reading.tokens}
    origin = "guess" if reading.guesses else "built-in" if BUILT_IN in rules else "rule"
    return {"written": word, "spoken": reading.text, "from": origin}


def guesses_json(found: Iterable[Guess], language: str) -> list[Json]:
    """Return guesses as `lexicon guesses --json` shows them."""
    return [
        {
            "written": _one_line(guess.token.written),
            "spoken": guess.token.spoken.strip(),
            "rule": guess.token.rule,
            "count": guess.count,
            "advice": guess.token.advice.said(language) if guess.token.advice else None,
            "settled_by": entries_json([guess.settled_by])[0] if guess.settled_by else None,
            **_place_json(guess.place),
        }
        for guess in found
    ]


def _place_json(place: Place | None) -> Json:
    return {"file": place.file, "line": place.line} if place else {}


def _place(read: ReadScript, token: Token) -> Place:
    return Place(read.script.place.file if read.script.place else read.script.id, line_of(read, token))


def _one_line(written: str) -> str:
    return " ".join(written.split())
