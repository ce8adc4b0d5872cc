"""Publish: the website brought up to what is approved and was heard, in a folder that only we write to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence, say
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Problem
from broadcaster.model.record import AsRunEntry
from broadcaster.model.sound import Clip, is_synthetic
from broadcaster.model.station import Profile, SoundGoal
from broadcaster.model.timetable import Campaign
from broadcaster.publishing.folder import Changes, SiteFolder
from broadcaster.publishing.names import plain_names
from broadcaster.publishing.site import Article, Audio, Said, Site
from broadcaster.vietnamese.written import written_form
from broadcaster.workflows.approvals import ReadScript, read_scripts
from broadcaster.workflows.column_names import column_names
from broadcaster.workflows.item_making import make_items
from broadcaster.workflows.items import said_ms, web_path
from broadcaster.workflows.keeping_record import record_to_read
from broadcaster.workflows.only_one import OnlyOne
from broadcaster.workflows.publishable import NOT_HEARD, NOT_WANTED, Choice, Publishable, campaigns_of, choose
from broadcaster.workflows.published import note_site
from broadcaster.workflows.shapes import Json
from broadcaster.workflows.sounds import measure_sounds
from broadcaster.workflows.station_folder import Places
from broadcaster.workflows.wording import words_of

USUAL_LUFS = -16.0  # of podcasts, where the station names no loudness for the web
_AT_WORK = N_("another publish is at work (process {pid}); wait until it is through")
RECIPE = 1  # raise it when the same item gives another file

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


def record_lines(contents: Contents) -> list[AsRunEntry]:
    """Return what the station's record says was heard."""
    with record_to_read(contents) as record:
        return list(record.aired())


