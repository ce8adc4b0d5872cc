"""A reading as one page for browser and printer: nothing is fetched, nothing runs, a script's text is only text."""

import base64
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from broadcaster.cli.delivery import delivery_said
from broadcaster.cli.reading_style import STYLE
from broadcaster.cli.saying import Voice
from broadcaster.cli.settling import settling_command
from broadcaster.messages import N_, Sentence
from broadcaster.model.reading import Kind, Token
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.delivery import Delivery
from broadcaster.workflows.reading_view import (
    ReadLine,
    Remark,
    Stretch,
    paragraphs,
    read_lines,
    remarks,
)

SIGNS = {"guess": "?", "error": "!", "warning": "!", "note": "·"}
BADGES = {"guess": N_("guess"), "error": N_("mistake"), "warning": N_("to look at"), "note": N_("note")}
HINT = N_("if a word is read wrongly, change what stands between the quotation marks")


@dataclass(frozen=True)
class Labels:
    """What the page says around the script: its heading, its state, whose it is, and how it will be heard."""

    station: str
    file: str
    approval: str
    is_approved: bool | None  # None for a text that is nobody's script
    heard: Delivery


def reading_page(voice: Voice, read: ReadScript, labels: Labels, picture: str | None = None) -> str:
    """Return the page as HTML; `picture` is the finished item as SVG."""
    to_look_at = remarks(read, ends_item=labels.heard.ends_with_text)
    lines = read_lines(read, to_look_at, voice.language)
    title = N_("a human reads: {title}") if labels.heard.by_human else N_("the machine will say: {title}")
    return "".join(
        (
            f'<!doctype html>\n<html lang="{voice.language}">\n',
            _head(voice.text(title, title=read.script.title), with_picture=picture is not None),
            "<body>\n<main>\n",
            _masthead(voice, read, labels, to_look_at),
            _table_of_remarks(voice, to_look_at),
            _table_of_lines(voice, lines),
            _figure(voice, picture) if picture else "",
            f"</main>\n<footer>{escape(labels.file)}",
            f" · {escape(read.fingerprint[:8])}" if read.fingerprint else "",
            "</footer>\n</body>\n</html>\n",
        )
    )


