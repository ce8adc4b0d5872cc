"""`alerts:` in `station.yaml`: how emergencies are aired."""

from broadcaster.content.fields import Fields
from broadcaster.content.values import name, one_of, whole_number
from broadcaster.model.alert import After
from broadcaster.model.station import AlertRules

KEYS = ("after", "readings", "tone")
AFTER = {"join": After.JOIN, "resume": After.RESUME}
MOST_READINGS = 3


def read_alert_rules(station: Fields) -> AlertRules:
    """Return the rules that stand under ``alerts:``; what is not there is as usual."""
    usual = AlertRules()
    fields = Fields(station.node("alerts"), station.place, station.gather, KEYS)
    return AlertRules(
        after=fields.value("after", one_of(AFTER), usual.after),
        readings=fields.value("readings", whole_number(1, MOST_READINGS), usual.readings),
        tone=fields.value("tone", name, usual.tone),
    )
