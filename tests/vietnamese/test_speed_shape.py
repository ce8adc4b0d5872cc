"""The work of reading grows with the length of a text and no faster: counted in calls, for clocks are no witnesses."""

import sys

import pytest

from broadcaster.vietnamese import normalise

PROSE = "Bà con nhớ mang theo căn cước và đến nhà văn hóa thôn đúng giờ"
DENSE = "Từ 7h30 ngày 18/5/2026, UBND xã chi 1.250.000 đồng (đạt 98,5%) cho 120 hộ; gọi 0912345678, mã J02 - A/B"
PARTED = "Ha\u0300 No\u0323\u0302i “đẹp” – xanh…"


def calls_of(text):
    """Return how many calls reading `text` takes when nothing is left to be read from files or compiled."""
    normalise(text)
    count = 0

    def counted(_frame, event, _argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        normalise(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("joint", ["\n", " "], ids=["many lines", "one line"])
@pytest.mark.parametrize("sentence", [PROSE, DENSE, PARTED, "(((1 ", "a.b-", "1/", "Ж 字"])
def test_four_times_the_text_is_four_times_the_work(sentence, joint):
    once, four_times = (calls_of(joint.join([sentence] * times)) for times in (50, 200))
    assert four_times <= 4.2 * once


def test_plain_words_are_looked_up_not_judged():
    words = PROSE.split()
    assert calls_of(PROSE) < 8 * len(words)
    assert calls_of("\n".join([PROSE] * 100)) < 3 * len(words) * 100
