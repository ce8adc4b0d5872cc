"""Normalise as a filter in a real pipe: it answers at once, keeps up with a book, and looks at lexicon.yaml alone."""

import subprocess
import sys
from pathlib import Path

from workflows.stations import ask, environment, run


def start(folder: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "broadcaster", "normalise"]
    return subprocess.Popen(
        command, cwd=folder, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_whoever_writes_a_line_and_waits_is_answered(tmp_path: Path):
    with start(tmp_path) as filter_:
        assert filter_.stdin
        assert filter_.stdout
        for written, spoken in [("Có 2 tin\n", "Có hai tin\n"), ("\n", "\n"), ("UBND xã\n", "Ủy ban nhân dân xã\n")]:
            filter_.stdin.write(written.encode())
            filter_.stdin.flush()
            assert filter_.stdout.readline().decode() == spoken
        filter_.stdin.write("Còn 3".encode())
        filter_.stdin.close()
        assert filter_.stdout.read().decode() == "Còn ba\n"
        assert filter_.wait(timeout=20) == 0


def test_a_line_that_comes_in_pieces_is_one_line_even_when_a_letter_is_torn(tmp_path: Path):
    with start(tmp_path) as filter_:
        assert filter_.stdin
        assert filter_.stdout
        for at in range(0, len(whole := "Ngày 18/5, ưỡn ẹo\n".encode()), 3):
            filter_.stdin.write(whole[at : at + 3])
            filter_.stdin.flush()
        assert filter_.stdout.readline().decode() == "Ngày mười tám tháng năm, ưỡn ẹo\n"
        filter_.stdin.close()
        assert filter_.wait(timeout=20) == 0


def test_a_book_goes_through_whole_and_in_order(tmp_path: Path):
    book = "".join(f"Số {number}\n" for number in range(3000))
    spoken = run(tmp_path, "normalise", given=book.encode()).out.splitlines()
    assert len(spoken) == 3000
    assert (spoken[0], spoken[1], spoken[2999]) == ("Số không", "Số một", "Số hai nghìn chín trăm chín mươi chín")


def test_a_reader_that_leaves_early_is_no_failure(tmp_path: Path):
    with start(tmp_path) as filter_:
        assert filter_.stdin
        assert filter_.stdout
        assert filter_.stderr
        filter_.stdin.write(b"Xin\n" * 20_000)  # more than a pipe holds
        filter_.stdout.close()
        try:
            filter_.stdin.write(b"Xin\n" * 20_000)
            filter_.stdin.close()
        except BrokenPipeError:
            pass
        assert b"Traceback" not in filter_.stderr.read()


def test_only_the_lexicon_is_looked_at(tmp_path: Path):
    (tmp_path / "station.yaml").write_bytes(b"\xff not a station")
    (tmp_path / "scripts").write_text("not a folder", encoding="utf-8")
    (tmp_path / "lexicon.yaml").write_text("BĐH: ban điều hành\nXYZ:\n", encoding="utf-8")
    outcome = ask(tmp_path, "normalise", given="BĐH họp\n".encode())
    assert (outcome.code, outcome.out) == (0, "ban điều hành họp\n")
    assert outcome.err == "lexicon.yaml:2: write after “XYZ:” how it is read\n"
