"""Publish: the website brought up to what is approved and was heard, in a folder that only we write to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence, say
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Problem
from broadcaster.model.record import Hearing
from broadcaster.model.timetable import Campaign
from broadcaster.publishing.folder import Changes, SiteFolder
from broadcaster.publishing.names import plain_names
from broadcaster.publishing.site import Article, Said, Site
from broadcaster.vietnamese.written import written_form
from broadcaster.workflows.approvals import ReadScript, read_scripts
from broadcaster.workflows.column_names import column_names
from broadcaster.workflows.draft_reasons import Part, changes_since_approval
from broadcaster.workflows.item_making import make_items
from broadcaster.workflows.keeping_record import record_to_read
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.publishable import (
    NOT_HEARD,
    NOT_WANTED,
    Choice,
    Publishable,
    campaigns_of,
    choose,
    meant_for_site,
)
from broadcaster.workflows.published import note_site
from broadcaster.workflows.shapes import Json, problem_json
from broadcaster.workflows.site_sounds import SiteSound, SiteSounds, noted, pages_noted
from broadcaster.workflows.sounds import measure_sounds
from broadcaster.workflows.station_folder import Places
from broadcaster.workflows.wording import words_of

_AT_WORK = N_("another publish is at work (process {pid}); wait until it is through")

Progress = Callable[[Sentence, int, int], None]


@dataclass(frozen=True)
class Published:
    """What stands on the site now, what changed in the folder, what was taken off (id and why), what went wrong."""

    site: Site
    changes: Changes
    taken_off: Mapping[str, Sentence]
    held_back: Mapping[str, Sentence]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Order:
    """What to publish: one campaign or (None) everything, and under which address (None: the one of `station.yaml`)."""

    folder: Path
    campaign: str | None = None
    base_url: str | None = None


def heard_so_far(contents: Contents) -> list[Hearing]:
    """Return how the scripts were heard, by the station's record, that the website is meant to show."""
    with record_to_read(contents) as record:
        return record.hearings(meant_for_site(contents))


def publish(
    contents: Contents, order: Order, hearings: Sequence[Hearing], now: datetime, progress: Progress
) -> Published:
    """Bring the site in the order's folder up to date; `hearings` tell how the scripts were heard.

    Raises UsageError for a folder that can't be the site's, NotReadyError and SoundError when the disk refuses.
    """
    _check(contents, order)
    lock = OnlyOne(Places(contents.folder).var / "publish.lock", _AT_WORK)
    try:
        return _Publication(contents, order, progress).run(hearings, now)
    finally:
        lock.release()


def _check(contents: Contents, order: Order) -> None:
    folder, station = order.folder.resolve(), contents.folder.resolve()
    var = Places(station).var
    of_station = folder == station or station.is_relative_to(folder)
    if of_station or any(folder.is_relative_to(station / part) for part in ("scripts", "playlists", "audio", "voices")):
        raise UsageError(
            N_("{folder} holds the station's own files; publish to a folder of its own"), folder=order.folder
        )
    if folder == var or (folder.is_relative_to(var) and not folder.is_relative_to(var / "site")):
        raise UsageError(N_("{folder} holds the machine's own files; in var/ only var/site can be published to"),
                         folder=order.folder)  # fmt: skip
    campaigns = [campaign.id for campaign in contents.timetable.campaigns]
    if order.campaign is not None and order.campaign not in campaigns:
        known = ", ".join(campaigns) or "–"
        raise UsageError(N_("there is no campaign “{name}”; there are: {known}"), name=order.campaign, known=known)


