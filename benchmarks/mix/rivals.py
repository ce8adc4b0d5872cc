"""The same job in the ways that others would do it. Each function writes the programme to `to`."""

import math
import re
import subprocess
from pathlib import Path

from inputs import BED_DB, DUCK_DB, RAMP_MS, Job

LUFS, RATE, KBPS = -16.0, 24_000, 64
_FORMAT = ["-ar", str(RATE), "-ac", "1"]


def pydub_naive(folder: Path, job: Job, to: Path) -> None:
    """Add one clip after the other, lay the bed under all of it, level by a library, export."""
    import numpy as np
    import pyloudnorm
    from pydub import AudioSegment

    def opened(name: str) -> AudioSegment:
        path = folder / f"{name}.wav"
        return AudioSegment.from_file(path if path.exists() else folder / f"{name}.mp3").set_channels(1)

    programme = AudioSegment.silent(0, RATE)
    for heard in job.all():
        programme += AudioSegment.silent(heard.at_ms - len(programme), RATE)
        programme += opened(heard.name).set_frame_rate(RATE)[: heard.length_ms]
    starts_ms, ends_ms = job.bed_ms
    bed = opened("bed").set_frame_rate(RATE) + BED_DB
    bed = (bed * math.ceil((ends_ms - starts_ms) / len(bed)))[: ends_ms - starts_ms]
    for down_ms, up_ms in ((down - starts_ms, up - starts_ms) for down, up in job.ducks_ms):
        before, ramp = bed[: down_ms - RAMP_MS], bed[down_ms - RAMP_MS : down_ms]
        ramp_up, after = bed[up_ms : up_ms + RAMP_MS], bed[up_ms + RAMP_MS :]
        bed = before + ramp.fade(to_gain=DUCK_DB, start=0, end=RAMP_MS) + (bed[down_ms:up_ms] + DUCK_DB)
        bed += ramp_up.fade(from_gain=DUCK_DB, start=0, end=RAMP_MS) + after
    programme = programme.overlay(bed, position=starts_ms)
    samples = np.array(programme.get_array_of_samples()) / 32768
    programme += LUFS - pyloudnorm.Meter(RATE).integrated_loudness(samples)
    programme.export(to, format="mp3", bitrate=f"{KBPS}k")


def ffmpeg_graph(folder: Path, job: Job, to: Path) -> None:
    """One filter graph: delays, a mix, the bed's volume by an expression; ebur128, then gain, limiter and encoder."""
    mix = to.with_suffix(".mix.wav")
    foreground = job.all()
    arguments, chains = [], []
    for number, heard in enumerate(foreground):
        arguments += ["-i", str(_file(folder, heard.name))]
        mono = "" if heard.name.startswith("sentence") else "pan=mono|c0=.5*c0+.5*c1,"
        chains.append(f"[{number}]{mono}aresample={RATE},adelay={heard.at_ms}[f{number}]")
    starts_s, ends_s = (ms / 1000 for ms in job.bed_ms)
    ramp_s = RAMP_MS / 1000
    ducks_s = [((down - RAMP_MS) / 1000 - starts_s, (up + RAMP_MS) / 1000 - starts_s) for down, up in job.ducks_ms]
    down = "+".join(f"clip(min((t-{begins})/{ramp_s},({ends}-t)/{ramp_s}),0,1)" for begins, ends in ducks_s)
    arguments += ["-stream_loop", "-1", "-i", str(folder / "bed.mp3")]
    chains.append(
        f"[{len(foreground)}]aresample={RATE},pan=mono|c0=.5*c0+.5*c1,atrim=0:{ends_s - starts_s},asetpts=N/SR/TB,"
        f"volume=volume='pow(10,({BED_DB}+{DUCK_DB}*({down}))/20)':eval=frame,adelay={job.bed_ms[0]}[bed]"
    )
    named = "".join(f"[f{number}]" for number in range(len(foreground)))
    chains.append(f"{named}[bed]amix=inputs={len(foreground) + 1}:normalize=0,apad,atrim=0:{job.length_ms / 1000}[out]")
    graph = to.with_suffix(".graph")
    graph.write_text(";\n".join(chains))
    run = ["ffmpeg", "-v", "error", "-y", *arguments, "-filter_complex_script", str(graph), "-map", "[out]"]
    subprocess.run([*run, *_FORMAT, str(mix)], check=True)
    _ffmpeg_master(mix, to)


