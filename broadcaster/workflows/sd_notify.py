"""What systemd is told by a service of ``Type=notify``: one datagram a word (``sd_notify(3)``). Elsewhere: nothing."""

import os
import socket
from contextlib import suppress


def sd_notify(word: str) -> None:
    """Tell ``READY=1``, ``WATCHDOG=1``, ``STOPPING=1`` or ``STATUS=…``; a system that does not listen is no failure."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as notify:
        notify.connect("\0" + address[1:] if address.startswith("@") else address)
        notify.sendall(word.encode())
