"""The report as one page (.html) that needs nothing beside it: figures, charts, deviations, items, evidence."""

from collections.abc import Iterator, Sequence
from html import escape

from broadcaster.messages import N_
from broadcaster.reporting.accounts import DayAccount, Report
from broadcaster.reporting.page_style import STYLE
from broadcaster.reporting.words import TO_COME, Words, length, more, troubles

MANY = 14  # days from which on a day's bars are narrow, and only its number is told


def page(report: Report, words: Words) -> str:
    """Return the page."""
    text = words.text
    title = report.period.campaign.title if report.period.campaign else text(N_("Airtime report"))
    parts = [
        f'<!DOCTYPE html>\n<html lang="{words.language}">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)} · {escape(report.station)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>",
        *_top(report, words, title),
        *_figures(report, words),
        *_day_chart(report, words),
        *_column_chart(report, words),
        *_troubles(report, words),
        *_emergencies(report, words),
        *_items(report, words),
        *_voices(report, words),
        *_evidence(report, words),
        "</main>\n</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _section(title: str, *, wide: bool = False) -> str:
    return f"<section{' class=wide' if wide else ''}><h2>{escape(title)}</h2>"


def _unfolding(title: str) -> str:
    return f"<details><summary>{escape(title)}</summary>"


def _top(report: Report, words: Words, title: str) -> Iterator[str]:
    period, campaign = report.period, report.period.campaign
    span = (
        f"{period.first:%d/%m/%Y} – {period.last:%d/%m/%Y}"
        if period.first != period.last
        else f"{period.first:%d/%m/%Y}"
    )
    yield f'<header><p class="station">{escape(report.station)}</p><h1>{escape(title)}</h1><p class="span">{span}</p>'
    if campaign and campaign.slogan:
        yield f'<p class="slogan">“{escape(campaign.slogan)}”</p>'
    if campaign and campaign.directive:
        ordered = words.text(N_("By order of: {directive}"), directive=campaign.directive)
        yield f'<p class="quiet">{escape(ordered)}</p>'
    yield "</header>"


def _figures(report: Report, words: Words) -> Iterator[str]:
    text = words.text
    cards = (
        (length(report.aired_ms), text(N_("minutes aired")), text(N_("{usual} usually, {planned} planned"),
         usual=length(report.usual_ms), planned=length(report.planned_ms))),
        (more(report.aired_ms, report.usual_ms), text(N_("more than usual")), _share(report, words)),
        (f"{report.airings_aired}/{report.airings_planned}", text(N_("airings")), text(N_("aired of those planned"))),
        (str(len(report.items)), text(N_("items")), text(N_("aired {times} times in all"), times=report.item_airings)),
        (str(len(troubles(report))), text(N_("deviations")), text(N_("from what was planned"))),
    )  # fmt: skip
    yield '<section class="cards">'
    for figure, name, beside in cards:
        yield f"<div><b>{escape(figure)}</b><span>{escape(name)}</span><small>{escape(beside)}</small></div>"
    yield "</section>"
    if report.to_come_ms:
        told = text(TO_COME, airings=report.airings_to_come, length=length(report.to_come_ms))
        yield f'<p class="quiet">{escape(told)}</p>'


def _share(report: Report, words: Words) -> str:
    if not report.usual_ms:
        return words.text(N_("minutes"))
    share = round(100 * (report.aired_ms - report.usual_ms) / report.usual_ms)
    return words.text(N_("minutes, {share} %"), share=f"{share:+d}")


def _day_chart(report: Report, words: Words) -> Iterator[str]:
    text = words.text
    yield _section(f"{text(N_('Minutes a day'))} ({text(N_('min:s'))})")
    yield _legend([("usual", text(N_("usual"))), ("planned", text(N_("planned"))), ("aired", text(N_("aired")))])
    highest_ms = max((max(day.usual_ms, day.planned_ms, day.aired_ms) for day in report.days), default=0) or 1
    told = text(N_("usual, planned and aired minutes of each day"))
    many = len(report.days) > MANY
    yield f'<div class="days" role="img" aria-label="{escape(told)}"><div class="plot{" many" if many else ""}">'
    for day in report.days:
        yield _day_group(day, highest_ms, text(N_("{usual} usually, {planned} planned"), usual=length(day.usual_ms),
                                               planned=length(day.planned_ms)))  # fmt: skip
    yield "</div></div>"
    yield from _day_table(report, words)
    yield "</section>"


def _day_table(report: Report, words: Words) -> Iterator[str]:
    text = words.text
    heads = [text(head) for head in (N_("day"), N_("usual"), N_("planned"), N_("aired"), N_("more"), N_("to come"))]
    rows = [
        [f"{day.day:%d/%m}", length(day.usual_ms), length(day.planned_ms), length(day.aired_ms),
         more(day.aired_ms, day.usual_ms), length(day.to_come_ms) if day.to_come_ms else "–"] for day in report.days
    ]  # fmt: skip
    total = [text(N_("in all")), length(report.usual_ms), length(report.planned_ms), length(report.aired_ms),
             more(report.aired_ms, report.usual_ms), length(report.to_come_ms)]  # fmt: skip
    shown = len(heads) if report.to_come_ms else len(heads) - 1  # days that are over have nothing to come
    yield from _table(heads[:shown], [row[:shown] for row in rows], total[:shown])


def _day_group(day: DayAccount, highest_ms: int, told: str) -> str:
    bars = "".join(
        f'<i class="{name}" style="height:{100 * duration_ms / highest_ms:.2f}%"></i>'
        for name, duration_ms in (("usual", day.usual_ms), ("planned", day.planned_ms), ("aired", day.aired_ms))
    )
    return (
        f'<div class="day" title="{day.day:%d/%m/%Y}: {escape(told)}"><div class="bars">{bars}</div>'
        f"<b>{round(day.aired_ms / 60_000)}</b><span>{day.day:%d}<u>/{day.day:%m}</u></span></div>"
    )


def _legend(names: Sequence[tuple[str, str]]) -> str:
    return '<p class="legend">' + "".join(f'<span><i class="{k}"></i>{escape(n)}</span>' for k, n in names) + "</p>"


def _column_chart(report: Report, words: Words) -> Iterator[str]:
    text = words.text
    yield _section(f"{text(N_('Minutes by column'))} ({text(N_('min:s'))})") + '<div class="columns">'
    longest_ms = max((column.aired_ms for column in report.columns), default=0) or 1
    for column in report.columns:
        told = text(N_("{items} items, aired {times} times"), items=column.items, times=column.airings)
        kind = "missing" if column.airings == 0 else "aired" if column.column else "other"
        yield (
            f'<div class="column"><span>{escape(words.column(column.column))}<small>{escape(told)}</small></span>'
            f'<div class="track"><i class="{kind}" style="width:{100 * column.aired_ms / longest_ms:.2f}%"></i></div>'
            f"<b>{length(column.aired_ms)}</b></div>"
        )
    yield "</div></section>"


def _troubles(report: Report, words: Words) -> Iterator[str]:
    text = words.text
    found = troubles(report)
    yield _section(text(N_("Deviations")))
    if not found:
        told = text(N_("what went out is what was planned"))
        yield f'<p class="good">{escape(told)}</p></section>'
        return
    heads = [text(head) for head in (N_("planned at"), N_("what"), N_("deviation"), N_("planned → aired"))]
    rows = []
    for trouble in found:
        first = trouble.first
        what = f"{first.airing_title}: {trouble.what}" if trouble.what else first.airing_title
        rows.append([f"{first.planned_at:%d/%m %H:%M}", what, words.trouble(first),
                     f"{length(trouble.planned_ms)} → {length(trouble.aired_ms)}"])  # fmt: skip
    yield from _table(heads, rows, words_in=(1, 2))
    yield "</section>"


def _emergencies(report: Report, words: Words) -> Iterator[str]:
    text = words.text
    yield _section(text(N_("Emergencies")))
    if not report.emergencies:
        told = text(N_("no emergency was aired"))
        yield f'<p class="quiet">{escape(told)}</p></section>'
        return
    heads = [text(head) for head in (N_("aired at"), N_("its words"), N_("put on air by"), N_("approved afterwards"))]
    rows = [
        [f"{one.aired.at:%d/%m %H:%M}", one.aired.note or one.id, one.aired.by or "–", words.approval(one)]
        for one in report.emergencies
    ]
    yield from _table(heads, rows, words_in=(1, 2, 3))
    yield "</section>"


def _items(report: Report, words: Words) -> Iterator[str]:
    text = words.text
    heads = [text(head) for head in (N_("title"), N_("column"), N_("times aired"), N_("aired"), N_("first"))]
    rows = [
        [
            item.title,
            words.column(item.column),
            str(item.airings),
            length(item.aired_ms),
            f"{item.first_at:%d/%m %H:%M}",
        ]
        for item in report.items
    ]
    yield _section(text(N_("Items")), wide=True)
    yield from _table(heads, rows, words_in=(0, 1), links=[item.link for item in report.items])
    yield "</section>"


def _voices(report: Report, words: Words) -> Iterator[str]:
    text = words.text
    heads = [text(head) for head in (N_("voice"), N_("times aired"), N_("aired"))]
    rows = [[voice.voice, str(voice.airings), length(voice.aired_ms)] for voice in report.voices]
    yield _section(text(N_("Voices")))
    yield from _table(heads, rows, words_in=(0,))
    yield "</section>"


def _evidence(report: Report, words: Words) -> Iterator[str]:
    text = words.text
    yield _section(text(N_("Evidence")))
    told = text(N_("{lines} lines of the record; its end when this was made, {at}: {head}"), lines=len(report.lines),
                at=f"{report.made_at:%H:%M %d/%m/%Y}", head=report.head)  # fmt: skip
    yield f"<p>{escape(told)}</p>"
    yield _unfolding(text(N_("Programme files and their SHA-256")))
    heads = [text(N_("airing")), "SHA-256"]
    yield from _table(heads, [[airing, sha256] for airing, sha256 in report.programmes], words_in=(0, 1))
    yield "</details>" + _unfolding(text(N_("Lines of the record")))
    heads = [text(head) for head in (N_("started at"), N_("aired"), N_("outcome"), N_("title"), N_("fingerprint"))]
    lines = [
        [f"{line.started_at:%d/%m %H:%M:%S}" if line.started_at else "–", length(line.duration_ms), line.outcome.value,
         line.title, line.fingerprint[:16]] for line in report.lines
    ]  # fmt: skip
    yield from _table(heads, lines, words_in=(3, 4))
    yield "</details></section>"


def _table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    total: Sequence[str] = (),
    words_in: tuple[int, ...] = (),
    links: Sequence[str] = (),
) -> Iterator[str]:
    """Yield a table; figures on the right, columns of words on the left; `links`: where rows' first cells lead."""

    def cells(row: Sequence[str], tag: str, link: str = "") -> str:
        left = {0, *words_in}
        kinds = ("" if place in left else ' class="figure"' for place in range(len(row)))
        shown = [escape(value) for value in row]
        if link:
            shown[0] = f'<a href="{escape(link)}">{shown[0]}</a>'
        return "".join(f"<{tag}{kind}>{value}</{tag}>" for kind, value in zip(kinds, shown, strict=True))

    yield f'<div class="scroll"><table><thead><tr>{cells(heads, "th")}</tr></thead><tbody>'
    leads_to = links or [""] * len(rows)
    yield from (f"<tr>{cells(row, 'td', link)}</tr>" for row, link in zip(rows, leads_to, strict=True))
    yield f"</tbody><tfoot><tr>{cells(total, 'td')}</tr></tfoot></table></div>" if total else "</tbody></table></div>"
