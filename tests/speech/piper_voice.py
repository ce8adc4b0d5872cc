"""A voice for the real Piper: 2 kB that hum, with the settings file of a Vietnamese voice of two speakers."""

import json
from pathlib import Path

from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

MODEL = Path(__file__).with_name("humming.onnx")
SETTINGS = {
    "audio": {"sample_rate": 22_050},
    "espeak": {"voice": "vi"},
    "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
    "phoneme_type": "espeak",
    "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
    "num_symbols": 256,
    "num_speakers": 2,
    "speaker_id_map": {"thanh": 0, "binh": 1},
}


def bring_voice(folder: Path, name: str = "vi_VN-ngan-low", **settings: object) -> Path:
    """Put the two files of a voice into `folder`, as an operator would; return the folder."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.onnx").write_bytes(MODEL.read_bytes())
    (folder / f"{name}.onnx.json").write_text(json.dumps(SETTINGS | settings), encoding="utf-8")
    return folder
