"""Where the sound goes. To add an output, add a file that meets ``contract``, and its line here."""

from broadcaster.engine.outputs import further_card, icecast, snapcast, sound_card, wav_file
from broadcaster.engine.outputs.contract import Build

OUTPUTS: dict[str, Build] = {
    "sound_card": sound_card.build,
    "further_card": further_card.build,
    "null_clock": sound_card.build_null_clock,
    "wav_file": wav_file.build,
    "icecast": icecast.build,
    "snapcast": snapcast.build,
}
