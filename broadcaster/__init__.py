"""Broadcaster: a commune's loudspeaker radio, from written scripts to the air."""

__version__ = "0.1.0"
