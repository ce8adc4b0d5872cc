"""`source_system:` of `station.yaml`: where the provincial source system is, and what it is told of the station."""

import ipaddress
import re
from urllib.parse import urlsplit

from broadcaster.content.fields import Fields
from broadcaster.content.nodes import Scalar
from broadcaster.content.values import Misread, day, name, text, whole_number
from broadcaster.messages import N_
from broadcaster.model.station import SourceSystem

KEYS = ("login", "logs", "user", "since", "fields", "topics")
TOPIC = whole_number(1, 6)


def read_source_system(fields: Fields) -> SourceSystem | None:
    """Return what the station says of the source system; None where it says nothing usable."""
    if "source_system" not in fields:
        return None
    given = Fields(fields.node("source_system"), fields.place, fields.gather, KEYS)
    if not given.require("login", "logs", "user", "since"):
        return None
    login, logs = given.value("login", api_address, ""), given.value("logs", api_address, "")
    user, since = given.value("user", text, ""), given.value("since", day, None)
    if not (login and logs and user and since):
        return None
    own = [
        (pair.key, given.read(pair.value, text, "")) for pair in given.named("fields") if isinstance(pair.value, Scalar)
    ]
    topics = []
    for pair in given.named("topics"):
        column = given.read(Scalar(pair.key, pair.place), name, "")
        code = given.read(pair.value, TOPIC, 0) if isinstance(pair.value, Scalar) else 0
        topics += [(column, code)] if column and code else []
    return SourceSystem(login, logs, user, since, tuple(own), tuple(topics), given.place)


def api_address(written: str) -> str:
    """Return an address that logs may be sent to: https, plain http only to this very machine; nobody's password."""
    parts = urlsplit(written.strip())
    is_whole = re.fullmatch(r"https?://[^\s@]+", written.strip()) and parts.hostname
    if not is_whole or (parts.scheme != "https" and not is_loopback(parts.hostname or "")):
        raise Misread(N_("“{written}” is no address for logs; write it as in https://…/api/logs"), written=written)
    return written.strip()


def is_loopback(host: str) -> bool:
    """Whether `host` is this very machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
