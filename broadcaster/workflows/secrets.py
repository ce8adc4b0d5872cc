"""Passwords: kept in `secrets.yaml`, which only its owner reads, or given by the environment."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from broadcaster.content.nodes import Gatherer, decode_text
from broadcaster.content.secrets_file import SECRETS_FILE, read_secrets
from broadcaster.errors import NotReadyError, UsageError, reason_of
from broadcaster.messages import N_
from broadcaster.model.station import OutputChoice

VARIABLE = "BROADCASTER_SECRET_"
IGNORED_BY = ".gitignore"
HEAD = "# Mật khẩu: chỉ máy này giữ, không chép đi đâu, không đưa vào git.\n"


def known_secrets(folder: Path, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the passwords by name; one from the environment goes before the file's. What can't be read is not there.

    The variable of ``tram-huyen`` is ``BROADCASTER_SECRET_TRAM_HUYEN``.
    """
    return _in_file(folder) | {
        key.removeprefix(VARIABLE).casefold().replace("_", "-"): value
        for key, value in environment.items()
        if key.startswith(VARIABLE) and value
    }


def secret_of(output: OutputChoice) -> str:
    """Return the name of the password of an output."""
    return str(output.setting("secret", output.kind))


def _in_file(folder: Path) -> dict[str, str]:
    try:
        raw = (folder / SECRETS_FILE).read_bytes()
    except OSError:
        return {}
    gather = Gatherer()
    text = decode_text(raw, SECRETS_FILE, gather)
    return {} if text is None else read_secrets(text, SECRETS_FILE, gather)


def keep_secret(folder: Path, name: str, password: str) -> None:
    """Write `password` into the station's `secrets.yaml`; git, should it ever be used, is told to leave it alone."""
    if not password.strip() or "\n" in password:
        raise UsageError(N_("a password is one line with at least one sign"))
    kept = _in_file(folder) | {name: password}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in sorted(kept.items())]
    _write_privately(folder / SECRETS_FILE, (HEAD + "".join(lines)).encode())
    _have_git_ignore_it(folder)


def _write_privately(path: Path, content: bytes) -> None:
    """Write `content` beside `path`, readable by its owner only from the first byte on, and rename it."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise NotReadyError(N_("{folder} can't be written ({detail})"), folder=path, detail=reason_of(error)) from error


def _have_git_ignore_it(folder: Path) -> None:
    path = folder / IGNORED_BY
    known = path.read_text("utf-8") if path.exists() else ""
    if not any(line.strip().lstrip("/") == SECRETS_FILE for line in known.splitlines()):
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{'' if not known or known.endswith(chr(10)) else chr(10)}/{SECRETS_FILE}\n")
