"""The station's own music: composed, played and recorded by code, so it belongs to the commune.

``python -m broadcaster.music --seed 1 --to audio`` writes the files that are kept in ``audio/``.
Score writes melodies, instruments make sounds, performance plays the one on the other, room
finishes; pieces and tunes put them together.
"""
