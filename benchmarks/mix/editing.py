"""What `build` costs on a station of one long programme: afresh from warm speech, after an edit, with nothing to do."""

import shutil
import sys
from pathlib import Path

from measuring import Cost, measured

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-05-13"
NEWS = "Hôm nay xã có tin số {number}. {rest}"
REST = (
    "Bà con nhớ kiểm tra đồng ruộng và phòng trừ sâu bệnh. Trạm y tế tiêm chủng cho trẻ em từ 7 giờ sáng. "
    "Nước sạch được cấp trở lại vào buổi chiều. Các hộ gia đình giữ gìn vệ sinh đường làng và ngõ xóm. "
)


def measure(folder: Path, minutes: int) -> None:
    """Print the costs for a programme of `minutes`."""
    station = folder / f"station-{minutes}"
    _write(station, minutes)
    _build(station)  # speaks
    for made in ("audio/programmes", "var/items", "var/stretches"):
        shutil.rmtree(station / made)
    afresh = _build(station)
    script = station / "scripts" / f"tin-{minutes // 3:03d}.md"
    script.write_text(script.read_text("utf-8").replace("vào buổi chiều", "vào đầu giờ chiều nay", 1), "utf-8")
    _approve(station, script.stem)
    edited, nothing = _build(station), _build(station)
    print(f"== build of a programme of {minutes} minutes for horns, {minutes * 4 // 5} items")
    print(f"afresh, speech there {_told(afresh)}")
    print(f"one sentence edited  {_told(edited)}  {100 * edited.cpu_s / afresh.cpu_s:.0f} %")
    print(f"nothing to do        {_told(nothing)}")


def _told(cost: Cost) -> str:
    return f"{cost.cpu_s:7.2f} CPU s {cost.wall_s:7.2f} s {cost.peak_mb:6.1f} MB"


def _write(station: Path, minutes: int) -> None:
    for part in ("jingles", "beds", "music"):
        shutil.copytree(ROOT / "audio" / part, station / "audio" / part)
    for name in ("scripts", "playlists"):
        (station / name).mkdir()
    (station / "station.yaml").write_text("name: Đài đo\nvoices: [espeak]\nsound: {profile: horn}\n"
                                          "hours: {minutes_per_session: 200}\n", "utf-8")  # fmt: skip
    items = minutes * 4 // 5
    entries = "".join(f"  - script: tin-{number:03d}\n" for number in range(items))
    (station / "playlists" / "sang.yaml").write_text(
        f"title: Buổi sáng\nslot: {{at: 5h30, days: mon-sun, airtime: {minutes}m}}\nitems:\n  - jingle: nhac-hieu\n"
        f"{entries}  - jingle: nhac-ket\nfill: [music]\n", "utf-8",
    )  # fmt: skip
    for number in range(items):
        head = f"---\ntitle: Tin {number}\ncolumn: tin\n{'bed: nhac-nen' if number % 3 == 0 else ''}\n---\n"
        body = NEWS.format(number=number, rest=REST * 3)
        (station / "scripts" / f"tin-{number:03d}.md").write_text(head + body + "\n", "utf-8")
    _approve(station, *(f"tin-{number:03d}" for number in range(items)))


def _approve(station: Path, *scripts: str) -> None:
    measured([sys.executable, "-m", "broadcaster", "approve", *scripts, "--by", "Trưởng đài"], station)


def _build(station: Path) -> Cost:
    return measured([sys.executable, "-m", "broadcaster", "build", DAY], station)
