"""Reads an item aloud: one voice from its first word to its last, and no voice is asked for what is kept already.

An item written for two speakers is read by two voices, under the lead of one: its engine's own second voice where it
has one, else the next voice in the order of preference that is of the kind.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce

from broadcaster.errors import PermanentSpeechError, SpeechError, TransientSpeechError
from broadcaster.messages import N_, Sentence
from broadcaster.model.script import Speaker
from broadcaster.model.sound import Speech, SpokenWords, Words, speech_mark
from broadcaster.sound.pcm import Pcm
from broadcaster.speech.cache import KeptSpeech, SpeechCache
from broadcaster.speech.engine import UNFORESEEN, Engine, label
from broadcaster.speech.plausible import why_implausible
from broadcaster.speech.words import require_words

Cast = Mapping[Speaker | None, Engine]

_NO_VOICE = N_("no voice could read this: {reasons}")
_NO_VOICES = N_("no voice is chosen")
_REASON = N_("{voice}: {reason}")
_AND = N_("{first}; {second}")
_UNLIKELY = N_("what it said cannot be '{text}': {why}")
_STOPPED_SHORT = N_("it said {spoken} of {wanted} sentences")


def read_aloud(
    texts: Sequence[Words], voices: Sequence[Engine], cache: SpeechCache, leads: int | None = None
) -> Speech:
    """Return `texts` as spoken under the lead of the first of `voices` that can read them all, as kept in `cache`.

    Only the first `leads` of them may lead, all by default; the others are still there to be a second voice.

    Voices that change within an item without a reason sound broken, so one that fails on the last sentence reads none
    of it; what it said is kept for the next time. Raises PermanentSpeechError when `texts` are not words only, or when
    every voice refuses for good; else TransientSpeechError, with each voice's reason; SoundError when the disk refuses.
    """
    for words in texts:
        require_words(words.text)
    failures: list[tuple[Engine, SpeechError]] = []
    for lead, voice in enumerate(voices[:leads]):
        cast = cast_for(dict.fromkeys(words.speaker for words in texts), voices[lead:])
        try:
            speech = _read_by(cast, texts, cache)
        except SpeechError as error:
            failures.append((voice, error))
        else:
            reasons = tuple(_reason(voice, error) for voice, error in failures)
            return replace(speech, lead=lead, failures=reasons)
    raise _no_voice(failures)


def cast_for(speakers: Iterable[Speaker | None], voices: Sequence[Engine]) -> Cast:
    """Return who reads for each of `speakers`: the first of `voices` wherever it can, else the next one that can.

    Where none can, the first one reads that too. So a voice of which nobody knows whose it is reads what no speaker is
    named for, and whatever nobody else can.
    """
    lead = voices[0]
    cast: dict[Speaker | None, Engine] = {}
    for speaker in speakers:
        able = (voice.as_speaker(speaker) for voice in voices) if speaker else iter((lead,))
        cast[speaker] = next((voice for voice in able if voice is not None), lead)
    return cast


def _read_by(cast: Cast, texts: Sequence[Words], cache: SpeechCache) -> Speech:
    """Return each of `texts` in its speaker's voice; raise the SpeechError of the first voice that can't."""
    wanted = dict.fromkeys((cast[words.speaker].identity, words.text) for words in texts)
    kept = {pair: found for pair in wanted if (found := cache.find(*pair))}
    sounds = dict(kept)
    for identity, voice in {voice.identity: voice for voice in cast.values()}.items():
        missing = [text for spoken_by, text in wanted if spoken_by == identity and (identity, text) not in kept]
        sounds |= {(identity, text): made for text, made in _made(voice, missing, cache).items()}
    parts = []
    for words in texts:
        voice = cast[words.speaker]
        sound = sounds[voice.identity, words.text]
        parts.append(SpokenWords(sound.path, sound.duration_ms, words.pause_ms, label(voice), words.ends_part))
    return Speech(tuple(parts), sentences=len(wanted), kept=len(kept))


def _made(voice: Engine, missing: Sequence[str], cache: SpeechCache) -> Mapping[str, KeptSpeech]:
    """Return the sound of each of `missing` by `voice`, as kept now."""
    made: dict[str, KeptSpeech] = {}
    if not missing:
        return made
    if reason := voice.why_unavailable():
        raise TransientSpeechError(reason.template, **reason.values)
    for text, pcm in zip(missing, _spoken(voice, missing), strict=False):
        if why := why_implausible(pcm, text):
            raise TransientSpeechError(_UNLIKELY, text=text, why=why)
        made[text] = cache.keep(voice.identity, text, pcm, speech_mark(label(voice)))
    if len(made) < len(missing):
        raise TransientSpeechError(_STOPPED_SHORT, spoken=len(made), wanted=len(missing))
    return made


def _spoken(voice: Engine, texts: Sequence[str]) -> Iterator[Pcm]:
    try:
        yield from voice.speak_all(texts)
    except SpeechError:
        raise
    except Exception as error:  # the next voice must have its turn, whatever is wrong with this one
        raise TransientSpeechError(UNFORESEEN, error=repr(error)) from error


def _reason(voice: Engine, error: SpeechError) -> Sentence:
    return Sentence(_REASON, voice=label(voice), reason=error.sentence)


def _no_voice(failures: Sequence[tuple[Engine, SpeechError]]) -> SpeechError:
    """Return one failure that tells each voice's reason; transient when any of them may pass."""
    if not failures:
        return PermanentSpeechError(_NO_VOICES)
    reasons = [_reason(voice, error) for voice, error in failures]
    told = reduce(lambda first, second: Sentence(_AND, first=first, second=second), reasons)
    lasting = all(isinstance(error, PermanentSpeechError) for _, error in failures)
    return (PermanentSpeechError if lasting else TransientSpeechError)(_NO_VOICE, reasons=told)
