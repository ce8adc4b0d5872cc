"""Commands about speech itself: say, voices, cache."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.main import Door, Said
from broadcaster.cli.saying import Voice
from broadcaster.messages import N_
from broadcaster.model.script import Speaker

if TYPE_CHECKING:
    from broadcaster.workflows.speech_upkeep import SpeechKept
    from broadcaster.workflows.voices import VoiceState

SPEAKERS = {Speaker.MAN: N_("a man's voice"), Speaker.WOMAN: N_("a woman's voice"), None: N_("a voice of its own")}


@click.command(cls=Said)
@click.argument("text")
@click.option(
    "--to",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("write it to this sound file (.wav or .flac) and play nothing"),
)
@click.option("--voice", "name", metavar="VOICE", help=N_("by this voice, such as espeak or espeak:vi+Annie"))
@click.pass_obj
def say(door: Door, text: str, to: Path | None, name: str | None) -> None:
    """Say a text on this machine's loudspeaker, read as a script would be."""
    from broadcaster.workflows.listening import play, require_sound_card
    from broadcaster.workflows.station_folder import open_station
    from broadcaster.workflows.voices import save_speech, voice_named
    from broadcaster.workflows.voices import say as speak

    contents, _ = open_station(door.folder)
    if to is None:
        require_sound_card(contents)
    said = speak(contents, text, None if name is None else [voice_named(contents, name)])
    for failure in said.speech.failures:
        door.voice.note("{why}", why=failure)
    door.voice.tell("{voice}: {text}", voice=said.speech.voice, text=" ".join(said.reading.text.split()))
    if to is not None:
        save_speech(said.speech, to)
        door.voice.note(N_("written: {file}"), file=to)
        return
    with tempfile.TemporaryDirectory(prefix="broadcaster-") as folder:
        save_speech(said.speech, Path(folder) / "said.wav")
        play(contents, Path(folder) / "said.wav")


@click.command(cls=Said)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.option(
    "--samples",
    type=click.Path(file_okay=False, path_type=Path),
    help=N_("write a sample of each voice to this folder"),
)
@click.option("--listen", is_flag=True, help=N_("play a sample of each voice that works"))
@click.pass_obj
def voices(door: Door, as_json: bool, samples: Path | None, listen: bool) -> None:
    """Show the voices there are, what they cost, and whether they work now."""
    from broadcaster.workflows.listening import play, require_sound_card
    from broadcaster.workflows.station_folder import open_station
    from broadcaster.workflows.voices import save_samples, voice_states

    contents, _ = open_station(door.folder)
    if listen:
        require_sound_card(contents)
    states = voice_states(contents)
    if as_json:
        shapes = [_shape(state, door.voice) for state in states]
        click.echo(json.dumps({"voices": shapes}, ensure_ascii=False, indent=1))
    else:
        _show(states, door.voice)
    if samples is not None:
        samples.mkdir(parents=True, exist_ok=True)
        for _, path in save_samples(contents, states, samples):
            if path is not None:
                door.voice.note(N_("written: {file}"), file=path)
    if listen:
        with tempfile.TemporaryDirectory(prefix="broadcaster-") as folder:
            for state, path in save_samples(contents, states, Path(folder)):
                if path is not None:
                    door.voice.note("{voice}", voice=state.label)
                    play(contents, path)
    if not any(state.rank is not None and state.why_not is None for state in states):
        raise SystemExit(1)


def _show(states: list[VoiceState], voice: Voice) -> None:
    for state in states:
        chosen = state.rank is not None
        mark, colour = ("✓", "green") if state.why_not is None else ("✗", "yellow") if chosen else ("·", "white")
        click.secho(f" {mark} ", fg=colour, nl=False)
        place = f"{state.rank + 1}. " if state.rank is not None else "   "
        click.secho(f"{place}{state.label}", bold=chosen, nl=False)
        facts = [voice.text(SPEAKERS[state.engine.speaker]), state.engine.costs.said(voice.language)]
        if not chosen:
            facts.append(voice.text(N_("not chosen in station.yaml")))
        if state.added:
            facts.append(voice.text(N_("not listed in station.yaml, but always there, as the last")))
        click.echo(": " + "; ".join(facts))
        if state.why_not is not None:
            click.echo(" " * 6 + state.why_not.said(voice.language))


def _shape(state: VoiceState, voice: Voice) -> dict[str, object]:
    return {
        "voice": state.label,
        "chosen": None if state.rank is None else state.rank + 1,
        "added": state.added,
        "speaker": state.engine.speaker.value if state.engine.speaker else None,
        "online": state.engine.online,
        "costs": state.engine.costs.said(voice.language),
        "works": state.why_not is None,
        "why_not": state.why_not.said(voice.language) if state.why_not else None,
    }


@click.command(cls=Said)
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.option("--drop", is_flag=True, help=N_("give up now what is over the limit"))
@click.pass_obj
def cache(door: Door, as_json: bool, drop: bool) -> None:
    """Show how much speech is kept, how much use it is, and what would be given up."""
    from broadcaster.workflows.speech_upkeep import bound_speech, speech_kept
    from broadcaster.workflows.station_folder import open_station

    contents, _ = open_station(door.folder)
    now = datetime.now(UTC)
    if drop:
        door.voice.note(N_("given up: {count} sentences"), count=bound_speech(contents, now))
    kept = speech_kept(contents, now)
    if as_json:
        click.echo(json.dumps(_kept_shape(kept), ensure_ascii=False, indent=1))
    else:
        _show_kept(kept, door.voice)


def _show_kept(kept: SpeechKept, voice: Voice) -> None:
    voice.tell(
        N_("kept: {sentences} sentences, {size} MB of at most {limit} MB"),
        sentences=kept.sentences, size=_mb(kept.size_bytes), limit=_mb(kept.limit_bytes),
    )  # fmt: skip
    for name, sentences, size in kept.by_voice:
        click.echo(f"  {name}: {sentences}, {_mb(size)} MB")
    voice.tell(N_("pinned: {count} sentences that the coming days need"), count=kept.pinned)
    if kept.asked:
        voice.tell(
            N_("in the last 30 days {found} of {asked} sentences were there already ({percent} %)"),
            found=kept.found, asked=kept.asked, percent=round(100 * kept.found / kept.asked),
        )  # fmt: skip
    voice.tell(N_("would be given up: {count} sentences, {size} MB"), count=kept.doomed, size=_mb(kept.doomed_bytes))


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.0f}"


def _kept_shape(kept: SpeechKept) -> dict[str, object]:
    return {
        "sentences": kept.sentences,
        "bytes": kept.size_bytes,
        "limit_bytes": kept.limit_bytes,
        "pinned": kept.pinned,
        "would_drop": {"sentences": kept.doomed, "bytes": kept.doomed_bytes},
        "last_30_days": {"asked": kept.asked, "found": kept.found},
        "voices": [{"voice": name, "sentences": count, "bytes": size} for name, count, size in kept.by_voice],
    }
