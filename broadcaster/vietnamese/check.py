"""What is wrong with a lexicon that somebody wrote."""

from collections.abc import Iterator

from broadcaster.messages import N_, Sentence
from broadcaster.model.lexicon import Conditions, Lexicon, LexiconEntry
from broadcaster.model.problem import Problem, Severity
from broadcaster.vietnamese.clean import clean
from broadcaster.vietnamese.context import Line
from broadcaster.vietnamese.emission import unspeakable
from broadcaster.vietnamese.syllables import is_vietnamese_syllable
from broadcaster.vietnamese.vocabulary import Vocabulary, first_piece, vocabulary_of

EMPTY_SIDE = N_("“{written}” needs both sides: what is written and what is said")
UNSPEAKABLE = N_("“{written}” is said “{spoken}”, but only words can be said: write figures and signs in words")
STRANGE = N_(
    "“{word}” in the reading of “{written}” is not a Vietnamese syllable: mend it, or mark the entry as foreign"
)
TWICE = N_("“{written}” stands in this lexicon twice under the same conditions: keep one of the two")
NO_MATCH = N_(
    "the example “{example}” does not show “{written}” under its conditions: mend the example or the conditions"
)


def check_lexicon(lexicon: Lexicon) -> tuple[Problem, ...]:
    """Return every problem of the entries of `lexicon`, each with the place of its entry."""
    seen: set[tuple[str, Conditions]] = set()
    problems: list[Problem] = []
    for entry in lexicon.entries:
        problems += _problems_of(entry)
        key = (entry.written, entry.when)
        if key in seen:
            problems.append(Problem(Sentence(TWICE, written=entry.written), entry.place))
        seen.add(key)
    return tuple(problems)


def _problems_of(entry: LexiconEntry) -> Iterator[Problem]:
    if not entry.written.strip() or not entry.spoken.strip():
        yield Problem(Sentence(EMPTY_SIDE, written=entry.written), entry.place)
        return
    if unspeakable().search(clean(entry.spoken).text):
        yield Problem(Sentence(UNSPEAKABLE, written=entry.written, spoken=entry.spoken), entry.place)
    elif not entry.foreign:
        yield from _strange_syllables(entry)
    if entry.example and not shows(entry, entry.example, vocabulary_of(Lexicon((entry,)))):
        sentence = Sentence(NO_MATCH, example=entry.example, written=entry.written)
        yield Problem(sentence, entry.place, Severity.WARNING)


def _strange_syllables(entry: LexiconEntry) -> Iterator[Problem]:
    for word in clean(entry.spoken).text.split():
        bare = word.strip(".,;:?!…")
        if bare and not is_vietnamese_syllable(bare):
            yield Problem(Sentence(STRANGE, word=bare, written=entry.written), entry.place, Severity.WARNING)


def shows(entry: LexiconEntry, example: str, vocabulary: Vocabulary) -> bool:
    """Whether `entry` is what `vocabulary` finds somewhere in `example`."""
    text = clean(example).text
    line = Line.of(text, vocabulary)
    piece = first_piece(entry.written)
    at = text.find(entry.written)
    while at >= 0:
        if entry in (vocabulary.own_entry(line, at, piece), vocabulary.built_in_entry(line, at, piece)):
            return True
        at = text.find(entry.written, at + 1)
    return False
