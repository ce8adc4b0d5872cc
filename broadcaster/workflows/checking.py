"""Every mistake in every file, gathered: what each file says wrong, and what shows only when they are held together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from broadcaster.messages import N_, Sentence
from broadcaster.model.contents import Contents
from broadcaster.model.problem import Place, Problem, Severity
from broadcaster.model.script import Revocation, Script
from broadcaster.model.sound import ClipKind
from broadcaster.model.station import LAST_VOICE, AlertRules
from broadcaster.model.timetable import EntryKind
from broadcaster.planning.rules import check_timetable
from broadcaster.vietnamese import check_lexicon, normalise
from broadcaster.workflows.approvals import ReadScript, read_scripts
from broadcaster.workflows.draft_reasons import Changed, changes_since_approval, told_together
from broadcaster.workflows.human_reading import unusable_recording
from broadcaster.workflows.publishing_mistakes import publishing_problems
from broadcaster.workflows.secrets import known_secrets, secret_of

_NOT_APPROVED = N_("“{name}” is not approved and will not be aired")
_CHANGED = N_(
    "“{name}” was changed after {by} approved it on {day}{what}, and will not be aired until it is approved again"
)
_REVOKED = N_("{by} took the approval of “{name}” back on {day}{why}; it will not be aired until it is approved again")
_BY_COMMAND = N_("{why}: broadcaster approve {name} --by NAME")
_WHY = N_(" (“{why}”)")
IN_BRACKETS = N_(" ({what})")


def mistakes(contents: Contents, problems: tuple[Problem, ...], today: date) -> tuple[Problem, ...]:
    """Return the problems of reading the station, and those that show when its files are held together."""
    return (*problems, *check_timetable(contents, today))


def playlist_mistakes(problems: Iterable[Problem]) -> bool:
    """Whether a playlist can't be read: then nobody knows for sure what should be on air when."""
    return any(
        problem.is_error and problem.place and problem.place.file.startswith("playlists/") for problem in problems
    )


def each_place_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return `problems` without the warnings about a place at which there is a mistake: the mistake explains them."""
    problems = tuple(problems)
    wrong = {problem.place for problem in problems if problem.is_error and problem.place}
    return tuple(problem for problem in problems if problem.is_error or problem.place not in wrong)


def check(contents: Contents, problems: tuple[Problem, ...], today: date) -> tuple[Problem, ...]:
    """Return all problems of the station, by file and line; `problems` are the ones that reading it found."""
    found = [*mistakes(contents, problems, today), *check_lexicon(contents.lexicon), *_voices_not_there(contents)]
    asked_for = _asked_for(contents)
    reads = read_scripts(contents)
    changes = changes_since_approval(reads, contents)
    wrong = {problem.place for problem in problems if problem.is_error}
    for read in reads:
        found += _reading_problems(read)
        found += _approval_problems(read, asked_for, changes)
        found += [problem for problem in recording_problems(read, contents) if problem.place not in wrong]
    found += _station_words(contents)
    found += _passwords_not_there(contents)
    found += _tone_not_there(contents)
    found += _recordings_of_nothing(contents)
    found += publishing_problems(contents)
    return tuple(sorted(found, key=lambda p: (p.place.file, p.place.line or 0) if p.place else ("", 0)))


def _voices_not_there(contents: Contents) -> Iterator[Problem]:
    """Yield the voices that need no network and still can't speak here; of the last one nothing less is expected."""
    from broadcaster.workflows.station_voices import station_voices

    choices = contents.station.voices
    for choice, voice in zip(choices, station_voices(contents.folder, choices), strict=True):
        if not voice.online and (why := voice.why_unavailable()):
            severity = Severity.ERROR if choice.engine == LAST_VOICE.engine else Severity.WARNING
            yield Problem(why, choice.place or Place("station.yaml"), severity)


def _passwords_not_there(contents: Contents) -> Iterator[Problem]:
    """Yield the Icecast outputs whose password this machine does not know."""
    passwords = known_secrets(contents.folder)
    for output in contents.station.outputs:
        if output.kind == "icecast" and secret_of(output) not in passwords:
            template = N_("its password is not known on this machine; type: broadcaster secret {name}")
            place = output.place or Place("station.yaml")
            yield Problem(Sentence(template, name=secret_of(output)), place, Severity.WARNING)


