"""How words are to be read: entries that the commune, the province or a programme may add to the built-in ones."""

from dataclasses import dataclass

from broadcaster.model.problem import Place


@dataclass(frozen=True, slots=True)
class Conditions:
    """When an entry applies: every condition that is given must hold; none given means always.

    Words are compared without regard to case. A cue may be several words ("kỷ niệm").
    """

    left: tuple[str, ...] = ()  # one of these stands just to the left
    right: tuple[str, ...] = ()  # one of these stands just to the right
    line_begins: tuple[str, ...] = ()  # the line begins with one of these
    at_line_start: bool = False  # the entry itself is the first thing of its line
    in_document_number: bool = False  # inside a document's number: 05-CT/TW
    before_number: bool = False  # a figure stands just to the right
    after_number: bool = False  # a figure stands just to the left
    before_name: bool = False  # a capitalised word stands just to the right
    before_colon: bool = False  # a colon stands just to the right

    def __bool__(self) -> bool:
        """Whether there is any condition at all."""
        return self is not ANYWHERE and self != ANYWHERE  # nearly all are the one, and that is quickly seen


ANYWHERE = Conditions()


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """`written` (case counts) is said as `spoken` when the conditions hold.

    `example` is a sentence in which the entry applies. `foreign` marks a reading that is not made of Vietnamese
    syllables on purpose. `place` is where the entry was written.
    """

    written: str
    spoken: str
    when: Conditions = ANYWHERE
    example: str = ""
    foreign: bool = False
    place: Place | None = None


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Entries in order; of two entries for the same thing under the same conditions the later one wins.

    Compared by identity: a lexicon is read once and then asked thousands of times.
    """

    entries: tuple[LexiconEntry, ...] = ()

    def overlaid_by(self, *upper: "Lexicon") -> "Lexicon":
        """Return this lexicon with others laid over it, the last on top."""
        layers = (self, *upper)
        kept = {(entry.written, entry.when): entry for layer in layers for entry in layer.entries}
        return Lexicon(tuple(kept.values()))


EMPTY = Lexicon()
