"""Whose a service of the machine is, and what the system lets that user do: run Python, be there, use the card."""

import os
import subprocess
import sys
from pathlib import Path

from broadcaster.errors import NotReadyError
from broadcaster.messages import N_
from broadcaster.workflows.service_unit import Account

LINGERING = Path("/var/lib/systemd/linger")
CARDS = "audio"  # the group whose members may use sound cards without being logged in at the machine

if sys.platform == "win32":

    def owner_of(folder: Path) -> Account:
        """There are no such services there."""
        raise NotImplementedError(folder)

    def is_root() -> bool:
        """There is no such user there."""
        raise NotImplementedError

    def may_use_cards(account: Account) -> bool:
        """There is no such group there."""
        raise NotImplementedError(account)

    def can_run(account: Account, python: Path) -> bool:
        """There are no such services there."""
        raise NotImplementedError(account, python)

else:
    import grp
    import pwd

    def owner_of(folder: Path) -> Account:
        """Return whose `folder` is. Raises NotReadyError for root's."""
        uid = folder.stat().st_uid
        if uid == 0:
            template = N_("{folder} belongs to root, which a station must not run as; give it to a user: chown -R USER")
            raise NotReadyError(template, folder=folder)
        owner = pwd.getpwuid(uid)
        return Account(owner.pw_name, uid, grp.getgrgid(owner.pw_gid).gr_name)

    def is_root() -> bool:
        """Whether this process may change the machine."""
        return os.geteuid() == 0

    def may_use_cards(account: Account) -> bool:
        """Whether that user is of the group that may, or there is no such group here."""
        try:
            cards = grp.getgrnam(CARDS)
        except KeyError:
            return True
        return account.name in cards.gr_mem or account.group == CARDS

    def can_run(account: Account, python: Path) -> bool:
        """Whether that user can start Broadcaster with `python`, which may lie in a folder of somebody else's."""
        asked = [str(python), "-c", "import broadcaster"]
        group = grp.getgrnam(account.group).gr_gid
        try:
            done = subprocess.run(
                asked, user=account.uid, group=group, extra_groups=[], cwd="/", capture_output=True, check=False
            )
        except OSError:
            return False
        return done.returncode == 0


def stays(name: str) -> bool:
    """Whether what that user has running outlasts his logging out."""
    return (LINGERING / name).exists()
