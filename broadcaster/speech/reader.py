"""Reads an item aloud: one voice from its first word to its last, and no voice is asked for what is kept already."""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

from broadcaster.errors import PermanentSpeechError, SpeechError, TransientSpeechError
from broadcaster.messages import N_, Sentence
from broadcaster.model.sound import Speech, SpokenWords, Words
from broadcaster.sound.pcm import Pcm
from broadcaster.speech.cache import KeptSpeech, SpeechCache
from broadcaster.speech.engine import Engine
from broadcaster.speech.plausible import why_implausible
from broadcaster.speech.words import require_words

_NO_VOICE = N_("no voice could read this: {reasons}")
_NO_VOICES = N_("no voice is chosen")
_REASON = N_("{voice}: {reason}")
_AND = N_("{first}; {second}")
_UNLIKELY = N_("what it said cannot be '{text}': {why}")
_STOPPED_SHORT = N_("it said {spoken} of {wanted} sentences")
_DEFECT = N_("it failed in a way that nobody foresaw ({error})")


def read_aloud(texts: Sequence[Words], voices: Sequence[Engine], cache: SpeechCache) -> Speech:
    """Return `texts` as spoken by the first of `voices` that can read them all, as kept in `cache`.

    Two voices within one item sound broken, so a voice that fails on the last sentence reads none of it; what it said
    is kept for the next time. Raises PermanentSpeechError when `texts` are not words only, or when every voice refuses
    for good; else TransientSpeechError, with each voice's reason; SoundError when the disk refuses.
    """
    for words in texts:
        require_words(words.text)
    failures: list[tuple[Engine, SpeechError]] = []
    for voice in voices:
        try:
            kept = _all_kept(list(dict.fromkeys(words.text for words in texts)), voice, cache)
        except SpeechError as error:
            failures.append((voice, error))
        else:
            parts = (SpokenWords(kept[it.text].path, kept[it.text].duration_ms, it.pause_ms) for it in texts)
            return Speech(label(voice), tuple(parts))
    raise _no_voice(failures)


def label(voice: Engine) -> str:
    """Return the name by which people and records know `voice`."""
    return f"{voice.name}:{voice.voice}"


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
        kept[text] = cache.keep(voice.identity, text, pcm)
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


def _no_voice(failures: Sequence[tuple[Engine, SpeechError]]) -> SpeechError:
    """Return one failure that tells each voice's reason; transient when any of them may pass."""
    if not failures:
        return PermanentSpeechError(_NO_VOICES)
    reasons = [Sentence(_REASON, voice=label(voice), reason=error.sentence) for voice, error in failures]
    told = reduce(lambda first, second: Sentence(_AND, first=first, second=second), reasons)
    lasting = all(isinstance(error, PermanentSpeechError) for _, error in failures)
    return (PermanentSpeechError if lasting else TransientSpeechError)(_NO_VOICE, reasons=told)
