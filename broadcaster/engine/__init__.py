"""The sound process: opens the device once, keeps it open, and plays finished files at their moments.

It runs apart from the daemon (``python -m broadcaster.engine``) because anything that holds the interpreter for a
tenth of a second (parsing, rendering, a web page) would be heard as a hole. So it imports audio and nothing else.

::

    control ──orders──► programme ──airings──► bus ──blocks──► outputs/
      │ ──alarms──► alarm, asked before it in each block              │
      │                    │ reader (a thread per order, 2 s ahead)   │
      protocol             audio_io.decode_file        audio_io.open_card, open_null_clock

A device calls ``Bus.render`` for every block; that call counts frames, copies what the readers have decoded, and
returns. Everything slow happens on other threads.
"""
