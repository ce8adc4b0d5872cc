"""What the API answers, as JSON Schema: what programs go by, and what the tests hold the answers to."""

from typing import Any

from broadcaster.model.account import Role
from broadcaster.model.reading import Kind as TokenKind
from broadcaster.model.record import Deed, Outcome
from broadcaster.reporting.reconciling import Kind
from broadcaster.workflows.script_states import State as ScriptState
from broadcaster.workflows.today import State

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
MS: Schema = {"type": "integer", "description": "milliseconds"}
COUNT: Schema = {"type": "integer", "minimum": 0}
YES: Schema = {"type": "boolean"}
WRITTEN: Schema = {"type": "object", "additionalProperties": TEXT, "description": "values as they are written"}


def maybe(schema: Schema) -> Schema:
    """Return `schema`, or null."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema | {"type": [schema["type"], "null"]}


def one_of(*names: str) -> Schema:
    """Return one of some words."""
    return {"type": "string", "enum": list(names)}


def many(schema: Schema) -> Schema:
    """Return a list of `schema`."""
    return {"type": "array", "items": schema}


def ref(name: str) -> Schema:
    """Return the schema called `name`."""
    return {"$ref": f"#/components/schemas/{name}"}


def thing(**fields: Schema) -> Schema:
    """Return an object that has all of these."""
    return {"type": "object", "properties": fields, "required": list(fields)}


CUE = {
    "starts_at": MOMENT, "duration_ms": MS, "kind": TEXT, "source": TEXT, "title": TEXT, "column": TEXT, "voice": TEXT,
    "campaign": TEXT, "fade_out_ms": MS, "estimated": YES, "fingerprint": TEXT,
}  # fmt: skip
AIRING = {
    "slot": TEXT, "title": TEXT, "starts_at": MOMENT, "ends_at": MOMENT, "usual_ms": MS, "planned_ms": MS,
    "shortfall_ms": MS, "campaigns": many(TEXT), "shares": many(thing(campaign=TEXT, ms=MS)),
    "programme": maybe(TEXT),
}  # fmt: skip
BEHIND = thing(kind=TEXT, name=TEXT, days=many(DAY), message=TEXT)
PROBLEM = thing(file=maybe(TEXT), line=maybe(COUNT), severity=one_of("error", "warning", "note"), message=TEXT)
LENGTHS = {"usual_ms": MS, "planned_ms": MS, "aired_ms": MS}
ACCOUNT = {**LENGTHS, "to_come_ms": MS, "airings_planned": COUNT, "airings_aired": COUNT, "airings_to_come": COUNT}
PREPARED = {
    "title": TEXT, "text": TEXT, "spoken": TEXT, "guesses": many(thing(written=TEXT, spoken=TEXT)), "voice": TEXT,
    "duration_ms": MS, "readings": COUNT, "outputs": many(TEXT), "fingerprint": TEXT, "moments": many(MOMENT),
    "quiet": many(MOMENT), "sound": TEXT,
}  # fmt: skip

ACTS = many(thing(at=MOMENT, deed=one_of(*Deed), by=TEXT, subject=TEXT, fingerprint=TEXT, note=TEXT))

SCHEMAS: dict[str, Schema] = {
    "Error": thing(error=TEXT) | {"properties": {"error": TEXT, "problems": many(PROBLEM)}},
    "Health": thing(ok=YES),
    "Cue": thing(**CUE),
    "Airing": thing(**AIRING, cues=many(ref("Cue"))),
    "AiringToday": thing(
        **AIRING, cues=many(thing(**CUE, outcome=maybe(TEXT))), state=one_of(*State)
    ),
    "Status": thing(
        now=MOMENT, station=TEXT, running=YES, on_air=maybe(TEXT), cue=maybe(ref("Cue")), following=maybe(ref("Cue")),
        next=maybe(ref("AiringToday")), outputs=many(thing(name=TEXT, ok=YES, detail=TEXT)),
        alerts=many(thing(alert=TEXT, title=TEXT, by=TEXT, next_at=maybe(MOMENT))),
        airings=many(ref("AiringToday")), behind=many(BEHIND), safe_programme=YES, faults=many(TEXT),
    ),
    "Plan": thing(
        days=many(thing(day=DAY, airings=many(ref("Airing")))), problems=many(PROBLEM),
        campaigns=many(thing(campaign=TEXT, days=COUNT, ms=MS)), behind=many(BEHIND),
    ),
    "Ready": thing(
        ready=YES, problems=many(PROBLEM), behind=many(BEHIND),
        airings=many(thing(slot=TEXT, title=TEXT, starts_at=MOMENT, programme=maybe(TEXT), ready=YES,
                           why_not=maybe(TEXT))),
    ),
    "Record": thing(lines=many(thing(
        slot=TEXT, source=TEXT, kind=TEXT, title=TEXT, column=TEXT, planned_at=MOMENT, started_at=maybe(MOMENT),
        duration_ms=MS, outcome=one_of(*Outcome), voice=TEXT, campaigns=many(TEXT), note=TEXT, fingerprint=TEXT,
        programme=TEXT, outputs=many(TEXT),
    ))),
    "Acts": thing(acts=ACTS),
    "Deviations": thing(deviations=many(ref("Deviation"))),
    "Deviation": thing(
        kind=one_of(*Kind), slot=TEXT, planned_at=MOMENT, source=TEXT, title=TEXT, planned_ms=MS, aired_ms=MS,
        outcome=maybe(TEXT), note=TEXT,
    ),
    "Report": thing(
        **{"from": DAY, "to": DAY}, station=TEXT, made_at=MOMENT,
        days=many(thing(day=DAY, **ACCOUNT)),
        columns=many(thing(column=TEXT, items=COUNT, airings=COUNT, aired_ms=MS)),
        items=many(thing(source=TEXT, title=TEXT, column=TEXT, airings=COUNT, aired_ms=MS, first_at=MOMENT,
                         last_at=MOMENT, fingerprints=many(TEXT))),
        voices=many(thing(voice=TEXT, airings=COUNT, aired_ms=MS)),
        totals=thing(**ACCOUNT, items=COUNT, item_airings=COUNT),
        deviations=many(ref("Deviation")),
        evidence=thing(lines=COUNT, record_head=TEXT, programmes=many(thing(airing=TEXT, sha256=TEXT))),
    ),
    "Script": thing(
        script=TEXT, title=maybe(TEXT), column=maybe(TEXT), state=one_of(*ScriptState), since=maybe(MOMENT),
        why=maybe(TEXT), changes=many(thing(part=TEXT, file=TEXT, line=maybe(COUNT), message=TEXT)),
        fingerprint=maybe(TEXT), acts=ACTS,
    ),
    "Scripts": thing(scripts=many(ref("Script"))),
    "ScriptText": thing(script=TEXT, file=TEXT, revision=TEXT, head=WRITTEN, body=TEXT),
    "ScriptConflict": thing(
        error=TEXT, kept=TEXT, theirs=ref("ScriptText"), yours=thing(body=TEXT, head=WRITTEN)
    ),
    "Reading": thing(
        script=TEXT, title=TEXT, approved=YES, duration_ms=MS, readings=COUNT, notice=TEXT, spoken=TEXT,
        recording=maybe(thing(file=TEXT, duration_ms=MS, why_unusable=maybe(TEXT))), problems=many(PROBLEM),
        tokens=many(thing(
            start=COUNT, end=COUNT, line=COUNT, written=TEXT, spoken=TEXT, kind=one_of(*TokenKind), rule=TEXT,
            reason=maybe(TEXT), certain=YES, advice=maybe(TEXT),
            settled_by=maybe(thing(written=TEXT, spoken=TEXT, foreign=YES)),
        )),
    ),
    "Settled": thing(written=TEXT, spoken=TEXT, foreign=YES, was_written=YES, to_approve=many(TEXT)),
    "Imported": thing(
        file=TEXT, original=TEXT, imported_before=YES, campaign=maybe(thing()),
        drafts=many(thing(
            file=TEXT, script=TEXT, title=TEXT, column=TEXT, column_guessed=YES, column_on_air=YES
        )),
        set_apart=many(thing(place=TEXT, reason=TEXT, why=TEXT, text=TEXT)),
        flagged=many(thing(place=TEXT, message=TEXT)),
    ),
    "Playlists": thing(playlists=many(thing(
        playlist=TEXT, title=TEXT, kind=one_of("slot", "campaign"), file=TEXT
    ))),
    "Playlist": thing(
        playlist=TEXT, file=TEXT, kind=one_of("slot", "campaign"), revision=TEXT, values=WRITTEN
    ),
    "PlaylistChanged": thing(
        playlist=ref("Playlist"), changes=many(thing(name=TEXT, was=TEXT, now=TEXT)), problems=many(PROBLEM)
    ),
    "PlaylistConflict": thing(error=TEXT, kept=TEXT, theirs=ref("Playlist")),
    "Accounts": thing(accounts=many(thing(
        name=TEXT, full_name=TEXT, roles=many(one_of(*Role)), must_change_password=YES,
        tokens=many(thing(label=TEXT, made_at=MOMENT)),
    ))),
    "Alerts": thing(alerts=many(thing(
        alert=TEXT, title=TEXT, text=TEXT, by=TEXT, first_at=MOMENT, next_at=maybe(MOMENT)
    ))),
    "AlertPreview": thing(**PREPARED),
    "AlertAired": thing(
        alert=TEXT, aired_at=MOMENT, by=TEXT, fingerprint=TEXT, note=TEXT, approved_by=maybe(TEXT),
        approved_at=maybe(MOMENT),
    ),
    "AlertsAired": thing(alerts=many(ref("AlertAired"))),
    "AlertRecording": thing(file=TEXT, name=TEXT, duration_ms=MS),
    "AlertState": thing(
        alert=TEXT, state=one_of("on_air", "to_confirm"), code=maybe(TEXT), good_until=maybe(MOMENT)
    ),
    "AlertsEnded": thing(ended=many(TEXT)),
}  # fmt: skip