def _ffmpeg_master(mix: Path, to: Path) -> None:
    measured = subprocess.run(
        ["ffmpeg", "-hide_banner", "-nostats", "-i", mix, "-af", "ebur128=framelog=verbose", "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    gain_db = LUFS - float(re.findall(r"I:\s+(-[\d.]+) LUFS", measured)[-1])
    level = f"volume={gain_db}dB,alimiter=limit=-2dB:level=0"
    run = ["ffmpeg", "-v", "error", "-y", "-i", str(mix), "-af", level, *_FORMAT, "-b:a", f"{KBPS}k", str(to)]
    subprocess.run(run, check=True)


def sox_pipeline(folder: Path, job: Job, to: Path) -> None:
    """Sequence the foreground, cut the bed into stretches that are up, mix three tracks, limit. It knows no LUFS."""

    def sox(*arguments: str | Path) -> None:
        subprocess.run(["sox", "-V1", *map(str, arguments)], check=True)

    pieces: list[Path] = []
    now_ms = 0
    for number, heard in enumerate(job.all()):
        piece = to.with_suffix(f".{number}.wav")
        lead_s = max(0, heard.at_ms - now_ms) / 1000
        sox(_file(folder, heard.name), "-r", str(RATE), "-c", "1", "-b", "16", piece, "pad", f"{lead_s}")
        pieces.append(piece)
        now_ms = heard.at_ms + heard.length_ms
    foreground, bed, mix = (to.with_suffix(f".{name}.wav") for name in ("voice", "bed", "mix"))
    sox(*pieces, foreground)
    starts_ms, ends_ms = job.bed_ms
    length_s = (ends_ms - starts_ms) / 1000
    sox(folder / "bed.mp3", "-r", str(RATE), "-c", "1", "-b", "16", bed, "repeat", "-", "trim", "0", f"{length_s}",
        "gain", f"{BED_DB}")  # fmt: skip
    edges_ms = [starts_ms, *(ms for duck in job.ducks_ms for ms in duck), ends_ms]
    up: list[Path] = []
    at_ms = starts_ms
    for number, (first, last) in enumerate(zip(edges_ms[::2], edges_ms[1::2], strict=True)):
        piece = to.with_suffix(f".up{number}.wav")
        sox(bed, piece, "trim", f"{(first - starts_ms) / 1000}", f"{(last - first) / 1000}", "fade", "t", "0.3",
            f"{(last - first) / 1000}", "0.3", "pad", f"{(first - at_ms) / 1000}")  # fmt: skip
        up.append(piece)
        at_ms = last
    loud = to.with_suffix(".loud.wav")
    sox(*up, loud, "pad", f"{starts_ms / 1000}")
    low = 10 ** (DUCK_DB / 20)
    late = to.with_suffix(".late.wav")
    sox(bed, late, "pad", f"{starts_ms / 1000}")
    sox("-m", "-v", "1", foreground, "-v", f"{low}", late, "-v", f"{1 - low}", loud, mix)
    sox(mix, "-C", str(KBPS), to, "gain", "-l", "7")


def encode_alone(folder: Path, job: Job, to: Path) -> None:  # noqa: ARG001 - the others' arguments
    """Encode a finished mix, which `ours` left, by the encoder and quality that ours uses: the floor."""
    import soundfile

    from broadcaster.sound.mp3 import mp3_sink

    with soundfile.SoundFile(to.with_name("finished.wav")) as file, mp3_sink(to) as sink:
        while len(block := file.read(1 << 14, "int16")):
            sink.write(block)


def _file(folder: Path, name: str) -> Path:
    return folder / (f"{name}.wav" if name.startswith("sentence") else f"{name}.mp3")
