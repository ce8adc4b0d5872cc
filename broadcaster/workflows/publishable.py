"""What may stand on the website: scripts that are approved, to hear and to read, and were heard or are due. Pure."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.record import Hearing
from broadcaster.model.script import Priority, Script
from broadcaster.model.timetable import Campaign, EntryKind
from broadcaster.workflows.approvals import ReadScript, written_fingerprint
from broadcaster.workflows.planning_days import date_of, start_of

NOT_APPROVED = N_("it is not approved")
CHANGED = N_("it was changed after it was approved; have it approved again")
TAKEN_BACK = N_("its approval was taken back")
NOT_TO_READ = N_("what readers would see is not approved, only what is heard; have it approved again")
NOT_HEARD = N_("it has not gone on air as it is approved now")
NOT_WANTED = N_("it is not meant for the website")


@dataclass(frozen=True)
class Publishable:
    """A script for the website, since when it may stand there, and how it was heard, just as it is approved.

    `heard` is None for what has not been heard so and stands there all the same, from a day that it names.
    `stays_as_it_was`: the music around its words is another one since, so its sound on the site is left alone.
    """

    read: ReadScript
    published_at: datetime
    heard: Hearing | None
    stays_as_it_was: bool = False

    @property
    def airings(self) -> int:
        """How often it was heard."""
        return self.heard.airings if self.heard else 0

    @property
    def aired_ms(self) -> int:
        """How long it was heard."""
        return self.heard.duration_ms if self.heard else 0


@dataclass(frozen=True)
class Choice:
    """What is published, newest first, and why the other scripts are not, by their ids."""

    published: tuple[Publishable, ...]
    withheld: Mapping[str, Sentence]


def choose(
    contents: Contents,
    reads: Sequence[ReadScript],
    hearings: Sequence[Hearing],
    now: datetime,
    redressed: Set[str] = frozenset(),
) -> Choice:
    """Return what may stand on the website by now; `hearings` tell how the scripts were heard so far.

    Of the scripts `redressed` (ids) nothing but the music around the words was changed since their approval.
    """
    heard = {(hearing.source, hearing.fingerprint): hearing for hearing in hearings}
    now = max([now, *(hearing.last_at for hearing in hearings)])  # a clock that was set back takes nothing off the site
    framing = _framing(contents)
    published: list[Publishable] = []
    withheld: dict[str, Sentence] = {}
    for read in reads:
        script = read.script
        stays = script.id in redressed
        approved = script.approval.fingerprint if stays and script.approval else read.fingerprint
        known = heard.get((script.id, approved))
        why_not = _why_not_meant(script, contents, framing) or _why_not_approved(read, contents, stays=stays)
        since = _since(script, known, contents, now)
        if why_not is None and since is not None:
            published.append(Publishable(read, since, known, stays))
        else:
            withheld[script.id] = Sentence(why_not or NOT_HEARD)
    newest_first = sorted(published, key=lambda one: (one.published_at, one.read.script.id), reverse=True)
    return Choice(tuple(newest_first), withheld)


def meant_for_site(contents: Contents) -> tuple[str, ...]:
    """Return the scripts, by id, that the website is meant to show as soon as they are approved and were heard."""
    framing = _framing(contents)
    return tuple(one.id for one in contents.scripts if _why_not_meant(one, contents, framing) is None)


def _framing(contents: Contents) -> set[str]:
    """Return the scripts that playlists ask for by name: calls, greetings and introductions, which are no articles."""
    return {entry.name for entry in contents.timetable.all_entries if entry.kind is EntryKind.SCRIPT}


def _why_not_meant(script: Script, contents: Contents, framing: Set[str]) -> str | None:
    chosen = script.publish_on is not None
    unasked = script.id in framing or script.column in contents.station.website.leave_out
    if script.never_publish or (not chosen and (unasked or script.priority is Priority.EMERGENCY)):
        return NOT_WANTED
    return None


def _why_not_approved(read: ReadScript, contents: Contents, *, stays: bool) -> str | None:
    approval = read.script.approval
    if approval is None:
        return TAKEN_BACK if read.revocation else NOT_APPROVED
    if any(
        (one.script, one.fingerprint) == (read.script.id, approval.fingerprint) for one in contents.revocations or ()
    ):
        return TAKEN_BACK
    if not read.is_approved and not (stays and read.is_known):
        return CHANGED if read.is_stale else NOT_APPROVED
    return None if approval.written == written_fingerprint(read.script) else NOT_TO_READ


def _since(script: Script, heard: Hearing | None, contents: Contents, now: datetime) -> datetime | None:
    """Return since when the script may be seen: from the day it names, else since first heard; None for not yet."""
    if script.publish_on is not None:
        named = start_of(script.publish_on, contents)
        return named if named <= now else None
    if heard is None:
        return None
    zone = start_of(date_of(now, contents), contents).tzinfo
    return heard.first_at.astimezone(zone).replace(microsecond=0)


def campaigns_of(script: Script, campaigns: Sequence[Campaign]) -> tuple[str, ...]:
    """Return the campaigns that the script is part of: it is of one's column, or valid only in one's days."""
    return tuple(
        campaign.id for campaign in campaigns if script.column in campaign.columns or _only_in(script, campaign)
    )


def _only_in(script: Script, campaign: Campaign) -> bool:
    first, last = script.valid.first, script.valid.last
    return first is not None and last is not None and campaign.runs_on(first) and campaign.runs_on(last)
