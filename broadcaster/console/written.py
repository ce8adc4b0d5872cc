"""What stands in a playlist's file, as who fills in a form would write it: the reader of files takes that too."""

from itertools import groupby

from broadcaster.content.values import Misread, length_ms, weekdays

DAYS_VI = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
UNITS_VI = ((3600, "giờ"), (60, "phút"), (1, "giây"))


def in_words(name: str, written: str, language: str) -> str:
    """Return the value called `name` in the words of `language`; as it is `written` where it has none or is no such."""
    if language != "vi" or not written:
        return written
    try:
        if name == "days":
            return _days(sorted(weekdays(written)))
        return _length(length_ms(written) // 1000) if name in {"airtime", "by"} else written
    except Misread:
        return written


def _days(days: list[int]) -> str:
    """Return days of the week as ``T2–T6, CN``."""
    runs = [[day for _, day in run] for _, run in groupby(enumerate(days), key=lambda one: one[1] - one[0])]
    return ", ".join(DAYS_VI[run[0]] if len(run) == 1 else f"{DAYS_VI[run[0]]}–{DAYS_VI[run[-1]]}" for run in runs)


def _length(seconds: int) -> str:
    """Return a length as ``1 giờ 30 phút``."""
    told = []
    for unit_s, unit in UNITS_VI:
        count, seconds = divmod(seconds, unit_s)
        told += [f"{count} {unit}"] if count else []
    return " ".join(told)
