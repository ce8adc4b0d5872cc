"""One way of doing the job, in a process of its own: one.py WAY FOLDER MINUTES."""

import sys
from pathlib import Path

import inputs


def main() -> None:
    """Do the job that the arguments name."""
    way, folder, minutes = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    job, to = inputs.job(folder, minutes), folder / "work" / "programme.mp3"
    if way in {"ours", "ours_for_horns", "finished"}:
        import ours

        ours.do(folder, job, to, way)
    else:
        import rivals

        getattr(rivals, way)(folder, job, to)


if __name__ == "__main__":
    main()
