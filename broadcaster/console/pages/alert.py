"""Khẩn cấp: a text or a recording at once on every output, in two steps: what will be heard, then the air."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

from starlette.responses import FileResponse, Response

from broadcaster.console.visit import Visit
from broadcaster.errors import BroadcasterError, UnknownNameError, UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.model.account import Role
from broadcaster.model.alert import ONCE, PLANS, Repeats, repeated
from broadcaster.model.contents import Contents
from broadcaster.model.script import Priority
from broadcaster.model.sound import ClipKind
from broadcaster.workflows.accounts import register_of
from broadcaster.workflows.alert_files import Prepared
from broadcaster.workflows.alert_recordings import SentRecording, keep_recording, sent_recordings
from broadcaster.workflows.alert_sound import LARGEST_FILE, Source, source_of
from broadcaster.workflows.alerting import (
    Order,
    ask,
    cancel,
    confirm,
    current,
    is_quiet,
    planned,
    preview,
    quiet_moments,
    waiting,
)
from broadcaster.workflows.emergencies import approve_afterwards, known_emergencies
from broadcaster.workflows.station_folder import Places

KEY = re.compile(r"[0-9a-f]{40}")
MOMENTS_SHOWN = 6
CHOICES: dict[str, tuple[str, Repeats]] = {
    "once": (N_("once"), ONCE),
    "thrice": (N_("three times, five minutes apart"), repeated(3, 300_000)),
    "disaster": (N_("disaster: at once, twice more at 5 minutes, then every 30, until it is ended"), PLANS["disaster"]),
    "disaster-3": (N_("disaster of level 3: the same, then every 20 minutes"), PLANS["disaster-3"]),
}


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to air, as it was put into the form."""

    text: str
    file: str
    choice: str
    in_quiet_hours: bool

    @property
    def repeats(self) -> Repeats:
        """How often it is to be heard."""
        return CHOICES.get(self.choice, CHOICES["once"])[1]


def wanted_in(visit: Visit) -> Wanted:
    """Return what stands in the form."""
    text = visit.secret("text").replace("\r\n", "\n").strip()
    return Wanted(text, visit.field("file"), visit.field("repeats") or "once", visit.field("quiet_hours") == "yes")


def prepared_for(contents: Contents, wanted: Wanted) -> Prepared:
    """Return what will be heard. Raises UsageError, SpeechError, SoundError."""
    if wanted.file:
        if wanted.file not in recordings(contents):
            raise UsageError(N_("there is no recording “{name}” in the station's folder"), name=wanted.file)
        return preview(contents.folder, source_of(contents.folder, str(contents.folder / wanted.file)))
    if not wanted.text:
        raise UsageError(N_("write what shall be said, or choose a recording"))
    return preview(contents.folder, Source("", wanted.text.encode()))


def recordings(contents: Contents) -> dict[str, str]:
    """Return what lies ready in the station's folder for emergencies, by its path, and what each is called.

    What was sent in, the newest first, then spots, recordings and emergency scripts.
    """
    sounds = [sound for sound in contents.sounds if sound.kind in {ClipKind.SPOT, ClipKind.RECORDING}]
    scripts = [one for one in contents.scripts if one.priority is Priority.EMERGENCY]
    files = [sound.path.relative_to(contents.folder).as_posix() for sound in sounds]
    files += [script.place.file for script in scripts if script.place]
    return {file: PurePath(file).name for file in sent_recordings(contents.folder)} | {
        file: file for file in sorted(files)
    }


def kept_recording(visit: Visit) -> SentRecording:
    """Keep the recording that was sent, and return it. Raises UsageError for one that can't be aired."""
    upload = visit.upload("recording")
    return keep_recording(visit.site.folder, upload.filename or "", upload.file, visit.by, visit.site.watch.now())


def show(visit: Visit) -> Response:
    """Show what is on air or to come, and the form."""
    return _form(visit, Wanted("", "", "once", in_quiet_hours=False))


