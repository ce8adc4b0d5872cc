"""Facts as JSON with a seal: the SHA-256 of all the others, by which a change that nobody meant is noticed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_SEAL = "seal"


def sealed(facts: Mapping[str, object]) -> bytes:
    """Return `facts`, which JSON can hold, as JSON with their seal."""
    return json.dumps({**facts, _SEAL: _seal_of(facts)}, ensure_ascii=False).encode()


def unsealed(raw: bytes) -> dict[str, Any]:
    """Return the facts in `raw`. Raises ValueError when they are not as they were sealed."""
    try:
        facts = json.loads(raw)
    except ValueError:
        facts = None
    if not isinstance(facts, dict) or facts.pop(_SEAL, None) != _seal_of(facts):
        raise ValueError("these are not the facts that were sealed")
    return facts


def _seal_of(facts: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