def publish(
    contents: Contents, order: Order, lines: Sequence[AsRunEntry], now: datetime, progress: Progress
) -> Published:
    """Bring the site in the order's folder up to date; `lines` say what was heard.

    Raises UsageError for a folder that can't be the site's, NotReadyError and SoundError when the disk refuses.
    """
    _check(contents, order)
    lock = OnlyOne(Places(contents.folder).var / "publish.lock", _AT_WORK)
    try:
        return _Publication(contents, order, progress).run(lines, now)
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
        self._places = Places(contents.folder)
        web_lufs = contents.station.sound.web_lufs
        self._goal = SoundGoal(USUAL_LUFS if web_lufs is None else web_lufs, Profile.FULL)

    def run(self, lines: Sequence[AsRunEntry], now: datetime) -> Published:
        before = self._items_before()
        choice = self._choice(choose(self._contents, read_scripts(self._contents), lines, now))
        clips, problems = self._clips([one.read for one in choice.published])
        site = self._site(choice.published, clips)
        self._write(site, clips)
        items = {article.id: article.page for article in site.articles}
        gone = Sentence(N_("its script is gone"))
        taken_off = {one: choice.withheld.get(one, gone) for one in before if one not in items}
        heard = {line.source for line in lines if line.duration_ms > 0}
        held_back = {
            one: why for one, why in choice.withheld.items()
            if one in heard and one not in taken_off and why.template not in _UNREMARKABLE
        }  # fmt: skip
        note_site(self._contents, self._order.folder, site.base_url, items)
        return Published(site, self._folder.changes, taken_off, held_back, problems)

    def _items_before(self) -> list[str]:
        about = self._folder.about
        if about.get("campaign", self._order.campaign) != self._order.campaign:
            other = about["campaign"] or self._contents.station.name
            template = N_("{folder} holds the site of {other}; publish to another folder")
            raise UsageError(template, folder=self._order.folder, other=other)
        items = about.get("items", {})
        return list(items) if isinstance(items, dict) else []

    def _choice(self, choice: Choice) -> Choice:
        """Return what of `choice` belongs to the campaign that was asked for."""
        campaigns = self._contents.timetable.campaigns
        wanted = self._order.campaign
        if wanted is None:
            return choice
        return replace(
            choice, published=tuple(p for p in choice.published if wanted in campaigns_of(p.read.script, campaigns))
        )

    def _clips(self, reads: Sequence[ReadScript]) -> tuple[Mapping[str, Clip], tuple[Problem, ...]]:
        """Return the finished items, made where they are missing."""
        sounds, problems = measure_sounds(self._contents)
        through = 0

        def told(name: str) -> None:
            nonlocal through
            through += 1
            self._progress(Sentence(N_("reading aloud: {name}"), name=name), through, len(reads))

        made = make_items(self._contents, sounds, reads, told)
        return made.clips, (*problems, *made.all_problems())

    def _site(self, published: Sequence[Publishable], clips: Mapping[str, Clip]) -> Site:
        station, timetable = self._contents.station, self._contents.timetable
        names = plain_names(one.read.script.id for one in published)
        articles = tuple(
            self._article(one, names[one.read.script.id], clips.get(one.read.script.id)) for one in published
        )
        campaigns = [
            campaign
            for campaign in timetable.campaigns
            if any(campaign.id in article.campaigns for article in articles)
            and self._order.campaign in {None, campaign.id}
        ]
        columns = dict.fromkeys(article.column for article in sorted(articles, key=lambda a: _rank(a, campaigns)))
        base_url = self._order.base_url or station.website.url
        return Site(
            station=station.name,
            title=station.website.title or station.name,
            language=station.language,
            articles=articles,
            columns=column_names(self._contents, columns),
            campaigns=tuple(sorted(campaigns, key=lambda campaign: str(campaign.days.first), reverse=True)),
            text=partial(_said, station.language),
            base_url=base_url,
        )

    def _article(self, one: Publishable, name: str, clip: Clip | None) -> Article:
        script = one.read.script
        return Article(
            id=script.id,
            name=name,
            title=script.title,
            column=script.column,
            written=written_form(script.body),
            said=self._sentences(one.read, clip),
            published_at=one.published_at,
            airings=one.airings,
            aired_ms=one.aired_ms,
            campaigns=campaigns_of(script, self._contents.timetable.campaigns),
            audio=self._audio(name, clip) if clip else None,
        )

    def _sentences(self, read: ReadScript, clip: Clip | None) -> tuple[Said, ...]:
        """Return what is said, with times where they are known: a human reads the whole in one piece."""
        words = words_of(read, self._contents)
        times = said_ms(clip.path) if clip and clip.path else []
        if len(times) != len(words):
            return tuple(Said(part.text) for part in words)
        return tuple(Said(part.text, from_ms, to_ms) for part, (from_ms, to_ms) in zip(words, times, strict=True))

    def _audio(self, name: str, clip: Clip) -> Audio:
        """Return the item's MP3 as it will be; its size and content are known when it is made."""
        path = f"am-thanh/{name}-{self._made_of(clip)[:10]}.mp3"
        return Audio(path, 0, clip.duration_ms, "", is_synthetic(clip.voice))

    def _made_of(self, clip: Clip) -> str:
        made_of = [RECIPE, _mixed_for_web(clip).name, self._goal.loudness_lufs, clip.title, self._contents.station.name]
        return hashlib.sha256(json.dumps(made_of, ensure_ascii=False).encode()).hexdigest()

    def _write(self, site: Site, clips: Mapping[str, Clip]) -> None:
        from broadcaster.publishing.files import site_files
        from broadcaster.publishing.share_pack import share_pack, share_text

        sounds = [article for article in site.articles if article.audio]
        names = [
            name for article in sounds if article.audio and article.pack for name in (article.audio.path, article.pack)
        ]
        self._folder.announce([*names, *site_files(site)])
        whole: dict[str, Article] = {}
        for number, article in enumerate(sounds, start=1):
            assert article.audio is not None
            assert article.pack is not None
            clip, path = clips[article.id], article.audio.path
            kept = self._folder.make(path, self._made_of(clip), partial(self._render, clip, article))
            whole[article.id] = replace(article, audio=replace(article.audio, size=kept.size, sha256=kept.sha256))
            packed = hashlib.sha256(f"{share_text(article, site)}\n{kept.sha256}".encode()).hexdigest()
            if not self._folder.has(article.pack, packed):
                sound = (self._folder.folder / path).read_bytes()
                self._folder.put(article.pack, share_pack(article, site, sound), packed)
            self._progress(Sentence(N_("encoding: {name}"), name=article.id), number, len(sounds))
        finished = replace(site, articles=tuple(whole.get(article.id, article) for article in site.articles))
        for name, content in site_files(finished).items():
            self._folder.put(name, content)
        self._folder.finish(self._about(site))

    def _render(self, clip: Clip, article: Article, to: Path) -> None:
        from broadcaster.studio.levels import MIX_LUFS, gain_db_to
        from broadcaster.studio.programme import ProgrammePart, ProgrammeTags, render_programme
        from broadcaster.studio.stretches import Stretches

        source = _mixed_for_web(clip)
        gain_db = round(gain_db_to(MIX_LUFS, clip.loudness_lufs), 2)
        part = ProgrammePart(source, source.name, clip.begins_ms, clip.duration_ms, gain_db=gain_db, name=clip.id)
        tags = ProgrammeTags(clip.title, self._contents.station.name, article.published_at.date(), clip.voice)
        render_programme([part], self._goal, to, tags, Stretches(self._places.stretches))

    def _about(self, site: Site) -> Json:
        return {
            "made_by": "Broadcaster",
            "title": site.title,
            "base_url": site.base_url,
            "campaign": self._order.campaign,
            "items": {article.id: article.page for article in site.articles},
        }


_UNREMARKABLE = {NOT_WANTED, NOT_HEARD}


def _mixed_for_web(clip: Clip) -> Path:
    assert clip.path is not None
    for_web = web_path(clip.path)
    return for_web if for_web.is_file() else clip.path


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
    }
