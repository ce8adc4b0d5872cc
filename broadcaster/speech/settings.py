"""What `station.yaml` asks of a voice, checked."""

from collections.abc import Sequence

from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.station import VoiceChoice

_UNKNOWN = N_("the voice {engine} has no setting '{setting}'; it has {known}")
_NO_NUMBER = N_("the voice {engine}: {setting} must be a whole number from {lowest} to {highest}, not '{value}'")


def refuse_unknown_settings(choice: VoiceChoice, known: Sequence[str]) -> None:
    """Raise UsageError when `choice` sets what the engine does not know."""
    for setting, _ in choice.settings:
        if setting not in known:
            raise UsageError(_UNKNOWN, engine=choice.engine, setting=setting, known=", ".join(known))


def whole_number(choice: VoiceChoice, setting: str, *, default: int, lowest: int, highest: int) -> int:
    """Return the number that `choice` sets; raise UsageError when it is none, or out of bounds."""
    value = choice.setting(setting, default)
    number = int(value) if str(value).isdecimal() else None
    if number is None or not lowest <= number <= highest:
        raise UsageError(_NO_NUMBER, engine=choice.engine, setting=setting, lowest=lowest, highest=highest, value=value)
    return number
