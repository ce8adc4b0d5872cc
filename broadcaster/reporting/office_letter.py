"""The report as an office's paper: what it says, in Vietnamese, in the order that offices report in."""

import re

from broadcaster.reporting.accounts import Report
from broadcaster.reporting.office_paper import BLANK, OfficePaper
from broadcaster.reporting.words import Words, length, more, troubles

PLACE = re.compile(r"\b((?:xã|phường|thị trấn|đặc khu)\s+(.+))$", re.IGNORECASE)


def office_letter(report: Report, words: Words) -> bytes:
    """Return the report as a .docx file."""
    paper = OfficePaper()
    _top(paper, report)
    _introduction(paper, report)
    _results(paper, report, words)
    _days(paper, report)
    _columns(paper, report, words)
    _voices_and_troubles(paper, report, words)
    _emergencies(paper, report, words)
    _evidence(paper, report)
    paper.signature(("- UBND xã (b/c);", f"- {BLANK * 3};", "- Lưu: VT."))
    _appendix(paper, report, words)
    return paper.written()


def _top(paper: OfficePaper, report: Report) -> None:
    place = PLACE.search(report.station)
    above = f"ỦY BAN NHÂN DÂN\n{place[1].upper() if place else BLANK}"
    paper.frame(above, report.station.upper(), place[2] if place else BLANK, report.made_at.year)
    campaign = report.period.campaign
    what = campaign.title if campaign else "Hoạt động phát thanh"
    paper.subject("BÁO CÁO", f"Kết quả phát thanh: {what}", f"({_span(report)})")


def _span(report: Report) -> str:
    first, last = report.period.first, report.period.last
    return f"ngày {last:%d/%m/%Y}" if first == last else f"từ ngày {first:%d/%m/%Y} đến hết ngày {last:%d/%m/%Y}"


def _introduction(paper: OfficePaper, report: Report) -> None:
    campaign = report.period.campaign
    if campaign is None:
        paper.say(f"{report.station} báo cáo kết quả phát thanh {_span(report)} như sau:")
        return
    ordered = f"Thực hiện {campaign.directive}, " if campaign.directive else ""
    paper.say(f"{ordered}{report.station} báo cáo kết quả “{campaign.title}” {_span(report)} như sau:")
    if campaign.theme:
        paper.say(f"Chủ đề: “{campaign.theme}”.")
    if campaign.slogan:
        paper.say(f"Khẩu hiệu: “{campaign.slogan}”.")


def _results(paper: OfficePaper, report: Report, words: Words) -> None:
    paper.heading("I. KẾT QUẢ CHUNG")
    share = f" ({(report.aired_ms - report.usual_ms) / report.usual_ms:+.0%})" if report.usual_ms else ""
    usual, planned, aired = length(report.usual_ms), length(report.planned_ms), length(report.aired_ms)
    grown = f"{more(report.aired_ms, report.usual_ms)}{share}"
    paper.say(f"- Thời lượng (phút:giây): thường lệ {usual}; theo kế hoạch {planned}; đã phát {aired}; so với "
                f"thường lệ {grown}.")  # fmt: skip
    paper.say(f"- Số buổi phát: {report.airings_aired}/{report.airings_planned} buổi theo kế hoạch.")
    if report.to_come_ms:
        to_come = f"{length(report.to_come_ms)} (phút:giây), {report.airings_to_come} buổi chưa bắt đầu"
        paper.say(f"- Trong đó chưa tới giờ phát: {to_come}.")
    paper.say(f"- Số tin, bài đã phát: {len(report.items)}, với {report.item_airings} lượt phát.")
    without = [words.column(c.column) for c in report.columns if c.column and c.airings == 0]
    if without:
        paper.say(f"- Chuyên mục chưa có bài phát: {', '.join(without)}.")


def _days(paper: OfficePaper, report: Report) -> None:
    paper.heading("II. THỜI LƯỢNG TỪNG NGÀY (phút:giây)")
    rows = [
        (
            f"{day.day:%d/%m/%Y}", length(day.usual_ms), length(day.planned_ms), length(day.aired_ms),
            more(day.aired_ms, day.usual_ms), f"{day.airings_aired}/{day.airings_planned}",
            length(day.to_come_ms) if day.to_come_ms else "–",
        )
        for day in report.days
    ]  # fmt: skip
    total = (
        "Cộng", length(report.usual_ms), length(report.planned_ms), length(report.aired_ms),
        more(report.aired_ms, report.usual_ms), f"{report.airings_aired}/{report.airings_planned}",
        length(report.to_come_ms),
    )  # fmt: skip
    heads = ("Ngày", "Thường lệ", "Kế hoạch", "Đã phát", "Tăng, giảm", "Buổi phát", "Chưa tới giờ")
    shown = len(heads) if report.to_come_ms else len(heads) - 1  # a period that is over has nothing to come
    widths = (2.8, 2.2, 2.2, 2.2, 2.4, 2.1, 2.3) if report.to_come_ms else (3.2, 2.6, 2.6, 2.6, 2.6, 2.6)
    paper.table(heads[:shown], [row[:shown] for row in rows], widths, total[:shown])


