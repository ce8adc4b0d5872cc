"""What is and what is not a Vietnamese syllable."""

import pytest

from broadcaster.vietnamese import count_syllables, is_vietnamese_syllable
from broadcaster.vietnamese.syllables import split_unmarked

VIETNAMESE = (
    "nghiêng gì gìn giếng giường quyền quốc quý khoẻ khỏe hòa hoà thủy ủy Trường kĩ oong xoong buýt quần nguyễn giữ "
    "giặc yêu uyên ghi ghe gỗ gà nga nghe kẻ ca quả quýt ý ở ô A Ươm ĐƯỜNG chuyện khuỷu ngoằn ngoèo rượu hươu"
)
FOREIGN = "wifi zalo net cat kác nge ngi ghà gki qa zôn bac tet hocs trr fa ja b đ ch ng 5 m2 đđ hóá xe-máy"


@pytest.mark.parametrize("word", VIETNAMESE.split())
def test_words_of_the_language_are_known(word):
    assert is_vietnamese_syllable(word)


@pytest.mark.parametrize("word", FOREIGN.split())
def test_words_without_a_vietnamese_shape_are_not(word):
    assert not is_vietnamese_syllable(word)


def test_syllables_are_counted_by_words():
    assert count_syllables("Kính thưa bà con và các đồng chí!") == 8


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [("dichvucong", "dich vu cong"), ("quangngoc", "quang ngoc"), ("thanhhoa", "thanh hoa"), ("vnexpress", "")],
)
def test_unmarked_words_are_cut_into_the_fewest_syllables(letters, syllables):
    assert " ".join(split_unmarked(letters)) == syllables
