"""When a reading of the lexicon applies."""

from broadcaster.model.lexicon import ANYWHERE, Conditions


def test_conditions_are_none_until_one_is_given() -> None:
    assert not ANYWHERE
    assert Conditions(before_number=True)