def _columns(paper: OfficePaper, report: Report, words: Words) -> None:
    paper.heading("III. THEO CHUYÊN MỤC")
    rows = [
        (words.column(column.column), str(column.items), str(column.airings), length(column.aired_ms))
        for column in report.columns
    ]
    total = ("Cộng", "", "", length(sum(column.aired_ms for column in report.columns)))
    paper.table(("Chuyên mục", "Số mục", "Lượt phát", "Thời lượng"), rows, (8.2, 2.4, 2.6, 3.0), total)


def _voices_and_troubles(paper: OfficePaper, report: Report, words: Words) -> None:
    paper.heading("IV. GIỌNG ĐỌC VÀ SAI LỆCH SO VỚI KẾ HOẠCH")
    for voice in report.voices:
        paper.say(f"- Giọng {voice.voice}: {voice.airings} lượt, {length(voice.aired_ms)}.")
    found = troubles(report)
    if not found:
        paper.say("- Không có sai lệch: các mục đã phát đúng trình tự và thời lượng theo kế hoạch.")
        return
    rows = [
        (
            f"{trouble.first.planned_at:%d/%m %H:%M}",
            f"{trouble.first.airing_title}{': ' if trouble.what else ''}{trouble.what}",
            words.trouble(trouble.first),
            f"{length(trouble.planned_ms)} → {length(trouble.aired_ms)}",
        )
        for trouble in found
    ]
    paper.table(("Lúc", "Mục", "Sai lệch, lý do", "Kế hoạch → phát"), rows, (2.9, 4.9, 5.2, 3.2))


def _emergencies(paper: OfficePaper, report: Report, words: Words) -> None:
    paper.heading("V. TIN KHẨN CẤP (PHÁT TRƯỚC, DUYỆT SAU)")
    if not report.emergencies:
        paper.say("- Không có.")
        return
    rows = [
        (f"{one.aired.at:%d/%m %H:%M}", one.aired.note or one.id, one.aired.by or "–", words.approval(one))
        for one in report.emergencies
    ]
    paper.table(("Lúc phát", "Nội dung", "Người phát", "Người duyệt"), rows, (2.6, 6.6, 3.4, 3.6))


def _evidence(paper: OfficePaper, report: Report) -> None:
    paper.heading("VI. MINH CHỨNG")
    paper.say(f"- Nhật ký phát sóng: {len(report.lines)} dòng; mã đối chiếu của nhật ký lúc lập báo cáo "
                f"({report.made_at:%H:%M %d/%m/%Y}): {report.head}.")  # fmt: skip
    paper.say("- Danh mục tin, bài đã phát và dấu vân tay của tệp chương trình: phụ lục kèm theo.")
    linked = (
        f"{len(report.linked)}/{len(report.items)} tin, bài, ghi ở phụ lục kèm theo." if report.linked else BLANK * 4
    )
    paper.say(f"- Đường dẫn bài đăng trên Trang thông tin điện tử: {linked}", stay=True)
    what = "kết quả phát thanh" if report.period.campaign is None else "kết quả đợt tuyên truyền trên đài truyền thanh"
    paper.say(f"Trên đây là báo cáo {what} của {report.station}./.", stay=True)  # nobody signs an empty page


def _appendix(paper: OfficePaper, report: Report, words: Words) -> None:
    number = f"(Kèm theo Báo cáo số {BLANK}/BC-{BLANK} ngày {BLANK}/{BLANK}/{report.made_at.year})"
    paper.appendix("Danh mục tin, bài đã phát và minh chứng", number)
    rows = [
        (
            str(number), item.title, words.column(item.column), str(item.airings), length(item.aired_ms),
            f"{item.first_at:%d/%m %H:%M}",
        )
        for number, item in enumerate(report.items, start=1)
    ]  # fmt: skip
    heads = ("STT", "Tin, bài", "Chuyên mục", "Lượt", "Thời lượng", "Phát lần đầu")
    paper.table(heads, rows, (1.2, 5.4, 3.2, 1.5, 2.0, 2.9))
    if report.linked:
        paper.say("Đường dẫn bài đăng trên Trang thông tin điện tử:")
        links = [(str(number), item.link) for number, item in enumerate(report.items, start=1) if item.link]
        paper.table(("STT", "Đường dẫn"), links, (1.2, 15.0))
    if report.programmes:
        paper.say("Dấu vân tay SHA-256 (24 chữ số đầu) của các tệp chương trình đã phát:")
        programmes = [(airing, sha256[:24]) for airing, sha256 in report.programmes]
        paper.table(("Buổi phát", "SHA-256"), programmes, (7.0, 9.2))