def _head(title: str, *, with_picture: bool) -> str:
    """Return the head: its policy lets in this very style sheet, a picture within the page, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    images = "img-src data:; " if with_picture else ""
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; {images}base-uri 'none'; form-action 'none'"
    return (
        f'<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
    )


def _masthead(voice: Voice, read: ReadScript, labels: Labels, to_look_at: tuple[Remark, ...]) -> str:
    state = {True: "good", False: "waiting", None: "plain"}[labels.is_approved]
    facts = [f'<li class="{state}">{escape(labels.approval)}</li>']
    facts += [f"<li>{escape(fact)}</li>" for fact in delivery_said(voice, labels.heard)]
    facts += [f'<li class="{kind}">{escape(count)}</li>' for kind, count in counts(voice, to_look_at)]
    heading = escape(voice.text(N_("A human reads…") if labels.heard.by_human else N_("The machine will say…")))
    station = f"<span>{escape(labels.station)}</span>" if labels.station else ""
    return (
        f'<header>\n<p class="over">{heading}{station}</p>\n<h1 lang="vi">{escape(read.script.title)}</h1>\n'
        f'<ul class="facts">{"".join(facts)}</ul>\n</header>\n'
    )


def _figure(voice: Voice, picture: str) -> str:
    """Return the item's picture: as an image its style can't reach the page, and nothing in it could run."""
    data = base64.b64encode(picture.encode()).decode()
    heading, alt = (escape(voice.text(text)) for text in (N_("As it sounds"), N_("loudness of the item over time")))
    return (
        f'<section class="sound">\n<h2>{heading}</h2>\n'
        f'<img src="data:image/svg+xml;base64,{data}" alt="{alt}">\n</section>\n'
    )


def counts(voice: Voice, to_look_at: Iterable[Remark]) -> list[tuple[str, str]]:
    """Return how many guesses and mistakes there are, each with its kind; one calm sentence when there are none."""
    kinds = [kind_of(remark) for remark in to_look_at]
    found = []
    if kinds.count("guess"):
        found.append(("guess", voice.text(N_("guesses to confirm: {count}"), count=kinds.count("guess"))))
    wrong = kinds.count("error") + kinds.count("warning")
    if wrong:
        found.append(("error", voice.text(N_("mistakes to mend: {count}"), count=wrong)))
    return found or [("good", voice.text(N_("nothing was guessed")))]


def kind_of(remark: Remark) -> str:
    """Return what a remark is: a guess, an error, a warning or a note."""
    return "guess" if remark.is_guess else str(remark.severity.value)


def _table_of_remarks(voice: Voice, to_look_at: tuple[Remark, ...]) -> str:
    if not to_look_at:
        return ""
    rows = "".join(_remark_row(voice, remark) for remark in to_look_at)
    heads = _heads(voice, N_("line"), N_("written"), N_("said"), N_("what to do"))
    heading = escape(voice.text(N_("To look at")))
    is_settled_here = any(remark.is_guess for remark in to_look_at)
    hint = f'<p class="hint">{escape(voice.text(HINT))}</p>\n' if is_settled_here else ""
    return (
        f'<section class="remarks">\n<h2>{heading}</h2>\n'
        f"<table>\n<thead><tr><th></th>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n{hint}</section>\n"
    )


def _remark_row(voice: Voice, remark: Remark) -> str:
    kind, token = kind_of(remark), remark.token
    badge = f'<span class="badge">{SIGNS[kind]}{remark.number}</span> {escape(voice.text(BADGES[kind]))}'
    written = f'<a href="#w{remark.number}">{_words(token.written)}</a>' if token else ""
    said = _words(token.spoken) if token else ""
    line = escape(voice.text(N_("line")))
    advice = f"<p>{escape(remark.sentence.said(voice.language))}</p>{_settling(voice, remark)}"
    return (
        f'<tr id="r{remark.number}" class="{kind}"><td class="kind">{badge}</td>'
        f'<td class="line"><a href="#l{remark.line}"><span>{line} </span>{remark.line}</a></td>'
        f'<td class="written" lang="vi">{written}</td><td class="said" lang="vi">{said}</td>'
        f'<td class="todo">{advice}</td></tr>\n'
    )


def _settling(voice: Voice, remark: Remark) -> str:
    """Return by which rule a guess was made, why, and the command that settles it."""
    token = remark.token
    if token is None or token.certain:
        return ""
    why = f": {token.reason.said(voice.language)}" if token.reason else ""
    command = settling_command(token)
    unbroken = escape(command or "").replace(" --foreign", ' <span class="whole">--foreign</span>')
    shown = f"<p><code>{unbroken}</code></p>" if command else ""
    return f'{shown}<p class="rule">{escape(token.rule + why)}</p>'


def _table_of_lines(voice: Voice, lines: tuple[ReadLine, ...]) -> str:
    bodies = "".join(
        f"<tbody>\n{''.join(_line_row(voice, line) for line in together)}</tbody>\n" for together in paragraphs(lines)
    )
    heads = _heads(voice, N_("line"), N_("written"), N_("said"))
    heading = escape(voice.text(N_("Line by line")))
    return (
        f'<section class="reading">\n<h2>{heading}</h2>\n'
        f"<table>\n<thead><tr>{heads}</tr></thead>\n{bodies}</table>\n</section>\n"
    )


def _line_row(voice: Voice, line: ReadLine) -> str:
    written = "".join(_stretch(voice, stretch, _is_written) for stretch in line.written)
    said = "".join(_stretch(voice, stretch, _is_spoken) for stretch in line.spoken)
    same = ' class="same"' if line.written_text.split() == line.spoken_text.split() else ""
    return (
        f'<tr{same}><th scope="row" class="line" id="l{line.number}">{line.number}</th>'
        f'<td class="written" lang="vi">{written}</td><td class="said" lang="vi">{said}</td></tr>\n'
    )


def _is_written(token: Token) -> str:
    return token.spoken.strip() or "–"


def _is_spoken(token: Token) -> str:
    return " ".join(token.written.split())


def _stretch(voice: Voice, stretch: Stretch, other_side: Callable[[Token], str]) -> str:
    """Return a part of a line, marked where it is said otherwise; resting the mouse on it shows the other side."""
    token, remark = stretch.token, stretch.remark
    if token is None and remark is None:
        return escape(stretch.text)
    if token is not None and remark is None and token.kind in {Kind.REMOVED, Kind.PAUSE}:
        return f'<span class="gone">{escape(stretch.text)}</span>'
    kind = kind_of(remark) if remark else "other"
    hint = _hint(voice, token, other_side(token)) if token else ""
    at = f' id="w{remark.number}"' if remark and other_side is _is_written else ""
    link = f'<a class="ref" href="#r{remark.number}">{SIGNS[kind]}{remark.number}</a>' if remark else ""
    if kind == "note":  # nothing is to be done about it: it stands in the table, the line stays easy to read
        kind, link = "other", ""
    return f'<mark class="{kind}"{at}{hint}>{escape(stretch.text)}</mark>{link}'


def _hint(voice: Voice, token: Token, other_side: str) -> str:
    reason: Sentence | None = token.reason
    why = f" ({reason.said(voice.language)})" if reason else ""
    return f' title="{escape(f"{other_side}{why}")}"'


def _heads(voice: Voice, *names: str) -> str:
    return "".join(f'<th scope="col">{escape(voice.text(name))}</th>' for name in names)


def _words(text: str) -> str:
    return escape(" ".join(text.split()))
