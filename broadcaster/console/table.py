"""The table: every way into the console, who may take it, and how much it reads. Nothing is reached but by it."""

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
from broadcaster.console.ways import FORM_BYTES, Way
from broadcaster.model.account import EVERYBODY, Role

ADMINS = frozenset({Role.ADMIN})
ALERTERS = frozenset({Role.OPERATOR, Role.APPROVER})
WRITERS = frozenset({Role.WRITER})
APPROVERS = frozenset({Role.APPROVER})
OPERATORS = frozenset({Role.OPERATOR})
UPLOAD_BYTES = 20_000_000  # a document of an office, with its pictures

WAYS = (
    Way("GET", "/login", entering.show, None),
    Way("POST", "/login", entering.log_in, None, FORM_BYTES),
    Way("POST", "/logout", entering.log_out, EVERYBODY, FORM_BYTES),
    Way("GET", "/", today.show, EVERYBODY),
    Way("GET", "/live", today.follow, EVERYBODY),
    Way("GET", "/scripts", scripts.show, EVERYBODY),
    Way("GET", "/scripts/new", writing.begin, WRITERS),
    Way("POST", "/scripts/new", writing.create, WRITERS, FORM_BYTES),
    Way("POST", "/scripts/import", writing.bring_in, WRITERS, UPLOAD_BYTES),
    Way("POST", "/scripts/reading", writing.reading, EVERYBODY, FORM_BYTES),
    Way("POST", "/scripts/settle", writing.settle, WRITERS, FORM_BYTES),
    Way("POST", "/scripts/speak", writing.speak, EVERYBODY, FORM_BYTES),
    Way("GET", "/scripts/sound/{key}", writing.sound, EVERYBODY),
    Way("GET", "/scripts/{id}", scripts.one, EVERYBODY),
    Way("POST", "/scripts/{id}", writing.save, WRITERS, FORM_BYTES),
    Way("POST", "/scripts/{id}/submit", approving.submit, WRITERS, FORM_BYTES),
    Way("POST", "/scripts/{id}/approve", approving.approve, APPROVERS, FORM_BYTES),
    Way("POST", "/scripts/{id}/back", approving.send_back, APPROVERS, FORM_BYTES),
    Way("POST", "/scripts/{id}/revoke", approving.revoke, APPROVERS, FORM_BYTES),
    Way("GET", "/timetable", timetable.show, EVERYBODY),
    Way("GET", "/timetable/{id}", timetable.one, EVERYBODY),
    Way("POST", "/timetable/{id}", timetable.change, OPERATORS, FORM_BYTES),
    Way("POST", "/timetable/{id}/add", timetable.add, OPERATORS, FORM_BYTES),
    Way("GET", "/record", record.show, EVERYBODY),
    Way("GET", "/record/people", record.people, EVERYBODY),
    Way("GET", "/report", report.show, EVERYBODY),
    Way("GET", "/report/{ending}", report.download, EVERYBODY),
    Way("GET", "/alert", alert.show, ALERTERS),
    Way("POST", "/alert/preview", alert.look, ALERTERS, FORM_BYTES),
    Way("POST", "/alert/air", alert.air, ALERTERS, FORM_BYTES),
    Way("POST", "/alert/confirm", alert.confirm_code, ALERTERS, FORM_BYTES),
    Way("POST", "/alert/cancel", alert.end, ALERTERS, FORM_BYTES),
    Way("GET", "/alert/sound/{key}", alert.sound, ALERTERS),
    Way("GET", "/account", entering.show_account, EVERYBODY),
    Way("POST", "/account", entering.change_own_password, EVERYBODY, FORM_BYTES),
    Way("GET", "/accounts", accounts.show, ADMINS),
    Way("POST", "/accounts", accounts.add, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/roles", accounts.change, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/password", accounts.give_password, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/token", accounts.give_token, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/tokens/remove", accounts.take_tokens, ADMINS, FORM_BYTES),
    Way("POST", "/accounts/{name}/remove", accounts.remove, ADMINS, FORM_BYTES),
)
