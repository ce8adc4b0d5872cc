"""Reads an item aloud: one voice from its first word to its last, and no voice is asked for what is kept already.

An item written for two speakers is read by two voices, under the lead of one: its engine's own second voice where it
has one, else the next voice in the order of preference that is of the kind.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce

from broadcaster.errors import PermanentSpeechError, SpeechError, TransientSpeechError
from broadcaster.messages import N_, Sentence
from broadcaster.model.script import Speaker
from broadcaster.model.sound import Speech, SpokenWords, Words, speech_mark
from broadcaster.sound.pcm import Pcm
from broadcaster.speech.cache import KeptSpeech, SpeechCache
from broadcaster.speech.engine import Engine, label
from broadcaster.speech.plausible import why_implausible
from broadcaster.speech.words import require_words

Cast = Mapping[Speaker | None, Engine]

_NO_VOICE = N_("no voice could read this: {reasons}")
_NO_VOICES = N_("no voice is chosen")
_REASON = N_("{voice}: {reason}")
_AND = N_("{first}; {second}")
_UNLIKELY = N_("what it said cannot be '{text}': {why}")
_STOPPED_SHORT = N_("it said {spoken} of {wanted} sentences")
_DEFECT = N_("it failed in a way that nobody foresaw ({error})")


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
            parts = _read_by(cast, texts, cache)
        except SpeechError as error:
            failures.append((voice, error))
        else:
            return Speech(parts, lead, tuple(_reason(voice, error) for voice, error in failures))
    raise _no_voice(failures)


def cast_for(speakers: Iterable[Speaker | None], voices: Sequence[Engine]) -> Cast:
    """Return who reads for each of `speakers`: the first of `voices` wherever it can, else the next one that can.

    Where none can, the first one reads that too.
    """
    lead = voices[0]
    cast: dict[Speaker | None, Engine] = {}
    for speaker in speakers:
        able = (voice.as_speaker(speaker) for voice in voices) if speaker else iter((lead,))
        cast[speaker] = next((voice for voice in able if voice is not None), lead)
    return cast


def _read_by(cast: Cast, texts: Sequence[Words], cache: SpeechCache) -> tuple[SpokenWords, ...]:
    """Return each of `texts` in its speaker's voice; raise the SpeechError of the first voice that can't."""
    wanted: dict[str, dict[str, None]] = {}
    for words in texts:
        wanted.setdefault(cast[words.speaker].identity, {})[words.text] = None
    by_identity = {voice.identity: voice for voice in cast.values()}
    kept = {identity: _all_kept(list(wanted[identity]), by_identity[identity], cache) for identity in wanted}
    return tuple(
        SpokenWords(found.path, found.duration_ms, words.pause_ms, label(cast[words.speaker]))
        for words in texts
        for found in (kept[cast[words.speaker].identity][words.text],)
    )


def _all_kept(texts: Sequence[str], voice: Engine, cache: SpeechCache) -> Mapping[str, KeptSpeech]:
    """Return the sound of each of `texts` by `voice`, who is asked only for those that are not kept."""
    found = {text: cache.find(voice.identity, text) for text in texts}
    kept = {text: entry for text, entry in found.items() if entry}
    missing = [text for text in texts if text not in kept]
    if not missing:
        return kept
    if reason := voice.why_unavailable():
        raise TransientSpeechError(reason.template, **reason.values)
    spoken = 0
    for text, pcm in zip(missing, _spoken(voice, missing), strict=False):
        if why := why_implausible(pcm, text):
            raise TransientSpeechError(_UNLIKELY, text=text, why=why)
        kept[text] = cache.keep(voice.identity, text, pcm, speech_mark(label(voice)))
        spoken += 1
    if spoken < len(missing):
        raise TransientSpeechError(_STOPPED_SHORT, spoken=spoken, wanted=len(missing))
    return kept


def _spoken(voice: Engine, texts: Sequence[str]) -> Iterator[Pcm]:
    try:
        yield from voice.speak_all(texts)
    except SpeechError:
        raise
    except Exception as error:  # the next voice must have its turn, whatever is wrong with this one
        raise TransientSpeechError(_DEFECT, error=repr(error)) from error


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
