"""What the daemon tells the journal, where that listens."""

import logging
import os
import subprocess
import sys
from pathlib import Path

from broadcaster.workflows.daemon_log import JournalLines, is_journal

LOG_SOMETHING = """
import logging, sys
from pathlib import Path
from broadcaster.workflows.daemon_log import log_to
log_to(Path(sys.argv[1]))
logging.getLogger("broadcaster.playout").warning("cạc âm thanh mất")
"""


def test_a_line_has_its_level_before_it_and_a_traceback_is_of_one_level() -> None:
    try:
        Path("/nowhere/at/all").read_bytes()
    except OSError:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "%s failed", ("build",), sys.exc_info())
    lines = JournalLines().format(record).splitlines()
    assert lines[0] == "<3>build failed"
    assert len(lines) > 3
    assert all(line.startswith("<3>") for line in lines)


def test_the_journal_is_told_only_where_standard_error_leads_to_it(tmp_path: Path) -> None:
    for name, listens in (("journal", True), ("elsewhere", False)):
        with (tmp_path / name).open("w+") as stream:
            stat = os.fstat(stream.fileno())
            told = f"{stat.st_dev}:{stat.st_ino if listens else 1}"
            assert is_journal(stream, told) is listens
            environment = {**os.environ, "JOURNAL_STREAM": told}
            subprocess.run([sys.executable, "-c", LOG_SOMETHING, tmp_path], stderr=stream, env=environment, check=True)
            stream.seek(0)
            assert stream.read() == ("<4>cạc âm thanh mất\n" if listens else "")
    assert (tmp_path / "var" / "broadcaster.log").read_text("utf-8").count("cạc âm thanh mất") == 2
