"""Texts that a coverage-guided fuzzer found (benchmarks/fuzz_normalise.py): they keep what any text must keep."""

import re
import unicodedata

import pytest

from broadcaster.vietnamese import normalise

SPOKEN = re.compile(r"[^\W\d_]|[ ,:;….!?\n]")
MENDED = [
    "\uc86e\u2162",  # Hangul: composed one letter, else three
    "=\u0338",  # not equal: composed one sign, else a sign and a stroke through it
    "\u1ed9\U000112ea",  # the same, of a script that nobody writes here
    "\u00fd" + "\U000112ea" * 4,  # the same, and more of them than anybody expected
    "a\u1dca\u0301",  # a mark of another block between a letter and its tone
]
# Short texts that together reach nearly every rule and every pair of rules side by side that the fuzzer reached.
REACHING = [
    "*1**0đ/c*đ/c0",
    "\u200b\u0416 \u2162",
    "\u2162\uff157h30{",
    "(-đ/cđ/c125-7%5-7. 18/5",
    "18/5KT.18/5KT.",
    "wifi@z\xf4n.....@&@Q.\r\n>?0",
    "000 m²~0kg",
    "Zalo<b>khoảnhttps://000./.",
    "th\u1eafng 1.250 #Ng\xe0y?&& \xa0  5-7#5-7+Q.5-7",
    "Ж{1/2:ngày})18/5*XIV-XIV*XIV-XIV7h300912345678Q.07h30",
    "1QĐ-==Ⅲa@b.vna@b.vna@b.vn5-QĐ-==Ⅲ",
    "  \U00012400",
    "1:1\xa0\u0323b)",
    "--0'<0'=",
    "b)0}",
    "(-18/5(-18/518/5",
    "5ng\xe0y\u2162-}-}h\n\n\n\n@\n\u7176QR\nh\n\n\n\n@\n\u7176QR\n\n\nTP.",
    "AM\xa0AM000\xa0",
    '} \ubebe"\ud1db',
    "\uad0e5-75-70 \r\n?",
    "\xff\r\n",
    "3,5x18/5",
    "TP.3,5(3,53,5T5TP.12'30\"2TP.12'30\"2TP.12'30\"TP.",
    "18/5đ/c0https://Số:V/v18/5 0https://Số:V/v",
    "hộ/2026@&@",
    '<b>wifi31"',
    "(18/5}}}}}}0912345678:",
    "mã101",
    "km/hTP.km/h",
    '(<"<18/5-18/5<18/5-18/5',
    "số18/5",
    "-Ж²Ж²Ж",
    ":①km/h.....V/vkm/h",
    "18/5=17h30~018/5=1",
    "*1**07h300\n18/51.250\n\n2\n\n100\u0111/c0",
    "XIV-XIV",
    "mã 1.250",
    "mùng 5-7",
    "VHXXH<b>18/55-7",
    "#Ngày%%#%%%%#a.",
    "1.250    5-7#5-7+Q.5-7",
    "BAN1000/Zalo/TP.",
    "mùng 18/5",
    "*09123456780*0912345678\ub22c0912345678BAN31",
    "18/5<b>\r\n_",
    "VHXXH1.250<b>1.2501.250mãKT.18/51.2501.250mã",
    "1kg0",
    "tháng18/5/00",
]


@pytest.mark.parametrize("text", MENDED + REACHING, ids=ascii)
def test_a_text_that_a_fuzzer_found_keeps_all_promises(text):
    reading = normalise(text)
    assert "".join(token.written for token in reading.tokens) == text
    assert not SPOKEN.sub("", reading.text)
    assert reading.text.count("\n") == text.count("\n")
    assert unicodedata.is_normalized("NFC", reading.text)
    assert normalise(reading.text).text == reading.text
    composed, parted = (normalise(unicodedata.normalize(form, text)).text for form in ("NFC", "NFD"))
    assert composed == parted
