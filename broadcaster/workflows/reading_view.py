"""A reading made ready to be looked at: line by line, written beside spoken, and what a clerk should look at."""

from collections.abc import Iterator
from dataclasses import dataclass

from broadcaster.messages import N_, Sentence
from broadcaster.model.problem import Problem, Severity
from broadcaster.model.reading import Kind, Token
from broadcaster.speech.phrases import phrases_by_turns
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.wording import spoken_ms

UNHEARD_REST = N_("no silence is heard at the start or at the end of an item: this orders nothing, leave it out")


@dataclass(frozen=True)
class Remark:
    """Something to look at: a guess, an error or a note, numbered from 1; the notes come last.

    `line` is the line of the file; `token` what is spoken of, None for a problem of the whole line.
    """

    number: int
    line: int
    sentence: Sentence
    severity: Severity
    token: Token | None

    @property
    def is_guess(self) -> bool:
        """Whether the reader guessed, and somebody should confirm it."""
        return self.token is not None and not self.token.certain


@dataclass(frozen=True)
class Stretch:
    """A part of a line, either as written or as spoken; `token` is what it belongs to where the two differ."""

    text: str
    token: Token | None = None
    remark: Remark | None = None


@dataclass(frozen=True)
class ReadLine:
    """A line of the file (`number`), as it is written and as it is spoken. Either may be empty."""

    number: int
    written: tuple[Stretch, ...]
    spoken: tuple[Stretch, ...]

    @property
    def written_text(self) -> str:
        """What stands in the line."""
        return "".join(stretch.text for stretch in self.written)

    @property
    def spoken_text(self) -> str:
        """What is said of it."""
        return "".join(stretch.text for stretch in self.spoken)


def duration_ms(read: ReadScript) -> int:
    """Return how long the text takes to speak, reckoned from its words; music and jingles not counted."""
    return spoken_ms(phrases_by_turns(read.turns)) * read.script.repeat


def remarks(read: ReadScript, *, ends_item: bool = True) -> tuple[Remark, ...]:
    """Return what a clerk should look at, in the order of the lines; notes, about which nothing is to be done, last.

    `ends_item`: nothing is said after the text's last word, neither the text once more nor a notice.
    """
    problems = list(read.reading.problems_in("", read.script.body_line))
    found: list[tuple[int, Problem, Token | None]] = []
    for token in read.reading.tokens:
        if token.advice is None:
            continue
        line = line_of(read, token)
        same = (p for p in problems if p.sentence == token.advice and p.place and p.place.line == line)
        problem = next(same, None)
        if problem is not None:
            problems.remove(problem)
        elif not token.certain:
            problem = Problem(token.advice, severity=Severity.WARNING)
        if problem is not None:
            found.append((line, problem, token))
    unheard = Problem(Sentence(UNHEARD_REST), severity=Severity.WARNING)
    found += [(line_of(read, token), unheard, token) for token in _unheard_rests(read, ends_item=ends_item)]
    found += [((p.place and p.place.line) or read.script.body_line, p, None) for p in problems]
    found.sort(key=lambda entry: (entry[1].severity is Severity.NOTE, entry[0]))
    return tuple(
        Remark(number, line, problem.sentence, problem.severity, token)
        for number, (line, problem, token) in enumerate(found, 1)
    )


def _unheard_rests(read: ReadScript, *, ends_item: bool) -> Iterator[Token]:
    """Yield the rests that have no word before them, or, where the item ends with the text, none after them."""
    tokens = read.reading.tokens
    worded = [at for at, token in enumerate(tokens) if any(sign.isalpha() for sign in token.spoken)]
    first, last = (worded[0], worded[-1]) if worded else (len(tokens), 0)
    for at, token in enumerate(tokens):
        if token.rule == "direction.rest" and (at < first or (ends_item and at > last)):
            yield token


def line_of(read: ReadScript, token: Token) -> int:
    """Return the line of the file on which `token` begins."""
    return read.script.body_line + read.script.body.count("\n", 0, token.start)


def read_lines(read: ReadScript, to_look_at: tuple[Remark, ...], language: str) -> tuple[ReadLine, ...]:
    """Return every line that is not empty, with the stretches that are said otherwise than they are written.

    On the spoken side a direction stands in brackets, said in `language`.
    """
    remark_of = {id(remark.token): remark for remark in to_look_at if remark.token is not None}
    rows: list[list[Stretch]] = [[]]
    for token in read.reading.tokens:
        first, *others = token.written.split("\n")
        marked = token if is_said_otherwise(token) else None
        rows[-1].append(Stretch(first, marked, remark_of.get(id(token))))
        rows += [[Stretch(part)] for part in others]
    spoken_lines = read.reading.text.split("\n")
    found = []
    for index, row in enumerate(rows):
        spoken = spoken_lines[index] if index < len(spoken_lines) else ""
        if spoken.strip() or any(stretch.text.strip() for stretch in row):
            written = tuple(stretch for stretch in row if stretch.text)
            found.append(ReadLine(read.script.body_line + index, written, tuple(_spoken(spoken, row, language))))
    return tuple(found)


def is_said_otherwise(token: Token) -> bool:
    """Whether somebody who reads along would stumble over what is said for `token`."""
    if token.kind is Kind.PLAIN or not token.written.strip():
        return not token.certain
    return token.spoken.strip().casefold() != token.written.strip().casefold() or not token.certain


def paragraphs(lines: tuple[ReadLine, ...]) -> Iterator[tuple[ReadLine, ...]]:
    """Yield the lines that stand together, parted by the empty ones."""
    together: list[ReadLine] = []
    for line in lines:
        if together and line.number > together[-1].number + 1:
            yield tuple(together)
            together = []
        together.append(line)
    if together:
        yield tuple(together)


def _spoken(text: str, row: list[Stretch], language: str) -> Iterator[Stretch]:
    """Cut a spoken line at the words that stand for something written otherwise.

    The words are looked for, one token after the other: joining may have moved a comma or a space between them.
    """
    at = shown = 0
    for stretch in row:
        token = stretch.token
        if token is not None and token.kind is Kind.DIRECTION and token.reason is not None:
            yield Stretch(text[shown:at])
            shown = at
            if stretch.remark is not None and stretch.remark.sentence.template == UNHEARD_REST:
                continue
            yield Stretch(f" [{token.reason.said(language)}] ", token, stretch.remark)
            continue
        said = " ".join((token.spoken if token else stretch.text).split()).strip(" ,.;:?!…")
        place = text.find(said, at) if said else -1
        if place < 0:
            continue
        at = place + len(said)
        if token is not None:
            if place > shown:
                yield Stretch(text[shown:place])
            yield Stretch(said, token, stretch.remark)
            shown = at
    if shown < len(text):
        yield Stretch(text[shown:])
