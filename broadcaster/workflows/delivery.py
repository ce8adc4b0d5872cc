"""How a script will be heard: by whom, how long, how often, and what the station says after it."""

from dataclasses import dataclass

from broadcaster.model.contents import Contents
from broadcaster.workflows.approvals import ReadScript
from broadcaster.workflows.human_reading import HumanReading, human_reading
from broadcaster.workflows.reading_view import duration_ms
from broadcaster.workflows.wording import recorded_ms, spoken_ms, words_of


@dataclass(frozen=True)
class Delivery:
    """`duration_ms` is the whole, all `readings` of it, jingles and bed not counted; reckoned where a machine reads.

    `notice` is what the station adds as spoken words, empty for nothing.
    """

    duration_ms: int
    readings: int = 1
    notice: str = ""
    human: HumanReading | None = None

    @property
    def by_human(self) -> bool:
        """Whether a recording is heard."""
        return self.human is not None and self.human.why_unusable is None

    @property
    def ends_with_text(self) -> bool:
        """Whether the text's last word is the last one that is heard."""
        return self.readings == 1 and not self.notice


def delivery(read: ReadScript, contents: Contents) -> Delivery:
    """Return how a script of the station will be heard."""
    human = human_reading(read, contents)
    if human is not None and human.why_unusable is None:
        return Delivery(recorded_ms(read, human.duration_ms), read.script.repeat, human=human)
    style = contents.station.speech
    length_ms = spoken_ms(words_of(read, contents), style.pace_percent(read.script.priority))
    return Delivery(length_ms, read.script.repeat, style.notice, human)


def delivery_outside(read: ReadScript) -> Delivery:
    """Return how a text that is no script of the station would be heard: nothing is added to it."""
    return Delivery(duration_ms(read))
