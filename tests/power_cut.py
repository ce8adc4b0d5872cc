"""A power cut: what was not synced to the disk is gone. ``power_cut.c`` keeps what would be left of a station's folder.

Killing processes loses nothing that they wrote; the machine's memory lives on. So the processes run with a library that
keeps beside the folder what they synced, and `cut` leaves that, and nothing else, in the folder's place.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_suffix(".c")


def need_compiler() -> None:
    """Skip the test where there is none, or where libraries can't be laid over the system's."""
    if not sys.platform.startswith("linux"):
        pytest.skip("made for Linux")
    if shutil.which("cc") is None and os.environ.get("CI"):
        pytest.fail("there is no C compiler, yet CI must prove what a power cut does")
    if shutil.which("cc") is None:
        pytest.skip("there is no C compiler")


class PowerCut:
    """What would be left of `folder`; it is made while all of that is on the disk. Who writes there has `around`."""

    def __init__(self, folder: Path, beside: Path) -> None:
        self._folder = folder.resolve()
        self._kept = beside / "kept"
        library = beside / "power_cut.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
        self.all_is_written()
        self.around = {"LD_PRELOAD": str(library), "CUT_ROOT": str(self._folder), "CUT_SHADOW": str(self._kept)}

    def cut(self) -> None:
        """Leave what was synced. Nobody may be writing any more."""
        shutil.rmtree(self._folder)
        shutil.copytree(self._kept, self._folder)
        for half in self._folder.rglob("*~"):  # it was being kept when its process died
            half.unlink()

    def all_is_written(self) -> None:
        """Be told that what stands in the folder now is on the disk, whoever wrote it."""
        shutil.rmtree(self._kept, ignore_errors=True)
        shutil.copytree(self._folder, self._kept)
