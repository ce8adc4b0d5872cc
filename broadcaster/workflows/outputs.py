"""The station's outputs as the engine is told of them."""

from collections.abc import Mapping
from pathlib import Path

from broadcaster.errors import NotReadyError
from broadcaster.messages import N_
from broadcaster.model.station import OutputChoice, Station
from broadcaster.playout.engine_process import EngineOptions
from broadcaster.workflows.secrets import known_secrets, secret_of

ICECAST_USUALLY: Mapping[str, str | int] = {
    "host": "127.0.0.1",
    "port": 8000,
    "mount": "/loa.mp3",
    "bitrate": 64,
    "user": "source",
}
SNAPCAST_USUALLY: Mapping[str, str | int] = {"host": "127.0.0.1", "port": 4953, "control_port": 1705}
WAV_USUALLY = "var/off-air.wav"


def named_outputs(station: Station) -> list[tuple[str, OutputChoice]]:
    """Return the outputs, each with the name by which people and the record know it: its kind, the second one -2."""
    found: list[tuple[str, OutputChoice]] = []
    for output in station.outputs:
        number = sum(other.kind == output.kind for _, other in found) + 1
        found.append((output.kind if number == 1 else f"{output.kind}-{number}", output))
    return found


def engine_options(station: Station, folder: Path) -> EngineOptions:
    """Return with which outputs the engine is started."""
    passwords = known_secrets(folder)
    outputs = [_described(name, output, station, folder, passwords) for name, output in named_outputs(station)]
    return EngineOptions(
        sound_card=_only(outputs, "sound_card", "device"),
        wav_file=Path(wav) if (wav := _only(outputs, "wav_file", "path")) else None,
        others=tuple(output for output in outputs if output["name"] not in {"sound_card", "wav_file"}),
    )


def _only(outputs: list[dict[str, object]], name: str, setting: str) -> str | None:
    return next((str(output[setting]) for output in outputs if output["name"] == name), None)


def _described(
    name: str, output: OutputChoice, station: Station, folder: Path, passwords: Mapping[str, str]
) -> dict[str, object]:
    said: dict[str, object] = {"kind": output.kind, "name": name}
    match output.kind:
        case "sound_card":
            return said | {"device": output.setting("device", "default")}
        case "wav_file":
            return said | {"path": str(_inside(folder, str(output.setting("path", WAV_USUALLY))))}
        case "icecast":
            return said | icecast_settings(output, station, passwords)
        case "snapcast":
            places = {key: output.setting(key, usual) for key, usual in SNAPCAST_USUALLY.items()}
            return said | {"host": places["host"], "port": places["port"], "guarded": bool(station.zones)}
        case other:
            raise AssertionError(other)  # content/outputs.py knows no other


def icecast_settings(output: OutputChoice, station: Station, passwords: Mapping[str, str]) -> dict[str, object]:
    """Return what the engine needs to know of a mount; the password is empty where none is kept."""
    return {
        **{key: output.setting(key, usual) for key, usual in ICECAST_USUALLY.items()},
        "title": output.setting("name", station.name),
        "public": bool(output.setting("public", False)),
        "tls": bool(output.setting("tls", False)),
        "password": passwords.get(secret_of(output), ""),
    }


def _inside(folder: Path, written: str) -> Path:
    path = folder / written
    if not path.resolve().is_relative_to(folder.resolve()):
        raise NotReadyError(N_("the output {path} lies outside the station's folder"), path=path)
    return path
