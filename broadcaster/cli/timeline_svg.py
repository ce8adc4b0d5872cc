"""Days as a picture: each airing a bar on the clock, its usual airtime and what a campaign adds told apart."""

from collections.abc import Iterator, Sequence
from html import escape

from broadcaster.cli.saying import Voice, minutes
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.plan import Cue, DayPlan, Rundown

WIDTH, MARGIN, ROW, BAR = 960, 24, 132, 34
INK, QUIET, USUAL, ADDED, PAPER = "#1c2733", "#5c6b7a", "#2f6f8f", "#d9822b", "#ffffff"
KIND_COLOURS = {
    "jingle": "#8e6bb0",
    "script": USUAL,
    "spot": "#b5473c",
    "music": "#9db583",
    "pause": "#cccccc",
    "relay": "#5b6fa8",
}
LEGEND = (
    (USUAL, N_("usual airtime and items")),
    (ADDED, N_("added by a campaign")),
    (KIND_COLOURS["jingle"], N_("jingles")),
    (KIND_COLOURS["music"], N_("music")),
    (KIND_COLOURS["relay"], N_("relay")),
)
LETTER = 5.7  # about the width of a letter at size 11


def draw(plans: Sequence[DayPlan], contents: Contents, voice: Voice) -> str:
    """Return an SVG: for each airing its cues to scale, and the usual → planned airtime."""
    rows = [(plan, rundown) for plan in plans for rundown in plan.rundowns]
    longest_ms = max((rundown.airtime.duration_ms for _, rundown in rows), default=1)
    height = 96 + ROW * len(rows) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="Noto Sans, Segoe UI, Roboto, DejaVu Sans, sans-serif" font-size="14">',
        f'<rect width="100%" height="100%" fill="{PAPER}"/>',
        _text(MARGIN, 40, contents.station.name, size=20, weight=600),
        _text(MARGIN, 64, _days(plans, voice), colour=QUIET),
    ]
    for number, (plan, rundown) in enumerate(rows):
        parts += _row(plan, rundown, 96 + ROW * number, longest_ms, voice)
    parts += _legend(height - 20, voice)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _days(plans: Sequence[DayPlan], voice: Voice) -> str:
    usual_ms = sum(r.airtime.usual_ms for plan in plans for r in plan.rundowns)
    planned_ms = sum(r.airtime.duration_ms for plan in plans for r in plan.rundowns)
    first, last = plans[0].day, plans[-1].day
    span = f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"
    total = voice.text(
        N_("airtime: usually {usual} → planned {planned}"), usual=minutes(usual_ms), planned=minutes(planned_ms)
    )
    return f"{span} · {total}"


def _row(plan: DayPlan, rundown: Rundown, top: int, longest_ms: int, voice: Voice) -> Iterator[str]:
    airtime = rundown.airtime
    scale = (WIDTH - 2 * MARGIN) / longest_ms
    day = f"{plan.day:%d/%m} " if airtime.campaigns else ""
    span = f"{airtime.starts_at:%H:%M}–{airtime.ends_at:%H:%M}"
    yield _text(MARGIN, top + 18, f"{day}{span}  {airtime.title}", weight=600)
    usual = minutes(airtime.usual_ms) if airtime.usual_ms else "–"
    told = voice.text(N_("usually {usual} → planned {planned}"), usual=usual, planned=minutes(airtime.duration_ms))
    yield _text(WIDTH - MARGIN, top + 18, told, colour=QUIET, anchor="end")
    at = float(MARGIN)
    for cue in rundown.cues:
        width = cue.duration_ms * scale
        by_campaign = cue.kind == "script" and (cue.campaign or not airtime.usual_ms)
        yield _bar(at, top + 30, width, BAR, ADDED if by_campaign else KIND_COLOURS[cue.kind], _tip(cue))
        if cue.kind == "script" and width > 8 * LETTER:
            yield _text(at + 6, top + 51, _shortened(cue.clip.title, width - 12), size=11, colour=PAPER)
        at += width
    yield _bar(MARGIN, top + 70, airtime.usual_ms * scale, 6, USUAL, "")
    added = (airtime.duration_ms - airtime.usual_ms) * scale
    yield _bar(MARGIN + airtime.usual_ms * scale, top + 70, added, 6, ADDED, "")
    for minute in range(0, airtime.duration_ms // 60_000 + 1, 5):
        at = MARGIN + minute * 60_000 * scale
        anchor = "end" if at > WIDTH - 2 * MARGIN else "start"
        yield _text(at, top + 92, f"{minute}′", size=11, colour=QUIET, anchor=anchor)


def _shortened(title: str, width: float) -> str:
    """Return `title` as far as it fits into `width`."""
    room = int(width / LETTER)
    return title if len(title) <= room else f"{title[: room - 1].rstrip()}…"


def _tip(cue: Cue) -> str:
    return f"{cue.starts_at:%H:%M:%S} {cue.clip.title} ({minutes(cue.duration_ms)})"


def _bar(x: float, y: float, width: float, height: int, colour: str, tip: str) -> str:
    title = f"<title>{escape(tip)}</title>" if tip else ""
    shown = max(0.0, width - 0.8)
    return f'<rect x="{x:.1f}" y="{y}" width="{shown:.1f}" height="{height}" rx="2" fill="{colour}">{title}</rect>'


def _text(
    x: float, y: float, text: str, *, size: int = 14, weight: int = 400, colour: str = INK, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def _legend(y: int, voice: Voice) -> Iterator[str]:
    for number, (colour, name) in enumerate(LEGEND):
        x = MARGIN + number * 190
        yield _bar(x, y - 11, 14, 12, colour, "")
        yield _text(x + 20, y, voice.text(name), size=12, colour=QUIET)
