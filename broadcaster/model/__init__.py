"""The common language of the rooms: frozen dataclasses, no input or output, no clock, no chance."""
