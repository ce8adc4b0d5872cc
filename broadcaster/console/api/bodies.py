"""What programs send to the API, as JSON Schema, and what stands in a path or behind the question mark."""

from typing import Any

from broadcaster.console.api.schemas import DAY, TEXT, WRITTEN, YES, Schema, one_of
from broadcaster.workflows.writing_scripts import FIELDS


def _body(fields: dict[str, Schema], *needed: str) -> Schema:
    """Return an object that has those `needed` of `fields`, and no others."""
    required: dict[str, Any] = {"required": list(needed)} if needed else {}
    return {"type": "object", "properties": fields, "additionalProperties": False} | required


_WANTED: dict[str, Schema] = {
    "text": {"type": "string", "maxLength": 3000, "description": "what shall be said; or else a file"},
    "file": {"type": "string", "description": "a recording or an emergency script of the station, by its path in it"},
    "repeats": one_of("once", "thrice", "disaster", "disaster-3"),
    "quiet_hours": {"type": "boolean", "description": "in the quiet hours too; a code must then be confirmed"},
}
_HEAD: Schema = {
    "type": "object",
    "properties": dict.fromkeys(FIELDS, TEXT),
    "additionalProperties": False,
    "description": "values of the script's head as they are written; an empty one takes it out",
}
_PREVIEWED: Schema = {"type": "string", "description": "what the preview told"}
_LOOKED_AT: Schema = {"type": "string", "description": "of the script as it was looked at"}
_CODE: Schema = {"type": "string", "pattern": "^[0-9]{6}$"}
_ALERT: Schema = {"type": "string", "description": "which one; all of them when it is not said"}
_REVISION: Schema = {"type": "string", "description": "of what was read; another one by now is not written over"}
_SCRIPT: Schema = {"type": "string", "description": "the script that it is to become, if there is one"}
_AIRING: dict[str, Schema] = {"revision": _REVISION, "title": TEXT, "at": TEXT, "airtime": TEXT, "column": TEXT}
_FILE: Schema = {"type": "string", "format": "binary"}
BODIES: dict[str, Schema] = {
    "AlertWanted": _body(_WANTED),
    "AlertOrder": _body(_WANTED | {"fingerprint": _PREVIEWED}, "fingerprint"),
    "AlertCode": _body({"code": _CODE}, "code"),
    "AlertEnd": _body({"alert": _ALERT}),
    "AlertNamed": _body({"alert": TEXT}, "alert"),
    "Recording": _body({"recording": _FILE}, "recording"),
    "ScriptWhy": _body({"why": TEXT}, "why"),
    "ScriptDecision": _body({"fingerprint": _LOOKED_AT}, "fingerprint"),
    "ScriptWord": _body({"fingerprint": _LOOKED_AT, "why": TEXT}, "fingerprint"),
    "ScriptEdit": _body({"revision": _REVISION, "body": TEXT, "head": _HEAD}, "revision"),
    "ScriptNew": _body({"body": TEXT, "head": _HEAD}, "body", "head"),
    "Unsaved": _body({"body": TEXT, "script": _SCRIPT, "title": TEXT, "column": TEXT}, "body"),
    "Guess": _body({"written": TEXT, "spoken": TEXT, "foreign": YES, "may_void": YES}, "written", "spoken"),
    "Document": _body({"file": _FILE, "split": one_of("yes", "no")}, "file"),
    "PlaylistEdit": _body({"revision": _REVISION, "values": WRITTEN}, "revision", "values"),
    "AiringNew": _body(_AIRING, *_AIRING),
}
PARAMETERS: dict[str, Schema] = {
    "from": {"in": "query", "schema": DAY, "description": "the first day; today when it is not said"},
    "until": {"in": "query", "schema": DAY, "description": "the last day"},
    "id": {"in": "path", "required": True, "schema": TEXT, "description": "the script's name"},
    "playlist": {"in": "path", "required": True, "schema": TEXT, "description": "the slot's or campaign's name"},
    "key": {"in": "path", "required": True, "schema": TEXT, "description": "as the preview told"},
    "campaign": {"in": "query", "schema": TEXT, "description": "the days of this campaign"},
}
