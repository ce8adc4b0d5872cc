"""The sound of a stream, whatever form it comes in."""

from collections.abc import Iterator

from broadcaster.receiver.blocks import Sound
from broadcaster.receiver.forms import Form
from broadcaster.receiver.opening import Stream

READ_BYTES = 2_048


def sound_of(stream: Stream) -> Iterator[Sound]:
    """Yield the sound of `stream`, 100 ms at a time as it comes; raises RelayError."""
    if stream.form is Form.HLS:
        from broadcaster.receiver.av_decoding import decode_pieces  # noqa: PLC0415 - an addition

        return decode_pieces(stream.pieces)
    if stream.form is Form.AAC:
        from broadcaster.receiver.av_decoding import decode_aac  # noqa: PLC0415 - an addition

        return decode_aac(iter(lambda: stream.read(READ_BYTES), b""))
    from broadcaster.receiver.decoding import decode  # noqa: PLC0415 - loaded for the streams that need it

    return decode(stream, stream.form)
