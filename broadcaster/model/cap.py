"""Warnings in the Common Alerting Protocol (CAP 1.2, OASIS Standard, 1 July 2010), as far as a loudspeaker needs."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum


class Severity(IntEnum):
    """How grave it is; ``Unknown`` counts as the least."""

    UNKNOWN = 0
    MINOR = 1
    MODERATE = 2
    SEVERE = 3
    EXTREME = 4


class Urgency(IntEnum):
    """How soon something is to be done."""

    UNKNOWN = 0
    PAST = 1
    FUTURE = 2
    EXPECTED = 3
    IMMEDIATE = 4


class Certainty(IntEnum):
    """How sure it is."""

    UNKNOWN = 0
    UNLIKELY = 1
    POSSIBLE = 2
    LIKELY = 3
    OBSERVED = 4


@dataclass(frozen=True)
class CapInfo:
    """One telling of a warning, in one language; `areas` are names of areas and their codes."""

    language: str
    event: str
    severity: Severity
    urgency: Urgency
    certainty: Certainty
    expires: datetime | None
    headline: str
    description: str
    instruction: str
    areas: tuple[str, ...]
    effective: datetime | None = None
    all_clear: bool = False  # the office says that it is over, or was nothing


@dataclass(frozen=True)
class CapMessage:
    """A message: `status`, `scope` and `kind` (msgType) as they are written, `references` the messages it is about."""

    identifier: str
    sender: str
    sent: str
    status: str
    scope: str
    kind: str
    references: tuple[str, ...]
    infos: tuple[CapInfo, ...]
    signer: str = ""

    @property
    def key(self) -> str:
        """What the standard knows a message by, as references write it."""
        return f"{self.sender},{self.identifier},{self.sent}"

    @property
    def identity(self) -> str:
        """The same, whatever zone its moment is written in."""
        return identity_of(self.key)

    @property
    def is_about(self) -> frozenset[str]:
        """The identities of the messages that it refers to; of its own sender alone, for nobody ends another's."""
        own = (one for one in self.references if one.partition(",")[0] == self.sender)
        return frozenset(map(identity_of, own))


def identity_of(reference: str) -> str:
    """Return what ``sender,identifier,sent`` means, whatever zone the moment is written in."""
    names, _, sent = reference.rpartition(",")
    moment = moment_of(sent)
    return f"{names},{moment.astimezone(UTC).isoformat()}" if moment else reference


def moment_of(written: str) -> datetime | None:
    """Return a moment as CAP writes it, ``2026-05-13T05:40:00+07:00``; None for anything else."""
    try:
        moment = datetime.fromisoformat(written)
        return moment if moment.tzinfo is not None and moment.astimezone(UTC) else None
    except (ValueError, OverflowError):
        return None
