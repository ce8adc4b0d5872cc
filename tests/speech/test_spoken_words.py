import unicodedata

import pytest

from broadcaster.errors import PermanentSpeechError
from broadcaster.speech.words import require_words, syllables


@pytest.mark.parametrize("text", ["Kính thưa bà con!", "wifi, Zalo; ổn: Đ…", "một\nhai", "ÂM THANH"])
def test_words_and_sentence_punctuation_pass(text):
    require_words(text)
    require_words(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(
    "text",
    [
        "lúc 5 giờ",
        "<speak>chào</speak>",
        "a_b",
        "[[tS'aU]]",
        "50%",
        "chào\tbà",
        "chào\0",
        "мир",
        "你好",
        "²",
        "ⅳ",
        "a/b",
    ],
)
def test_all_else_is_refused(text):
    with pytest.raises(PermanentSpeechError):
        require_words(text)


@pytest.mark.parametrize("text", ["", " ", "...", "\n"])
def test_nothing_to_say_is_refused(text):
    with pytest.raises(PermanentSpeechError):
        require_words(text)


def test_what_cannot_be_a_word_is_refused():
    with pytest.raises(PermanentSpeechError):
        require_words("xin " + "chao" * 11)


@pytest.mark.parametrize(
    ("text", "count"), [("Kính thưa bà con", 4), ("nghiêng khuỷu quý giếng", 4), ("wifi", 2), ("VTV", 3), ("đ", 1)]
)
def test_syllables(text, count):
    assert syllables(text) == count
