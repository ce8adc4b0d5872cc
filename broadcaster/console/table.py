"""The table: every way into the console, who may take it, and how much it reads. Nothing is reached but by it."""

from starlette.responses import JSONResponse, Response

from broadcaster.console.api import alerts, calls, health
from broadcaster.console.api import scripts as api_scripts
from broadcaster.console.api import timetable as api_timetable
from broadcaster.console.api import writing as api_writing
from broadcaster.console.api.openapi import document
from broadcaster.console.menu import ALERTERS
from broadcaster.console.pages import (
    accounts,
    alert,
    approving,
    entering,
    record,
    report,
    scripts,
    timetable,
    today,
    writing,
)
from broadcaster.console.visit import Visit
from broadcaster.console.ways import FORM_BYTES, KEPT_BYTES, LARGEST_DOCUMENT, Spec, Way
from broadcaster.model.account import EVERYBODY, Role
from broadcaster.workflows.alert_sound import LARGEST_FILE

ADMINS = frozenset({Role.ADMIN})
WRITERS = frozenset({Role.WRITER})
APPROVERS = frozenset({Role.APPROVER})
OPERATORS = frozenset({Role.OPERATOR})
UPLOAD_BYTES = LARGEST_DOCUMENT + FORM_BYTES  # a document, and the form around it
RECORDING_BYTES = LARGEST_FILE + FORM_BYTES  # a recording, and the form around it
DAYS = ("from", "until")


def openapi(_: Visit) -> Response:
    """Tell programs what they can ask."""
    return JSONResponse(document(WAYS))


