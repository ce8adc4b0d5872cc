"""Emergencies for programs: the same two steps as on the page."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from starlette.responses import JSONResponse, Response

from broadcaster.console.api.reading import read_body
from broadcaster.console.dispatch import TurnedAwayError
from broadcaster.console.pages.alert import (
    CHOICES,
    Wanted,
    kept_recording,
    planned_first,
    prepared_for,
    quiet_moments_first,
)
from broadcaster.console.pages.alert import sound as finished_sound
from broadcaster.console.visit import Visit
from broadcaster.errors import UsageError
from broadcaster.messages import N_, Sentence
from broadcaster.workflows.alert_files import Prepared
from broadcaster.workflows.alerting import Order, ask, cancel, confirm, current, prepared_json
from broadcaster.workflows.emergencies import approve_afterwards, emergency_json, known_emergencies


def standing(visit: Visit) -> Response:
    """Tell what is on air or to come."""
    found = current(visit.site.folder, visit.site.watch.now())
    alerts = [
        {
            "alert": one.alert.id,
            "title": one.alert.title,
            "text": one.alert.text,
            "by": one.alert.by,
            "first_at": one.alert.first_at.isoformat(timespec="seconds"),
            "next_at": one.next_at.isoformat(timespec="seconds") if one.next_at else None,
        }
        for one in found
    ]
    return JSONResponse({"alerts": alerts})


def aired(visit: Visit) -> Response:
    """Tell which emergencies were aired, and who approved them."""
    return JSONResponse({"alerts": [emergency_json(one) for one in known_emergencies(visit.contents)]})


def approve(visit: Visit) -> Response:
    """Approve an emergency that was aired first."""
    said = read_body(visit.json, "alert", needed=("alert",))
    return JSONResponse(emergency_json(approve_afterwards(visit.contents, said["alert"], visit.by)))


def send(visit: Visit) -> Response:
    """Keep a recording, to be previewed and aired by its file's name; nothing airs."""
    return JSONResponse(asdict(kept_recording(visit)), 201)


def sound(visit: Visit) -> Response:
    """Give the sound that a preview made."""
    return finished_sound(visit)


def look(visit: Visit) -> Response:
    """Make the sound and tell what would be heard; nothing airs."""
    said = read_body(visit.json, "text", "file", "repeats", "quiet_hours")
    wanted = _wanted(said)
    prepared = prepared_for(visit.contents, wanted)
    now = visit.site.watch.now()
    order = Order(visit.by, wanted.repeats, None, wanted.in_quiet_hours)
    moments = {
        "moments": [moment.isoformat(timespec="seconds") for moment in planned_first(prepared, order, now)],
        "quiet": [moment.isoformat(timespec="seconds") for moment in quiet_moments_first(prepared, order, now)],
    }
    return JSONResponse(_prepared_json(prepared) | moments)


def air(visit: Visit) -> Response:
    """Put on air what a preview told of; in the quiet hours answer with the code that confirms it."""
    said = read_body(visit.json, "text", "file", "repeats", "quiet_hours", "fingerprint")
    wanted = _wanted(said)
    prepared = prepared_for(visit.contents, wanted)
    if prepared.fingerprint != said.get("fingerprint"):
        raise TurnedAwayError(409, Sentence(N_("what would be heard is not what was shown any more: look again")))
    order = Order(visit.by, wanted.repeats, None, wanted.in_quiet_hours)
    asked = ask(visit.site.folder, prepared, order, visit.site.now())
    shape = {
        "alert": asked.alert.id,
        "state": "to_confirm" if asked.code else "on_air",
        "code": asked.code or None,
        "good_until": asked.good_until.isoformat(timespec="seconds") if asked.good_until else None,
    }
    return JSONResponse(shape, 201)


def confirm_code(visit: Visit) -> Response:
    """Put on air what waits for the code."""
    said = read_body(visit.json, "code")
    alert = confirm(visit.site.folder, str(said.get("code", "")), visit.by, visit.site.now())
    return JSONResponse({"alert": alert.id, "state": "on_air", "code": None, "good_until": None}, 201)


def end(visit: Visit) -> Response:
    """End one emergency, or all of them."""
    said = read_body(visit.json, "alert")
    ended = cancel(visit.site.folder, said.get("alert"), visit.by, visit.site.now())
    return JSONResponse({"ended": [alert.id for alert in ended]})


def _wanted(said: Mapping[str, Any]) -> Wanted:
    choice = said.get("repeats", "once")
    if choice not in CHOICES:
        raise UsageError(N_("“{value}” is none of {known}"), value=choice, known=", ".join(CHOICES))
    return Wanted(said.get("text", "").strip(), said.get("file", ""), choice, said.get("quiet_hours", False))


def _prepared_json(prepared: Prepared) -> dict[str, Any]:
    return {**prepared_json(prepared), "sound": f"/api/v1/alerts/sounds/{prepared.sound.stem}"}
