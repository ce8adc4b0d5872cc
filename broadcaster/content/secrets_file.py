"""`secrets.yaml`: passwords by name. Apart from the station's other files, for nobody but its owner."""

import os
import stat
from pathlib import Path

from broadcaster.content.fields import Fields
from broadcaster.content.nodes import Gatherer, Mapping, Scalar, parse
from broadcaster.content.values import name, text
from broadcaster.messages import N_
from broadcaster.model.problem import Place

SECRETS_FILE = "secrets.yaml"
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_secrets(source: str, file: str, gather: Gatherer) -> dict[str, str]:
    """Return the passwords in `source` by name. No problem tells what a password is."""
    root = parse(source, file, gather)
    if root is None:
        return {}
    pairs = root.pairs if isinstance(root, Mapping) else ()
    fields = Fields(root, Place(file, 1), gather, tuple(pair.key for pair in pairs))
    found = {fields.read(Scalar(pair.key, pair.place), name, ""): fields.value(pair.key, text, "") for pair in pairs}
    return {key: password for key, password in found.items() if key and password}


def tell_if_others_can_read(path: Path, gather: Gatherer) -> None:
    """Tell when somebody else than the owner may open the file."""
    if can_others_read(path):
        template = N_("others on this machine can read the passwords in it; type: chmod 600 {file}")
        gather.warn(Place(path.name), template, file=path.name)


def can_others_read(path: Path) -> bool:
    """Whether somebody else than the owner may open the file; on Windows the folder's own rights decide."""
    return os.name == "posix" and bool(path.stat().st_mode & OTHERS)
