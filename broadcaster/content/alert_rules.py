"""`alerts:` in `station.yaml`: how emergencies are aired, and whose warnings are aired by themselves."""

import re
from enum import IntEnum
from typing import TypeVar
from urllib.parse import urlsplit

from broadcaster.content.fields import Fields
from broadcaster.content.source_system import is_loopback
from broadcaster.content.values import Misread, inside, length_ms, name, one_of, text, whole_number
from broadcaster.messages import N_
from broadcaster.model.alert import PLANS, After
from broadcaster.model.cap import Certainty, Severity, Urgency
from broadcaster.model.station import AlertRules, CapRules

KEYS = ("after", "readings", "tone", "cap")
CAP_KEYS = (
    "signers", "folder", "url", "hosts", "every", "severity", "urgency", "certainty", "areas", "plan", "quiet_hours",
)  # fmt: skip
AFTER = {"join": After.JOIN, "resume": After.RESUME}
QUIET_HOURS = {"ask": False, "air": True}
REPEATS = {"once": "once", **{plan: plan for plan in PLANS}}
MOST_READINGS = 3
OFTENEST_MS = 15_000

LevelT = TypeVar("LevelT", bound=IntEnum)


def read_alert_rules(station: Fields) -> AlertRules:
    """Return the rules that stand under ``alerts:``; what is not there is as usual."""
    usual = AlertRules()
    fields = Fields(station.node("alerts"), station.place, station.gather, KEYS)
    return AlertRules(
        after=fields.value("after", one_of(AFTER), usual.after),
        readings=fields.value("readings", whole_number(1, MOST_READINGS), usual.readings),
        tone=fields.value("tone", name, usual.tone),
        cap=_cap(fields) if "cap" in fields else None,
    )


def _cap(alerts: Fields) -> CapRules | None:
    """Return whose warnings are aired; None, and nobody's are, when no signer is named."""
    fields = Fields(alerts.node("cap"), alerts.place, alerts.gather, CAP_KEYS)
    if not fields.require("signers"):
        return None
    signers = fields.names("signers", inside)
    usual = CapRules(signers)
    rules = CapRules(
        signers=signers,
        folder=fields.value("folder", inside, usual.folder),
        url=fields.value("url", warnings_address, ""),
        hosts=fields.names("hosts", host_name),
        every_ms=fields.value("every", _not_too_often, usual.every_ms),
        severity=fields.value("severity", one_of(_names(Severity)), usual.severity),
        urgency=fields.value("urgency", one_of(_names(Urgency)), usual.urgency),
        certainty=fields.value("certainty", one_of(_names(Certainty)), usual.certainty),
        areas=fields.names("areas", text),
        plan=fields.value("plan", one_of(REPEATS), usual.plan),
        in_quiet_hours=fields.value("quiet_hours", one_of(QUIET_HOURS), usual.in_quiet_hours),
    )
    return rules if signers else None


def _names(levels: type[LevelT]) -> dict[str, LevelT]:
    return {level.name.lower(): level for level in levels}


def _not_too_often(written: str) -> int:
    return max(length_ms(written), OFTENEST_MS)


def warnings_address(written: str) -> str:
    """Return an address that is asked over TLS only, or of this very machine, where a receiver of warnings may run."""
    is_whole = re.fullmatch(r"https?://[^\s/@]+(/\S*)?", written.strip())
    if not is_whole or (written.strip().startswith("http:") and not is_loopback(_host(written.strip()))):
        raise Misread(N_("“{written}” is no address to fetch warnings from; write it as in https://…"), written=written)
    return written.strip()


def host_name(written: str) -> str:
    """Return a host that a feed's entries may lie on, with its port where that is not the usual one."""
    if not re.fullmatch(r"[\w.-]+(:\d{1,5})?", written.strip()):
        raise Misread(N_("“{written}” is no name of a host; write it as in kttv.example"), written=written)
    return written.strip().lower()


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
