"""What the model's short names are called on a page; the page says them in its language."""

from datetime import date

from broadcaster.messages import N_, say
from broadcaster.model.account import Role
from broadcaster.model.record import Deed, Outcome
from broadcaster.model.script import Priority
from broadcaster.reporting.reconciling import Kind
from broadcaster.reporting.words import DEEDS, DEVIATIONS, KINDS, OUTCOMES
from broadcaster.workflows import script_states
from broadcaster.workflows.accounts import ROLES
from broadcaster.workflows.today import AiringToday, State

WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
STATES = {
    State.OVER: N_("over"),
    State.ON_AIR: N_("on air"),
    State.MISSING: N_("should be on air"),
    State.READY: N_("ready"),
    State.NOT_READY: N_("not built yet"),
}
TASKS = {
    Role.WRITER: N_("writes scripts and submits them"),
    Role.APPROVER: N_("approves scripts or sends them back"),
    Role.OPERATOR: N_("keeps the timetable, puts emergencies on air"),
    Role.ADMIN: N_("keeps the accounts, and may do everything else"),
}
LOOKS = {
    script_states.State.DRAFT: "draft",
    script_states.State.SUBMITTED: "waiting",
    script_states.State.SENT_BACK: "returned",
    script_states.State.APPROVED: "approved",
    script_states.State.VOID: "bad",
    script_states.State.GONE: "",
}
PRIORITIES = {
    Priority.ROUTINE: N_("routine"),
    Priority.PRIORITY: N_("priority"),
    Priority.EMERGENCY: N_("emergency"),
}
NAMELESS = {"jingle": N_("jingle"), "music": N_("music")}  # sounds whose title is only their file's name
STINGER = "nhac-cat"
ENGINES = {"espeak": "eSpeak NG", "gtts": "Google", "edge": "Microsoft", "piper": "Piper"}
MACHINE = N_("machine voice {name}")
OUTPUTS = {"sound_card": N_("sound card"), "wav_file": N_("sound file"), "engine": N_("sound process")}


def weekday_name(day: date) -> str:
    """Return what the weekday is called."""
    return WEEKDAYS[day.weekday()]


def kind_name(kind: str) -> str:
    """Return what a kind of cue is called."""
    return KINDS.get(kind, kind)


def outcome_name(outcome: Outcome) -> str:
    """Return what an outcome is called."""
    return OUTCOMES[outcome]


def state_name(airing: AiringToday) -> str:
    """Return what became of an airing, or where it stands as long as nothing has."""
    if airing.state is State.OVER and airing.outcome is not None:
        return OUTCOMES[airing.outcome]
    return STATES[airing.state]


def output_name(name: str) -> str:
    """Return what an output is called; one that an operator named keeps its name."""
    return OUTPUTS.get(name, name)


def sound_title(kind: str, title: str, language: str) -> str:
    """Return what is heard: an item by its title, a sound that has only a file's name by what it is."""
    if kind not in NAMELESS:
        return title
    return say(N_("stinger") if title.startswith(STINGER) else NAMELESS[kind], {}, language)


def voice_name(voice: str, language: str) -> str:
    """Return who reads, where the record says ``engine:voice``, several with commas; people keep their names."""
    engines = [one.partition(":") for one in voice.split(", ")]
    names = [say(MACHINE, {"name": ENGINES[who]}, language) if who in ENGINES else who + colon + rest
             for who, colon, rest in engines]  # fmt: skip
    return ", ".join(dict.fromkeys(names))


def role_name(role: Role) -> str:
    """Return what a role is called."""
    return ROLES[role]


def role_does(role: Role) -> str:
    """Return what a role is for."""
    return TASKS[role]


def deed_name(deed: Deed) -> str:
    """Return what somebody did."""
    return DEEDS[deed]


def script_state_name(state: script_states.State) -> str:
    """Return what a script's state is called."""
    return script_states.STATE_NAMES[state]


def script_state_look(state: script_states.State) -> str:
    """Return the class of the chip that shows a script's state."""
    return LOOKS[state]


def priority_name(priority: Priority) -> str:
    """Return what a priority is called."""
    return PRIORITIES[priority]


def deviation_name(kind: Kind) -> str:
    """Return what a kind of deviation is called."""
    return DEVIATIONS[kind]
