"""How a script will be heard, in a few words: who reads, how long, how often, and what the station adds."""

from collections.abc import Iterator

from broadcaster.cli.saying import Voice, minutes
from broadcaster.messages import N_
from broadcaster.workflows.delivery import Delivery


def delivery_said(voice: Voice, delivery: Delivery) -> Iterator[str]:
    """Yield what a clerk should know of `delivery` before hearing it."""
    human = delivery.human
    if human is None or human.why_unusable:
        if human:
            yield voice.text(
                N_("{file} can't be used, a machine voice reads: {why}"), file=human.file, why=human.why_unusable
            )
        yield voice.text(N_("about {length} minutes"), length=minutes(delivery.duration_ms))
    else:
        yield voice.text(N_("a human reads it: {file}, {length}"), file=human.file, length=minutes(human.duration_ms))
    if delivery.readings > 1:
        yield voice.text(N_("read {count} times"), count=delivery.readings)
    if delivery.notice:
        yield voice.text(N_("then: “{words}”"), words=delivery.notice)
