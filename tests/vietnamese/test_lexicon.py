"""The built-in lexicon, and the people's own laid over it."""

import pytest

from broadcaster.model.lexicon import ANYWHERE, Conditions, Lexicon, LexiconEntry
from broadcaster.model.problem import Place, Severity
from broadcaster.vietnamese import EMPTY, check_lexicon, normalise
from broadcaster.vietnamese.check import shows
from broadcaster.vietnamese.emission import join_spoken, unspeakable
from broadcaster.vietnamese.syllables import is_vietnamese_syllable
from broadcaster.vietnamese.tables import read_rows
from broadcaster.vietnamese.vocabulary import BUILT_IN_FILES, FOREIGN_FILE, parse_conditions, vocabulary_of


def built_in_entries(name: str) -> list[LexiconEntry]:
    return [
        LexiconEntry(written, spoken, parse_conditions(conditions) if conditions else ANYWHERE, example)
        for written, spoken, conditions, example in read_rows(name)
    ]


BUILT_IN = [entry for name in (*BUILT_IN_FILES, FOREIGN_FILE) for entry in built_in_entries(name)]
LEFT_AS_THEY_ARE = {"vitamin"}  # every voice reads them well


def heard(text: str) -> str:
    return join_spoken([text]).lower().rstrip(".")


def test_every_built_in_entry_is_read_so_in_its_own_example():
    wrong = [
        f"{entry.written}: {entry.example} -> {normalise(entry.example).text}"
        for entry in BUILT_IN
        if not entry.example or heard(entry.spoken) not in normalise(entry.example).text.lower()
    ]
    assert not wrong, "\n".join(wrong)


def test_every_example_meets_the_conditions_of_its_entry():
    entries = [entry for name in BUILT_IN_FILES for entry in built_in_entries(name)]
    wrong = [entry for entry in entries if not shows(entry, entry.example, vocabulary_of(EMPTY))]
    assert not wrong, "\n".join(f"{entry.written}: {entry.example}" for entry in wrong)


def test_every_built_in_reading_can_be_said():
    strange = {
        f"{entry.written}: {word}"
        for entry in BUILT_IN
        for word in entry.spoken.replace(",", "").replace(" - ", " ").split()
        if unspeakable().search(word) or not (is_vietnamese_syllable(word) or word in LEFT_AS_THEY_ARE)
    }
    assert not strange


def test_there_are_foreign_words_enough_for_a_commune():
    assert len(built_in_entries(FOREIGN_FILE)) >= 250


def test_an_unknown_abbreviation_that_two_known_ones_are_glued_to_is_read_as_both_and_told_as_a_guess():
    for head, spoken, example in read_rows("abbreviation_heads.tsv"):
        reading = normalise(f"Về {example}.")
        assert reading.text.startswith(f"Về {spoken} "), (head, reading.text)
        assert reading.guesses


def test_the_peoples_lexicon_beats_the_built_in_one():
    lexicon = Lexicon((LexiconEntry("VHXH", "văn xã"), LexiconEntry("CNXXDKH", "Phòng Công nghệ")))
    assert normalise("Lưu: VT, VHXH.", lexicon).text == "Lưu: văn thư, văn xã."
    reading = normalise("Công văn số 7834/UBND-CNXXDKH.", lexicon)
    assert reading.text.endswith("Phòng Công nghệ.")
    assert not reading.guesses


def test_a_plain_word_or_phrase_may_be_an_entry():
    lexicon = Lexicon((LexiconEntry("thôn Bái", "thôn Bãi"), LexiconEntry("24/7", "suốt ngày đêm")))
    assert normalise("Họp ở thôn Bái.", lexicon).text == "Họp ở thôn Bãi."
    assert normalise("Trực 24/7.", lexicon).text == "Trực suốt ngày đêm."


def test_conditions_decide_between_entries():
    before_number = LexiconEntry("CĐ", "chặng", Conditions(before_number=True))
    lexicon = Lexicon((before_number, LexiconEntry("CĐ", "công đoàn")))
    assert normalise("CĐ 2 và CĐ xã", lexicon).text == "chặng hai và công đoàn xã"


@pytest.mark.parametrize(
    ("entry", "severity"),
    [
        (LexiconEntry("A1", "a 1"), Severity.ERROR),
        (LexiconEntry("A1", ""), Severity.ERROR),
        (LexiconEntry("Wow", "wow"), Severity.WARNING),
        (LexiconEntry("CĐ", "công đoàn", Conditions(left=("hội",)), example="CĐ xã"), Severity.WARNING),
    ],
)
def test_a_bad_entry_is_found_at_its_place(entry, severity):
    place = Place("lexicon.yaml", 3)
    placed = LexiconEntry(entry.written, entry.spoken, entry.when, entry.example, place=place)
    (problem,) = check_lexicon(Lexicon((placed,)))
    assert (problem.severity, problem.place) == (severity, place)


def test_an_entry_that_stands_twice_is_found():
    (problem,) = check_lexicon(Lexicon((LexiconEntry("TĐ", "thi đua"), LexiconEntry("TĐ", "thủ đô"))))
    assert problem.is_error


def test_a_good_entry_is_good():
    good = LexiconEntry("CĐ", "công đoàn", Conditions(right=("xã",)), example="CĐ xã")
    assert check_lexicon(Lexicon((good, LexiconEntry("Wow", "wow", foreign=True)))) == ()


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Kế hoạch số 45/KH-UBND", "Kế hoạch số bốn mươi lăm, kế hoạch, ủy ban xã nhà"),
        ("Công văn số 34/UBND-CNXX", "Công văn số ba mươi tư, ủy ban xã nhà, công nghệ xã"),
        ("Số:    /KH-UBND", "Số: kế hoạch, ủy ban xã nhà"),
        ("UBND họp", "ủy ban xã nhà họp"),
    ],
)
def test_the_commune_s_words_are_said_in_the_numbers_of_documents_with_their_pauses(text, spoken):
    own = Lexicon((LexiconEntry("UBND", "ủy ban xã nhà"), LexiconEntry("CNXX", "công nghệ xã")))
    reading = normalise(text, own)
    assert reading.text == spoken
    assert [token.written for token in reading.guesses if "KH" in token.written and ":" not in text] == []
