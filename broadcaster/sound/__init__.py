"""The one door to audio data: decoding, samples, loudness, mastering, encoding.

Inside, all sound is mono, 16 bits, at ``pcm.PROGRAMME_RATE_HZ``. Each outside library is imported by one file of this
room and its exceptions end there; what fails is an ``errors.SoundError``.
"""
