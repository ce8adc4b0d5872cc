"""Where the sound goes. To add an output, add a file that meets ``contract``, and its line here."""

from broadcaster.engine.outputs import sound_card, wav_file
from broadcaster.engine.outputs.contract import OutputKind

OUTPUTS: dict[str, OutputKind] = {
    "sound_card": sound_card.KIND,
    "wav_file": wav_file.KIND,
}
