"""Passwords: hashed with Argon2id, compared in the same time whether the account exists or not."""

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import Type

SHORTEST = 10  # characters; NIST SP 800-63B-4 asks for eight and recommends more
LONGEST = 200

# OWASP's cheapest advised setting for memory (19 MiB): an old office PC answers a login within a second.
_HASHER = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1, type=Type.ID)
_ONE_AT_A_TIME = threading.Lock()  # twenty logins at once must not take twenty times the memory

# What a password is compared with where there is no account, so that the answer takes as long: the hash of 256 random
# bits that were thrown away.
_NOBODY = "$argon2id$v=19$m=19456,t=3,p=1$+LuVLcWVjOSmKtNUSIp8aQ$gwrPaOASZILzBTXsMz2tFUZMD9K4qO6QKGATSOf0VCQ"


def hashed(password: str) -> str:
    """Return the Argon2id hash of `password`."""
    with _ONE_AT_A_TIME:
        return _HASHER.hash(_composed(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether `password` is the one of which `kept` is the hash; None stands for an account that there is not."""
    with _ONE_AT_A_TIME:
        try:
            return _HASHER.verify(kept or _NOBODY, _composed(password)) and kept is not None
        except (VerifyMismatchError, InvalidHashError):
            return False


def _composed(password: str) -> str:
    """Return `password` in the one form in which every keyboard's Vietnamese letters are the same."""
    return unicodedata.normalize("NFC", password)
