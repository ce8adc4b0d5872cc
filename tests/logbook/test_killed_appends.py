"""Appending that is killed at any moment: nothing acknowledged is lost, no half line, the chain holds.

KILLS=200 tries two hundred moments (some minutes); a few are tried each time.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from power_cut import PowerCut, need_compiler

from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import AiringState

KILLS = int(os.environ.get("KILLS", "5"))

APPENDS_FOR_EVER = """
import sys
from datetime import datetime
from pathlib import Path
from broadcaster.logbook.logbook import Logbook
from broadcaster.model.record import Act, AiringState, AsRunEntry, Deed, Outcome

at = datetime.fromisoformat("2026-05-13T05:30:00+07:00")
logbook = Logbook(Path(sys.argv[1]))
number = len(list(logbook.aired()))
logbook.claim("sang")
while True:
    entry = AsRunEntry("sang", str(number), "script", "Tin", "ban-tin", at, at, 1000, Outcome.AIRED)
    logbook.advance("sang", AiringState(next_cue=number + 1), [entry])
    number += 1
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
    logbook.note(Act(at, Deed.APPROVED, "A", str(number)))
"""


def power_of(folder: Path, beside: Path) -> PowerCut:
    need_compiler()
    return PowerCut(folder, beside)


@pytest.mark.parametrize("harm", ["kill", "power cut"])
def test_a_record_killed_over_and_over_keeps_all_that_it_acknowledged(harm: str, tmp_path: Path) -> None:
    path = tmp_path / "var/logbook.sqlite"
    path.parent.mkdir()
    power = power_of(path.parent, tmp_path) if harm == "power cut" else None
    around = {**os.environ, **(power.around if power else {})}
    chance = random.Random(2026)
    kept = 0
    for kill in range(KILLS):
        command = [sys.executable, "-c", APPENDS_FOR_EVER, path]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=around)
        assert child.stdout
        told = child.stdout.readline() if kill % 4 else ""  # some are killed while they still open the record
        time.sleep(chance.uniform(0, 0.2))
        child.kill()
        told += child.stdout.read()
        acknowledged = max([kept, *(int(number) for number in told.split("\n")[:-1])])
        child.communicate()
        if power:
            power.cut()
        logbook = Logbook(path)
        sources = [entry.source for entry in logbook.aired()]
        assert sources == [str(number) for number in range(len(sources))]
        assert len(sources) in (acknowledged, acknowledged + 1)  # one may be written and not acknowledged any more
        assert len(list(logbook.acts())) >= len(sources) - 1 - kill
        if sources:
            assert logbook.state("sang") == AiringState(next_cue=len(sources))
        found = logbook.verify()
        assert found.faults == ()
        logbook.close()
        if power:
            power.all_is_written()
        kept = len(sources)
    assert kept > 0
