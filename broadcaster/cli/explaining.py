"""The command that explains: why something did or did not go out at a time."""

import click

from broadcaster.cli.main import Door, Said
from broadcaster.messages import N_
