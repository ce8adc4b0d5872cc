"""Small files that only the station's own user may read, written beside and renamed."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from broadcaster.errors import NotReadyError, reason_of
from broadcaster.messages import N_

Shape = dict[str, Any]


def write_private(path: Path, shape: Shape, *, new: bool = False) -> bool:
    """Write `shape` to `path`; with `new` only where there is no such file yet, else return False.

    Raises NotReadyError when the disk refuses.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(json.dumps(shape, ensure_ascii=False, indent=1).encode())
                file.flush()
                os.fsync(file.fileno())
            if new:
                os.link(temporary, path)
            else:
                temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except FileExistsError:
        return False
    except OSError as error:
        raise NotReadyError(N_("{folder} can't be written ({detail})"), folder=path, detail=reason_of(error)) from error
    return True


def read_private(path: Path) -> Shape | None:
    """Return what was written to `path`; None when there is no such file, or none of ours."""
    try:
        shape = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return shape if isinstance(shape, dict) else None