def _form(visit: Visit, wanted: Wanted, said: Sentence | None = None, status: int = 200) -> Response:
    contents, now = visit.contents, visit.site.watch.now()
    quiet = contents.station.hours.quiet
    names = {account.full_name for account in register_of(contents)}  # whoever asked here was given the code
    unapproved = [one for one in reversed(known_emergencies(contents)) if one.approved is None]
    unconfirmed = [(code if one.asked_by not in names else "", one) for code, one in waiting(contents.folder, now)]
    return visit.page(
        "alert.html", status=status, wanted=wanted, said=said, choices=CHOICES, files=recordings(contents),
        standing=current(contents.folder, now), waiting=unconfirmed, now=now,
        largest_file=LARGEST_FILE, unapproved=unapproved, may_approve=visit.who.may(frozenset({Role.APPROVER})),
        is_quiet=quiet is not None and quiet.contains(now.time()),
    )  # fmt: skip


def look(visit: Visit) -> Response:
    """Step one: make the sound and show what will be heard, where, and when. Nothing airs."""
    wanted = wanted_in(visit)
    try:
        if visit.has_upload("recording"):
            wanted = replace(wanted, text="", file=kept_recording(visit).file)
        prepared = prepared_for(visit.contents, wanted)
    except BroadcasterError as failure:
        return _form(visit, wanted, failure.sentence, 422)
    return _preview(visit, wanted, prepared)


def _preview(visit: Visit, wanted: Wanted, prepared: Prepared, said: Sentence | None = None) -> Response:
    now = visit.site.watch.now()
    order = Order(visit.by, wanted.repeats, None, wanted.in_quiet_hours)
    return visit.page(
        "alert_preview.html", wanted=wanted, prepared=prepared, key=visit.site.once.key(), said=said, now=now,
        moments=planned_first(prepared, order, now), quiet_now=is_quiet(prepared, now),
        silent=quiet_moments_first(prepared, order, now), choice=CHOICES.get(wanted.choice, CHOICES["once"])[0],
    )  # fmt: skip


def planned_first(prepared: Prepared, order: Order, now: datetime) -> list[datetime]:
    """Return the first times at which it would be heard."""
    return planned(prepared, order, now)[:MOMENTS_SHOWN]


def quiet_moments_first(prepared: Prepared, order: Order, now: datetime) -> list[datetime]:
    """Return the first times that fall into the quiet hours and would not be heard."""
    return quiet_moments(prepared, order, now)[:MOMENTS_SHOWN]


def air(visit: Visit) -> Response:
    """Step two: put on air what was shown, or, in the quiet hours, ask for the third step."""
    wanted, site = wanted_in(visit), visit.site
    prepared = prepared_for(visit.contents, wanted)
    if prepared.fingerprint != visit.field("fingerprint"):
        changed = Sentence(N_("what would be heard is not what was shown any more: look again"))
        return _preview(visit, wanted, prepared, changed)
    if not site.once.take(visit.field("key")):  # clicked twice, or sent again by the browser
        return visit.go("/alert")
    order = Order(visit.by, wanted.repeats, None, wanted.in_quiet_hours)
    asked = ask(site.folder, prepared, order, site.now())
    if not asked.code:
        return visit.go("/alert")
    assert asked.good_until is not None
    until = asked.good_until.astimezone(ZoneInfo(prepared.timezone))
    return visit.page("alert_confirm.html", code=asked.code, until=until, prepared=prepared, said=None)


def confirm_code(visit: Visit) -> Response:
    """Put on air what waits for a code: the second step in the quiet hours. A wrong one can be typed again."""
    try:
        confirm(visit.site.folder, visit.field("code"), visit.by, visit.site.now())
    except UsageError:
        wrong = Sentence(N_("this code is wrong, or it has been used, or is too old: look at it again and type it"))
        return _form(visit, Wanted("", "", "once", in_quiet_hours=False), wrong, 422)
    return visit.go("/alert")


def end(visit: Visit) -> Response:
    """End one emergency, or all of them."""
    cancel(visit.site.folder, visit.field("id") or None, visit.by, visit.site.now())
    return visit.go("/alert")


def approve(visit: Visit) -> Response:
    """Approve an emergency that was aired first."""
    approve_afterwards(visit.contents, visit.field("id"), visit.by)
    return visit.go("/alert")


def sound(visit: Visit) -> Response:
    """Give the finished sound, to be listened to before it airs."""
    key = visit.names["key"]
    path = Places(visit.site.folder).alerts / "sounds" / f"{key}.wav"
    if not KEY.fullmatch(key) or not path.is_file():
        raise UnknownNameError(N_("this sound is not there any more: look again"))
    return FileResponse(path, media_type="audio/wav")