def _tone_not_there(contents: Contents) -> Iterator[Problem]:
    """Yield the warning tone that people chose, where there is none of that name: emergencies would go without."""
    tone = contents.station.alerts.tone
    if tone != AlertRules.tone and contents.sound(ClipKind.JINGLE, tone) is None:
        template = N_("there is no audio/jingles/{name}, so emergencies would begin without a warning tone")
        yield Problem(Sentence(template, name=tone), Place("station.yaml"), Severity.WARNING)


def _reading_problems(read: ReadScript) -> Iterator[Problem]:
    """Yield the errors in the text; guesses are for `preview`, where they can be heard and settled."""
    place = read.script.place
    assert place is not None
    for problem in read.reading.problems_in(place.file, read.script.body_line):
        if problem.is_error:
            yield problem


def recording_problems(read: ReadScript, contents: Contents) -> tuple[Problem, ...]:
    """Return why the recording of a script can't be aired.

    Where it can, return that the script was changed after it, unless somebody approved text and recording together.
    """
    if unusable := unusable_recording(read, contents):
        return unusable
    if not read.needs_new_recording or read.recorded is None:
        return ()
    template = N_(
        "the text of “{name}” was changed after this was recorded; listen whether it still fits, or record it again"
    )
    place = Place(read.recorded.path.relative_to(contents.folder).as_posix())
    return (Problem(Sentence(template, name=read.script.id), place, Severity.WARNING),)


def about_recording(problems: Iterable[Problem], script: Script) -> tuple[Problem, ...]:
    """Return those of `problems` that tell of a file which was meant to be the recording of `script`."""
    start = f"audio/recordings/{script.id}."
    return tuple(problem for problem in problems if problem.place and problem.place.file.startswith(start))


def _station_words(contents: Contents) -> Iterator[Problem]:
    """Yield the errors in what the station itself adds to scripts."""
    style = contents.station.speech
    for words, place in ((style.repeat_with, style.repeat_with_place), (style.notice, style.notice_place)):
        for problem in normalise(words, contents.lexicon).errors:
            yield replace(problem, place=place)


def _recordings_of_nothing(contents: Contents) -> Iterator[Problem]:
    """Yield the recordings that no script has the name of: they are never heard, though somebody meant them to be."""
    scripts = [script.id for script in contents.scripts]
    for sound in contents.sounds:
        if sound.kind is ClipKind.RECORDING and sound.id not in scripts:
            template = N_(
                "there is no script of this name, so this is never heard; "
                "write what is said on it into scripts/{name}.md"
            )
            place = Place(sound.path.relative_to(contents.folder).as_posix())
            yield Problem(Sentence(template, name=sound.id), place, Severity.WARNING)


def _asked_for(contents: Contents) -> set[str]:
    """Return the ids and columns that slots and campaigns ask for."""
    timetable = contents.timetable
    return {
        entry.name for entry in timetable.all_entries if entry.kind is not EntryKind.JINGLE
    } | timetable.columns_filling


def _approval_problems(
    read: ReadScript, asked_for: set[str], changes: Mapping[str, tuple[Changed, ...]]
) -> Iterator[Problem]:
    script = read.script
    if read.is_approved or read.reading.errors or not read.is_known:
        return
    sentence, place = why_draft(read, changes.get(script.id, ()))
    wanted = script.id in asked_for or script.column in asked_for
    told = Sentence(_BY_COMMAND, why=sentence, name=script.id)
    yield Problem(told, place, Severity.ERROR if wanted else Severity.WARNING)


def why_draft(read: ReadScript, changes: tuple[Changed, ...] = ()) -> tuple[Sentence, Place | None]:
    """Return why a script is not approved, and where to look: at the first of `changes` in its file."""
    script, values = read.script, {"name": read.script.id}
    if read.revocation is not None:
        return Sentence(_REVOKED, **values, **revocation_values(read.revocation)), script.place
    if script.approval is None or not read.is_stale:
        return Sentence(_NOT_APPROVED, **values), script.place
    own = (changed.place for changed in changes if script.place and changed.place.file == script.place.file)
    told = told_together(changes)
    what = Sentence(IN_BRACKETS, what=told) if told else ""
    values |= {"by": script.approval.by, "day": f"{script.approval.on:%d/%m/%Y}"}
    return Sentence(_CHANGED, **values, what=what), next(own, script.place)


def revocation_values(revocation: Revocation) -> dict[str, object]:
    """Return who took an approval back, when and why, as sentences about it take them."""
    why = Sentence(_WHY, why=revocation.why) if revocation.why else ""
    return {"by": revocation.by, "day": f"{revocation.at:%d/%m/%Y}", "why": why}
