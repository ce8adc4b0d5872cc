"""Receives an upper station's stream, in a process of its own, for the engine to lay over the programme.

``python -m broadcaster.receiver`` is started by the engine half a minute before a relay's cue and ends with it. It may
meet anything a network can send, and nothing that it meets can tear the sound: all that the engine gets from it is
sound that was found good, levelled, through a pipe. Where none comes the local programme is heard, which is there
anyway.

::

    request ─► opening ──bytes──► decoding ──48 kHz mono──► levelling ──► judging ──good sound──► words ─► the engine
               http, lists, hls   miniaudio, av             loudness, true peak   proof, silence, pace
"""
