"""The site's folder: only what changed is written, only what is ours is touched, whole whenever we are interrupted."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from broadcaster.errors import NotReadyError, UsageError
from broadcaster.publishing import folder as module
from broadcaster.publishing.folder import MANIFEST, Changes, SiteFolder, read_list

OLD = {"bai/mot.html": b"mot", "bai/hai.html": b"hai", "index.html": b"mot hai"}
NEW = {"bai/hai.html": b"hai", "bai/ba.html": b"ba", "index.html": b"hai ba"}


def publish(folder: Path, files: dict[str, bytes], **about: object) -> Changes:
    site = SiteFolder(folder)
    site.announce(files)
    for name, content in files.items():
        site.put(name, content)
    return site.finish(about)


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_only_what_changed_is_written_and_what_is_over_is_removed(tmp_path: Path) -> None:
    assert publish(tmp_path, OLD) == Changes(written=list(OLD))
    assert publish(tmp_path, NEW) == Changes(["bai/ba.html", "index.html"], ["bai/mot.html"], 1)
    assert content(tmp_path) == NEW


def test_a_second_time_nothing_is_written_not_even_the_list(tmp_path: Path) -> None:
    publish(tmp_path, OLD, base_url="https://xa.example/")
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert publish(tmp_path, OLD, base_url="https://xa.example/") == Changes(kept=3)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_what_somebody_spoilt_is_written_again(tmp_path: Path) -> None:
    publish(tmp_path, OLD)
    (tmp_path / "bai/mot.html").write_bytes(b"MOT")
    (tmp_path / "bai/hai.html").unlink()
    assert publish(tmp_path, OLD) == Changes(["bai/mot.html", "bai/hai.html"], kept=1)


def test_a_file_made_of_the_same_is_not_made_again(tmp_path: Path) -> None:
    made = []

    def make(path: Path) -> None:
        made.append(path.name)
        path.write_bytes(b"sound")

    for made_of in ("a", "a", "b"):
        site = SiteFolder(tmp_path)
        site.announce(["x.mp3"])
        assert site.make("x.mp3", made_of, make).size == 5
        site.finish({})
    assert made == ["x.mp3", "x.mp3"]


def test_nobody_else_s_file_is_touched(tmp_path: Path) -> None:
    (tmp_path / "anh").mkdir()
    (tmp_path / "anh/xa.jpg").write_bytes(b"theirs")
    (tmp_path / "robots.txt").write_bytes(b"theirs")
    publish(tmp_path, OLD)
    (tmp_path / "bai/ghi-chu.txt").write_bytes(b"theirs")
    publish(tmp_path, {})
    assert content(tmp_path) == dict.fromkeys(("anh/xa.jpg", "robots.txt", "bai/ghi-chu.txt"), b"theirs")


def test_a_file_of_somebody_else_s_in_our_way_is_told_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_bytes(b"theirs")
    with pytest.raises(UsageError, match=r"index\.html is in the way"):
        publish(tmp_path, OLD)
    assert content(tmp_path) == {"index.html": b"theirs"}
    assert not (tmp_path / MANIFEST).exists()


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "out/x", "link"])
def test_nothing_is_written_outside_whatever_names_and_links_say(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (folder / "out").symlink_to(tmp_path / "elsewhere")
    (folder / "link").symlink_to(tmp_path / "elsewhere/y")
    with pytest.raises(UsageError):
        publish(folder, {name: b"x"})
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("listed", [b"{", b"[]", b'{"files": {"x": 1}}', b'{"files": []}'])
def test_a_list_that_can_t_be_read_is_told_and_nothing_is_done(tmp_path: Path, listed: bytes) -> None:
    (tmp_path / MANIFEST).write_bytes(listed)
    with pytest.raises(UsageError):
        SiteFolder(tmp_path)


def test_a_list_that_names_files_elsewhere_removes_none(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.write_bytes(b"x")
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / MANIFEST).write_text(json.dumps({"files": {"../theirs": {"size": 1, "sha256": "x"}}}))
    with pytest.raises(UsageError):
        publish(folder, OLD)
    assert theirs.exists()


class PlugPulled(BaseException):
    """The power is gone."""


@pytest.mark.parametrize("after", range(6))
def test_interrupted_at_whatever_file_the_next_time_completes_it_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    publish(tmp_path, OLD)
    writes = 0
    write = module._write_beside

    def write_until_the_plug_is_pulled(path: Path, content: bytes) -> None:
        nonlocal writes
        writes += 1
        if writes > after:
            path.with_name(f".{path.name}.4711.tmp").write_bytes(content[:1])
            raise PlugPulled
        write(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(module, "_write_beside", write_until_the_plug_is_pulled)
        with suppress(PlugPulled):
            publish(tmp_path, NEW)
    there = content(tmp_path)
    assert there["index.html"] in {OLD["index.html"], NEW["index.html"]}
    assert {f"bai/{name}.html" for name in there["index.html"].decode().split()} <= set(there)  # all its links lead on
    publish(tmp_path, NEW)
    assert content(tmp_path) == NEW
    assert read_list(tmp_path)[0] == set(NEW)


def test_a_folder_that_can_t_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "bai").write_bytes(b"a file where a folder is wanted")
    with pytest.raises(NotReadyError):
        publish(tmp_path, OLD)