class _Publication:
    """One publication on its way."""

    def __init__(self, contents: Contents, order: Order, progress: Progress) -> None:
        self._contents = contents
        self._order = order
        self._progress = progress
        self._folder = SiteFolder(order.folder)
        self._sounds = SiteSounds(contents, self._folder)

    def run(self, hearings: Sequence[Hearing], now: datetime) -> Published:
        """Bring the folder up to date."""
        self._check_campaign()
        before = pages_noted(self._folder.about)
        choice = self._choice(hearings, now)
        sounds, problems = self._find_sounds(choice.published)
        site = self._site(choice.published, sounds)
        self._write(site, sounds)
        items = {article.id: article.page for article in site.articles}
        gone = Sentence(N_("its script is gone"))
        taken_off = {one: choice.withheld.get(one, gone) for one in before if one not in items}
        heard = {hearing.source for hearing in hearings}
        held_back = {
            one: why for one, why in choice.withheld.items()
            if one in heard and one not in taken_off and why.template not in _UNREMARKABLE
        }  # fmt: skip
        note_site(self._contents, self._order.folder, self._order.campaign, site.base_url, items)
        return Published(site, self._folder.changes, taken_off, held_back, problems)

    def _check_campaign(self) -> None:
        about = self._folder.about
        if about.get("campaign", self._order.campaign) != self._order.campaign:
            other = about["campaign"] or self._contents.station.name
            template = N_("{folder} holds the site of {other}; publish to another folder")
            raise UsageError(template, folder=self._order.folder, other=other)

    def _choice(self, hearings: Sequence[Hearing], now: datetime) -> Choice:
        """Return what may stand on the site and belongs to the campaign that was asked for."""
        contents, wanted = self._contents, self._order.campaign
        reads = read_scripts(contents)
        changes = changes_since_approval(reads, contents)
        redressed = {one for one, found in changes.items() if found and {c.part for c in found} == {Part.DRESSING}}
        choice = choose(contents, reads, hearings, now, redressed)
        if wanted is None:
            return choice
        campaigns = contents.timetable.campaigns
        return replace(
            choice, published=tuple(p for p in choice.published if wanted in campaigns_of(p.read.script, campaigns))
        )

    def _find_sounds(self, published: Sequence[Publishable]) -> tuple[dict[str, SiteSound], tuple[Problem, ...]]:
        """Return the sound of each script by its id, the items made where they are missing; and what went wrong."""
        reads = [one.read for one in published if not one.stays_as_it_was]
        measured, problems = measure_sounds(self._contents)
        through = 0

        def told(name: str) -> None:
            nonlocal through
            through += 1
            self._progress(Sentence(N_("reading aloud: {name}"), name=name), through, len(reads))

        made = make_items(self._contents, measured, reads, told)
        names = plain_names(one.read.script.id for one in published)
        sounds = {one: self._sounds.made_of(clip, names[one]) for one, clip in made.clips.items()}
        for one in published:
            if one.stays_as_it_was and (sound := self._sounds.as_it_is(one.read.script.id)):
                sounds[one.read.script.id] = sound
        return sounds, (*problems, *made.all_problems())

    def _site(self, published: Sequence[Publishable], sounds: Mapping[str, SiteSound]) -> Site:
        station, timetable = self._contents.station, self._contents.timetable
        names = plain_names(one.read.script.id for one in published)
        articles = tuple(
            self._article(one, names[one.read.script.id], sounds.get(one.read.script.id)) for one in published
        )
        campaigns = [
            campaign
            for campaign in timetable.campaigns
            if any(campaign.id in article.campaigns for article in articles)
            and self._order.campaign in {None, campaign.id}
        ]
        columns = dict.fromkeys(article.column for article in sorted(articles, key=lambda a: _rank(a, campaigns)))
        return Site(
            station=station.name,
            title=station.website.title or station.name,
            language=station.language,
            articles=articles,
            columns=column_names(self._contents, columns),
            campaigns=tuple(sorted(campaigns, key=lambda campaign: str(campaign.days.first), reverse=True)),
            text=partial(_said, station.language),
            base_url=self._order.base_url or station.website.url,
        )

    def _article(self, one: Publishable, name: str, sound: SiteSound | None) -> Article:
        script = one.read.script
        return Article(
            id=script.id,
            name=name,
            title=script.title,
            column=script.column,
            written=written_form(script.body),
            said=self._sentences(one.read, sound.times if sound else ()),
            published_at=one.published_at,
            airings=one.airings,
            aired_ms=one.aired_ms,
            campaigns=campaigns_of(script, self._contents.timetable.campaigns),
            audio=sound.audio if sound else None,
        )

    def _sentences(self, read: ReadScript, times: Sequence[tuple[int, int]]) -> tuple[Said, ...]:
        """Return what is said, with times where they are known: a human reads the whole in one piece."""
        words = words_of(read, self._contents)
        if len(times) != len(words):
            return tuple(Said(part.text) for part in words)
        return tuple(Said(part.text, from_ms, to_ms) for part, (from_ms, to_ms) in zip(words, times, strict=True))

    def _write(self, site: Site, sounds: Mapping[str, SiteSound]) -> None:
        """Write what changed: what is linked to before what links to it."""
        from broadcaster.publishing.files import site_files

        packs = [name for a in site.articles if a.audio and a.pack for name in (a.audio.path, a.pack)]
        self._folder.announce([*packs, *site_files(site)])
        articles = []
        for number, article in enumerate(site.articles, start=1):
            sound = sounds.get(article.id)
            articles.append(self._with_sound(article, sound, site) if sound else article)
            self._progress(Sentence(N_("encoding: {name}"), name=article.id), number, len(site.articles))
        for name, content in site_files(replace(site, articles=tuple(articles))).items():
            self._folder.put(name, content)
        self._folder.finish(
            {
                "made_by": "Broadcaster",
                "title": site.title,
                "base_url": site.base_url,
                "campaign": self._order.campaign,
                "items": noted(site.articles, sounds),
            }
        )

    def _with_sound(self, article: Article, sound: SiteSound, site: Site) -> Article:
        """Return `article` with its sound, which is in the folder then, and in its pack."""
        from broadcaster.publishing.share_pack import share_pack, share_text

        audio = self._sounds.put(sound, article)
        whole = replace(article, audio=audio)
        packed = hashlib.sha256(f"{share_text(whole, site)}\n{audio.sha256}".encode()).hexdigest()
        if whole.pack and not self._folder.has(whole.pack, packed):
            self._folder.put(
                whole.pack, share_pack(whole, site, (self._folder.folder / audio.path).read_bytes()), packed
            )
        return whole


_UNREMARKABLE = {NOT_WANTED, NOT_HEARD}


def _rank(article: Article, campaigns: Sequence[Campaign]) -> tuple[int, str]:
    """Return by what columns are ordered: those of campaigns first, in their order."""
    order = [column for campaign in campaigns for column in campaign.columns]
    return (order.index(article.column) if article.column in order else len(order), article.column)


def _said(language: str, template: str, /, **values: object) -> str:
    return say(template, values, language)


def published_json(published: Published, language: str) -> Json:
    """Return what came of a publication as `publish --json` shows it."""
    site = published.site
    return {
        "items": [
            {
                "source": article.id,
                "title": article.title,
                "column": article.column,
                "page": article.page,
                "link": site.address(article.page) if site.base_url else None,
                "published_at": article.published_at.isoformat(),
                "audio": article.audio.path if article.audio else None,
            }
            for article in site.articles
        ],
        "written": published.changes.written,
        "removed": published.changes.removed,
        "kept": published.changes.kept,
        "taken_off": [{"source": one, "why": why.said(language)} for one, why in published.taken_off.items()],
        "held_back": [{"source": one, "why": why.said(language)} for one, why in published.held_back.items()],
        "base_url": site.base_url,
        "problems": [problem_json(problem, language) for problem in published.problems],
    }
