"""One way of writing every character, and the way back."""

import unicodedata

import pytest

from broadcaster.vietnamese.clean import clean


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("To\u0302\u0301i", "Tối"),
        ("Tô\u0301i", "Tối"),
        ("１２３％", "123%"),
        ("a\u00a0b\u3000c\td", "a b c d"),
        ("5\u200bh\ufeff30\u00ad", "5h30"),
        ("2021–2025—2030−1", "2021-2025-2030-1"),
        ("“a” ‘b’ «c»", '"a" \'b\' "c"'),
        ("Ⅲ ① ㎡ ℃", "III 1 m2 °C"),
        ("m² ½ …", "m² ½ …"),
        ("Å é ç", "A é c"),
        ("٣", "3"),
    ],
)
def test_characters_are_written_one_way(written, cleaned):
    assert clean(written).text == cleaned


def test_the_way_back_leads_to_the_original():
    written = "\ufeffXã ho\u0300a \u200bbình"
    cleaned = clean(written)
    assert cleaned.text == "Xã hòa bình"
    assert written[cleaned.written_at(7) :] == "bình"
    assert cleaned.written_at(len(cleaned.text)) == len(written)


def test_a_sign_is_known_by_its_name_though_a_foreign_letter_with_a_stray_mark_follows():
    composed = unicodedata.normalize("NFC", "º\u00db\u0301")
    assert clean(composed).text == clean(unicodedata.normalize("NFD", composed)).text == "°U"
