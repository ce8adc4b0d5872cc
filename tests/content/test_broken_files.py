"""Whatever lies in the folder, reading it never fails: it is read, or the operator is told."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people_files import SAMPLE, told, write_files

from broadcaster.content.folder import read_folder

KINDS = ["station.yaml", "lexicon.yaml", "playlists/a.yaml", "scripts/a.md"]
STATION = "name: Đài truyền thanh xã Thử\n"
SAMPLES = [
    path
    for pattern in ("station.yaml", "lexicon.yaml", "playlists/*.yaml", "scripts/*.md")
    for path in sorted(SAMPLE.glob(pattern))
]
DISTURBANCES = [b"", b"\x00", b"\xff", b"\t", b"\r", b"\n", b" ", b":", b"-", b"---\n", b"[", b"{", b"]", b"}", b"&a ",
                b"*a", b"!x ", b'"', b"'", b"#", b"|", b">", b"%", b"@", b"? ", b"\\", b"<<: ", b"\xef\xbb\xbf",
                "ệ".encode()]  # fmt: skip


def read_with(files: dict[str, str | bytes]) -> None:
    """Read a folder with these files; every problem must be one that can be said and shown."""
    with TemporaryDirectory() as folder:
        contents, problems = read_folder(write_files(Path(folder), {"station.yaml": STATION, **files}))
    assert contents is not None or problems
    for problem in problems:
        assert problem.place is not None
        assert problem.place.file in files
        assert problem.place.line is None or problem.place.line >= 1
    "\n".join(told(problems)).encode()


@given(raw=st.binary(max_size=200), kind=st.sampled_from(KINDS))
def test_random_bytes_are_no_reason_to_fail(raw: bytes, kind: str) -> None:
    read_with({kind: raw})


@given(text=st.text(max_size=200), kind=st.sampled_from(KINDS))
def test_random_text_is_no_reason_to_fail(text: str, kind: str) -> None:
    read_with({kind: text.encode(), "scripts/head.md": f"---\n{text}\n---\n{text}".encode()})


ANYTHING = st.recursive(
    st.sampled_from(["", "x", "5h30", "30m", "2026-05-13", "mon", "music", "~", "-1", "'", "{}", "../x", "a" * 2000]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]")
        | st.dictionaries(
            st.sampled_from(["at", "from", "column", "jingle", "by", "read", "x"]), inner, max_size=3
        ).map(lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}")
    ),
    max_leaves=6,
)
NAMES = {
    "station.yaml": ["name", "timezone", "language", "voices", "sound", "hours", "late", "outputs"],
    "lexicon.yaml": ["NTM", "CĐS"],
    "playlists/a.yaml": ["title", "slot", "items", "fill", "campaign", "theme", "columns", "extend", "add"],
    "scripts/a.md": ["title", "column", "priority", "valid", "bed", "approval"],
}


@given(data=st.data(), kind=st.sampled_from(KINDS))
@settings(max_examples=100)
def test_known_names_with_values_of_any_shape_are_no_reason_to_fail(data: st.DataObject, kind: str) -> None:
    values = data.draw(st.dictionaries(st.sampled_from(NAMES[kind]), ANYTHING, max_size=6))
    source = "".join(f"{name}: {value}\n" for name, value in values.items())
    read_with({kind: f"---\n{source}---\nChào" if kind.startswith("scripts") else source})


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_samples_own_files_disturbed_at_random_are_no_reason_to_fail(path: Path) -> None:
    chance = random.Random(path.name)  # the same disturbances every time
    whole = path.read_bytes()
    for _ in range(12):
        raw = whole
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(min(len(raw), 700) + 1)
            raw = raw[:at] + chance.choice(DISTURBANCES) + raw[at + chance.choice([0, 0, 1, 2, 40]) :]
        read_with({path.relative_to(SAMPLE).as_posix(): raw})


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_samples_own_files_cut_off_by_a_full_disk_are_no_reason_to_fail(path: Path) -> None:
    whole = path.read_bytes()
    for at in range(0, min(len(whole), 700), 47):
        read_with({path.relative_to(SAMPLE).as_posix(): whole[:at]})
