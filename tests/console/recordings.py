"""Recordings as telephones send them."""

import io
import wave

import av
import numpy as np


def recording(milliseconds: int = 2_000) -> bytes:
    """Return a tone, as a WAV file."""
    tone = np.sin(np.arange(8 * milliseconds) * 0.3) * 8_000
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(tone.astype("<i2").tobytes())
    return written.getvalue()


def in_m4a(wav: bytes) -> bytes:
    """Return the same as most telephones would have recorded it."""
    written = io.BytesIO()
    with av.open(io.BytesIO(wav)) as heard, av.open(written, "w", format="mp4") as made:
        stream = made.add_stream("aac", rate=44_100)
        for frame in (*heard.decode(audio=0), None):
            if frame is not None:
                made.mux(stream.encode(frame))
        made.mux(stream.encode(None))
    return written.getvalue()
