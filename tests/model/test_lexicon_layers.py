"""One lexicon over another: province, then commune, then programme."""

from broadcaster.model.lexicon import ANYWHERE, EMPTY, Conditions, Lexicon, LexiconEntry


def readings(lexicon: Lexicon) -> list[tuple[str, str]]:
    return [(entry.written, entry.spoken) for entry in lexicon.entries]


def test_the_upper_reading_wins_and_keeps_the_place_of_the_lower() -> None:
    built_in = Lexicon((LexiconEntry("NTM", "nờ tờ mờ"), LexiconEntry("UBND", "ủy ban nhân dân")))
    commune = Lexicon((LexiconEntry("CĐS", "chuyển đổi số"), LexiconEntry("NTM", "nông thôn mới")))
    assert readings(built_in.overlaid_by(commune)) == [
        ("NTM", "nông thôn mới"),
        ("UBND", "ủy ban nhân dân"),
        ("CĐS", "chuyển đổi số"),
    ]


def test_a_reading_under_other_conditions_is_another_reading() -> None:
    built_in = Lexicon((LexiconEntry("CP", "chính phủ", Conditions(left=("Nghị quyết",))),))
    commune = Lexicon((LexiconEntry("CP", "cổ phần"),))
    assert readings(built_in.overlaid_by(commune)) == [("CP", "chính phủ"), ("CP", "cổ phần")]


def test_the_last_of_several_layers_wins() -> None:
    layers = [Lexicon((LexiconEntry("A", reading),)) for reading in ("tỉnh", "xã", "chương trình")]
    assert readings(EMPTY.overlaid_by(*layers)) == [("A", "chương trình")]


def test_letters_that_differ_in_case_are_different_words() -> None:
    lexicon = Lexicon((LexiconEntry("ATM", "a tê mờ"),)).overlaid_by(Lexicon((LexiconEntry("Atm", "át mờ"),)))
    assert len(lexicon.entries) == 2


def test_conditions_are_none_until_one_is_given() -> None:
    assert not ANYWHERE
    assert Conditions(before_number=True)
