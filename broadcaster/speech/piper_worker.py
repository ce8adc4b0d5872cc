"""The child process that speaks with Piper: ``python -m broadcaster.speech.piper_worker``.

Standard input: one JSON object, ``{"model": "…/NAME.onnx", "speaker": "", "rate": 100, "texts": [...]}``; ``worker``
tells the answer.

A process of its own because a neural network's memory should be gone when the item is read, and because Piper is under
the GPL: only this file imports it, and of ours it imports nothing but ``worker``. The model is loaded once for all
texts. Piper rolls dice for the sound of each sentence and for its rhythm; here it does not, so the same words always
give the same bytes, whatever was spoken before.
"""

import json
import sys
import unicodedata
from typing import BinaryIO

from piper import PhonemeType, PiperVoice, SynthesisConfig

from broadcaster.speech.worker import (
    EXIT_NO_SPEAKER,
    EXIT_NO_VOICE,
    EXIT_OTHER_LANGUAGE,
    WorkerError,
    run,
    write_answer,
)

VOLUME = 0.85  # of full scale: Piper makes the loudest sample of each sentence as loud as that
CHANCE = 0.0  # what Piper's dice weigh


def load(model: str) -> PiperVoice:
    """Return the Vietnamese voice in the file `model`, with its settings in the file beside it."""
    try:
        voice = PiperVoice.load(model)
    except Exception as error:  # what the library raises for a damaged file has no base of its own
        raise WorkerError(EXIT_NO_VOICE, repr(error)) from error
    # Any other kind of voice turns words into sounds by rules of another language, or fetches those from the network.
    if voice.config.phoneme_type != PhonemeType.ESPEAK or voice.config.espeak_voice.partition("-")[0] != "vi":
        raise WorkerError(EXIT_OTHER_LANGUAGE, f"{voice.config.phoneme_type.value}: {voice.config.espeak_voice}")
    return voice


def speaker_number(voice: PiperVoice, speaker: str) -> int | None:
    """Return which of the voice's speakers is called `speaker`, or has that number; None for the usual one."""
    if not speaker:
        return None
    number = voice.config.speaker_id_map.get(speaker, int(speaker) if speaker.isdecimal() else -1)
    if not 0 <= number < voice.config.num_speakers:
        raise WorkerError(EXIT_NO_SPEAKER, speaker)
    return number


def serve(request: bytes, answers: BinaryIO) -> None:
    """Speak each text of `request` and write it to `answers` as soon as it is there."""
    asked = json.loads(request)
    voice = load(asked["model"])
    how = SynthesisConfig(
        speaker_id=speaker_number(voice, asked["speaker"]),
        length_scale=voice.config.length_scale * 100 / asked["rate"],
        noise_scale=CHANCE,
        noise_w_scale=CHANCE,
        volume=VOLUME,
    )
    for text in asked["texts"]:
        words = unicodedata.normalize("NFC", text)
        samples = b"".join(part.audio_int16_array.astype("<i2").tobytes() for part in voice.synthesize(words, how))
        write_answer(answers, voice.config.sample_rate, samples)


def main() -> int:
    """Serve one request; return the exit code."""
    return run(serve)


if __name__ == "__main__":
    sys.exit(main())