PAGES = (
    Way("GET", "/login", entering.show, None),
    Way("POST", "/login", entering.log_in, None, KEPT_BYTES),
    Way("POST", "/logout", entering.log_out, EVERYBODY, FORM_BYTES),
    Way("GET", "/", today.show, EVERYBODY),
    Way("GET", "/live", today.follow, EVERYBODY),
    Way("GET", "/scripts", scripts.show, EVERYBODY),
    Way("GET", "/writing/new", writing.begin, WRITERS),
    Way("POST", "/writing/new", writing.create, WRITERS, FORM_BYTES, is_kept=True),
    Way("POST", "/writing/import", writing.bring_in, WRITERS, UPLOAD_BYTES),
    Way("POST", "/writing/reading", writing.reading, EVERYBODY, FORM_BYTES),
    Way("POST", "/writing/settle", writing.settle, WRITERS, FORM_BYTES),
    Way("POST", "/writing/unsettle", writing.unsettle, WRITERS, FORM_BYTES),
    Way("POST", "/writing/speak", writing.speak, EVERYBODY, FORM_BYTES),
    Way("GET", "/writing/sound/{key}", writing.sound, EVERYBODY),
    Way("GET", "/scripts/{id}", scripts.one, EVERYBODY),
    Way("POST", "/scripts/{id}", writing.save, WRITERS, FORM_BYTES, is_kept=True),
    Way("POST", "/scripts/{id}/submit", approving.submit, WRITERS, FORM_BYTES),
    Way("POST", "/scripts/{id}/approve", approving.approve, APPROVERS, FORM_BYTES),
    Way("POST", "/scripts/{id}/back", approving.send_back, APPROVERS, FORM_BYTES, is_kept=True),
    Way("POST", "/scripts/{id}/revoke", approving.revoke, APPROVERS, FORM_BYTES, is_kept=True),
    Way("GET", "/timetable", timetable.show, EVERYBODY),
    Way("GET", "/timetable/{id}", timetable.one, EVERYBODY),
    Way("POST", "/timetable/{id}", timetable.change, OPERATORS, FORM_BYTES, is_kept=True),
    Way("POST", "/timetable/{id}/add", timetable.add, OPERATORS, FORM_BYTES, is_kept=True),
    Way("GET", "/record", record.show, EVERYBODY),
    Way("GET", "/record/people", record.people, EVERYBODY),
    Way("GET", "/report", report.show, EVERYBODY),
    Way("GET", "/report/{ending}", report.download, EVERYBODY),
    Way("GET", "/alert", alert.show, ALERTERS),
    Way("POST", "/alert/preview", alert.look, ALERTERS, RECORDING_BYTES, is_kept=True),
    Way("POST", "/alert/air", alert.air, ALERTERS, FORM_BYTES),
    Way("POST", "/alert/confirm", alert.confirm_code, ALERTERS, FORM_BYTES),
    Way("POST", "/alert/cancel", alert.end, ALERTERS, FORM_BYTES),
    Way("POST", "/alert/approve", alert.approve, APPROVERS, FORM_BYTES),
    Way("GET", "/alert/sound/{key}", alert.sound, ALERTERS),
    Way("GET", "/account", entering.show_account, EVERYBODY),
    Way("POST", "/account", entering.change_own_password, EVERYBODY, KEPT_BYTES),
    Way("GET", "/accounts", accounts.show, ADMINS),
    Way("POST", "/accounts", accounts.add, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/roles", accounts.change, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/password", accounts.give_password, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/token", accounts.give_token, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/tokens/remove", accounts.take_tokens, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/remove", accounts.remove, ADMINS, FORM_BYTES),
)
CALLS = (
    Way("GET", "/healthz", health.healthz, None, spec=Spec("whether the console can read its station", "Health")),
    Way("GET", "/metrics", health.metrics, EVERYBODY,
        spec=Spec("the station in figures, for Prometheus", media_type="text/plain")),
    Way("GET", "/api/openapi.json", openapi, EVERYBODY),
    Way("GET", "/api/v1/status", calls.status, EVERYBODY,
        spec=Spec("what is on air, what comes, what is behind", "Status")),
    Way("GET", "/api/v1/ready", calls.ready, EVERYBODY,
        spec=Spec("whether the next 24 hours are built, approved and intact", "Ready")),
    Way("GET", "/api/v1/plan", calls.plan, EVERYBODY, spec=Spec("what airs when, 62 days at most", "Plan", DAYS)),
    Way("GET", "/api/v1/record", calls.record, EVERYBODY, spec=Spec("what really went out", "Record", DAYS)),
    Way("GET", "/api/v1/record/people", calls.people, EVERYBODY, spec=Spec("what people did", "Acts", DAYS)),
    Way("GET", "/api/v1/reconcile", calls.reconcile, EVERYBODY,
        spec=Spec("where what went out is not what was planned", "Deviations", DAYS)),
    Way("GET", "/api/v1/report", calls.report, EVERYBODY,
        spec=Spec("airtime usual, planned, aired; columns, items, voices", "Report", (*DAYS, "campaign"))),
    Way("GET", "/api/v1/scripts", api_scripts.every, EVERYBODY, spec=Spec("where each script stands", "Scripts")),
    Way("GET", "/api/v1/scripts/{id}", api_scripts.one, EVERYBODY,
        spec=Spec("where one script stands", "Script", ("id",))),
    Way("POST", "/api/v1/scripts/{id}/submit", api_scripts.submit, WRITERS, FORM_BYTES,
        Spec("put it before whoever approves", "Script", ("id",), "ScriptWord")),
    Way("POST", "/api/v1/scripts/{id}/approve", api_scripts.approve, APPROVERS, FORM_BYTES,
        Spec("approve it as it was looked at", "Script", ("id",), "ScriptDecision")),
    Way("POST", "/api/v1/scripts/{id}/back", api_scripts.send_back, APPROVERS, FORM_BYTES,
        Spec("send it back to its writer with a word why", "Script", ("id",), "ScriptWord")),
    Way("POST", "/api/v1/scripts/{id}/revoke", api_scripts.revoke, APPROVERS, FORM_BYTES,
        Spec("take the approval back, at once, also from the air", "Script", ("id",), "ScriptWhy")),
    Way("GET", "/api/v1/scripts/{id}/text", api_writing.text, EVERYBODY,
        spec=Spec("what is written in a script, and its revision", "ScriptText", ("id",))),
    Way("PATCH", "/api/v1/scripts/{id}/text", api_writing.save, WRITERS, FORM_BYTES,
        Spec("write it; 409 with both texts when somebody else saved meanwhile", "ScriptText", ("id",), "ScriptEdit",
             conflict="ScriptConflict")),
    Way("GET", "/api/v1/scripts/{id}/reading", api_writing.reading_of, EVERYBODY,
        spec=Spec("what the machine will say of it, its guesses marked", "Reading", ("id",))),
    Way("GET", "/api/v1/scripts/{id}/speech", api_writing.speech_of, EVERYBODY,
        spec=Spec("how it sounds, approved or not", parameters=("id",), media_type="audio/mpeg")),
    Way("POST", "/api/v1/scripts", api_writing.create, WRITERS, FORM_BYTES,
        Spec("write a new script, named by its title", "ScriptText", body="ScriptNew", status=201)),
    Way("POST", "/api/v1/import", api_writing.bring_in, WRITERS, UPLOAD_BYTES,
        Spec("make drafts of a document: .docx, .pdf, .txt, .md", "Imported", body="Document", status=201,
             takes="multipart/form-data")),
    Way("POST", "/api/v1/reading", api_writing.reading, EVERYBODY, FORM_BYTES,
        Spec("what the machine would say of a text", "Reading", body="Unsaved")),
    Way("POST", "/api/v1/speech", api_writing.speech, EVERYBODY, FORM_BYTES,
        Spec("how a text would sound", body="Unsaved", media_type="audio/mpeg")),
    Way("POST", "/api/v1/lexicon", api_writing.settle, WRITERS, FORM_BYTES,
        Spec("settle how a word is read, a guess for example", "Settled", body="Guess")),
    Way("GET", "/api/v1/timetable", api_timetable.every, EVERYBODY,
        spec=Spec("slots and campaigns", "Playlists")),
    Way("GET", "/api/v1/timetable/{playlist}", api_timetable.one, EVERYBODY,
        spec=Spec("what is written in a slot or a campaign, and its revision", "Playlist", ("playlist",))),
    Way("PATCH", "/api/v1/timetable/{playlist}", api_timetable.edit, OPERATORS, FORM_BYTES,
        Spec("change it, checked as its file is", "PlaylistChanged", ("playlist",), "PlaylistEdit",
             conflict="PlaylistConflict")),
    Way("POST", "/api/v1/timetable/{playlist}/airings", api_timetable.add, OPERATORS, FORM_BYTES,
        Spec("add an airing to a campaign", "PlaylistChanged", ("playlist",), "AiringNew",
             conflict="PlaylistConflict")),
    Way("GET", "/api/v1/accounts", calls.accounts, ADMINS, spec=Spec("who has an account", "Accounts")),
    Way("GET", "/api/v1/alerts", alerts.standing, EVERYBODY,
        spec=Spec("emergencies on air or to come", "Alerts")),
    Way("GET", "/api/v1/alerts/aired", alerts.aired, EVERYBODY,
        spec=Spec("emergencies that were aired, and who approved them afterwards", "AlertsAired")),
    Way("POST", "/api/v1/alerts/approve", alerts.approve, APPROVERS, FORM_BYTES,
        Spec("approve one that was aired first", "AlertAired", body="AlertNamed")),
    Way("POST", "/api/v1/alerts/recordings", alerts.send, ALERTERS, RECORDING_BYTES,
        Spec("send a recording, of a telephone for example; nothing airs", "AlertRecording", body="Recording",
             status=201, takes="multipart/form-data")),
    Way("GET", "/api/v1/alerts/sounds/{key}", alerts.sound, ALERTERS,
        spec=Spec("the sound that a preview made", parameters=("key",), media_type="audio/wav")),
    Way("POST", "/api/v1/alerts/preview", alerts.look, ALERTERS, FORM_BYTES,
        Spec("step one: what would be heard; nothing airs", "AlertPreview", body="AlertWanted")),
    Way("POST", "/api/v1/alerts", alerts.air, ALERTERS, FORM_BYTES,
        Spec("step two: put it on air", "AlertState", body="AlertOrder", status=201)),
    Way("POST", "/api/v1/alerts/confirm", alerts.confirm_code, ALERTERS, FORM_BYTES,
        Spec("the further step in the quiet hours", "AlertState", body="AlertCode", status=201)),
    Way("POST", "/api/v1/alerts/cancel", alerts.end, ALERTERS, FORM_BYTES,
        Spec("end one emergency, or all", "AlertsEnded", body="AlertEnd")),
)  # fmt: skip
WAYS = (*PAGES, *CALLS)
