"""The sounds of the website: each item's MP3, made of the finished item, or left as it is where just that was approved.

Change the music under the voice, and every approval that it was part of is void; what was heard before was approved as
it was all the same. So an article whose words are as approved stays on the site, with the sound that lies there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from broadcaster.model.contents import Contents
from broadcaster.model.sound import Clip, is_synthetic
from broadcaster.model.station import Profile, SoundGoal
from broadcaster.publishing.folder import SiteFolder
from broadcaster.publishing.site import Article, Audio
from broadcaster.workflows.items import said_ms, web_path
from broadcaster.workflows.shapes import Json
from broadcaster.workflows.station_folder import Places

USUAL_LUFS = -16.0  # of podcasts, where the station names no loudness for the web
RECIPE = 1  # raise it when the same item gives another file


@dataclass(frozen=True)
class SiteSound:
    """An item's sound on the site, and from when to when its sentences are heard.

    `clip` is the item that it is made of, None for a sound that stays as it is.
    """

    audio: Audio
    times: tuple[tuple[int, int], ...]
    clip: Clip | None = None


class SiteSounds:
    """The sounds in the site's folder."""

    def __init__(self, contents: Contents, folder: SiteFolder) -> None:
        self._station = contents.station
        self._folder = folder
        self._stretches = Places(contents.folder).stretches
        web_lufs = contents.station.sound.web_lufs
        self._goal = SoundGoal(USUAL_LUFS if web_lufs is None else web_lufs, Profile.FULL)

    def made_of(self, clip: Clip, name: str) -> SiteSound:
        """Return the sound of `clip` as it will be; size and content are known when it is made."""
        path = f"am-thanh/{name}-{self._key(clip)[:10]}.mp3"
        audio = Audio(path, 0, clip.duration_ms, "", is_synthetic(clip.voice))
        return SiteSound(audio, tuple(said_ms(clip.path)) if clip.path else (), clip)

    def as_it_is(self, article: str) -> SiteSound | None:
        """Return the sound that the article of that id has on the site, None where it has none."""
        noted = _noted(self._folder.about, article)
        try:
            audio = Audio(str(noted["audio"]), 0, int(noted["duration_ms"]), "", bool(noted["synthetic"]))
            times = tuple((int(from_ms), int(to_ms)) for from_ms, to_ms in noted["times"])
        except (KeyError, TypeError, ValueError):
            return None
        return SiteSound(audio, times) if self._folder.knows(audio.path) else None

    def put(self, sound: SiteSound, article: Article) -> Audio:
        """Have the sound of `article` in the folder, and return it with its size and content. Raises SoundError."""
        if sound.clip is None:
            kept = self._folder.keep(sound.audio.path)
        else:
            render = partial(self._render, sound.clip, article.published_at.date())
            kept = self._folder.make(sound.audio.path, self._key(sound.clip), render)
        return replace(sound.audio, size=kept.size, sha256=kept.sha256)

    def _key(self, clip: Clip) -> str:
        made_of = [RECIPE, _mixed_for_web(clip).name, self._goal.loudness_lufs, clip.title, self._station.name]
        return hashlib.sha256(json.dumps(made_of, ensure_ascii=False).encode()).hexdigest()

    def _render(self, clip: Clip, day: date, to: Path) -> None:
        from broadcaster.studio.levels import MIX_LUFS, gain_db_to
        from broadcaster.studio.programme import ProgrammePart, ProgrammeTags, render_programme
        from broadcaster.studio.stretches import Stretches

        source = _mixed_for_web(clip)
        gain_db = round(gain_db_to(MIX_LUFS, clip.loudness_lufs), 2)
        part = ProgrammePart(source, source.name, clip.begins_ms, clip.duration_ms, gain_db=gain_db, name=clip.id)
        tags = ProgrammeTags(clip.title, self._station.name, day, clip.voice)
        render_programme([part], self._goal, to, tags, Stretches(self._stretches))


def noted(articles: Sequence[Article], sounds: Mapping[str, SiteSound]) -> dict[str, Json]:
    """Return what the site's list keeps of each article: its page, and what is to be known of its sound."""
    return {article.id: _note(article, sounds.get(article.id)) for article in articles}


def pages_noted(about: Mapping[str, object]) -> dict[str, str]:
    """Return the pages of the articles that the site's list tells of."""
    items = about.get("items")
    found = items if isinstance(items, dict) else {}
    return {str(article): str(_noted(about, article).get("page", "")) for article in found}


def _note(article: Article, sound: SiteSound | None) -> Json:
    if sound is None:
        return {"page": article.page}
    audio = sound.audio
    return {
        "page": article.page,
        "audio": audio.path,
        "duration_ms": audio.duration_ms,
        "synthetic": audio.is_synthetic,
        "times": [list(span) for span in sound.times],
    }


def _noted(about: Mapping[str, object], article: str) -> dict[str, Any]:
    items = about.get("items")
    found = items.get(article) if isinstance(items, dict) else None
    return found if isinstance(found, dict) else {}


def _mixed_for_web(clip: Clip) -> Path:
    assert clip.path is not None
    for_web = web_path(clip.path)
    return for_web if for_web.is_file() else clip.path
