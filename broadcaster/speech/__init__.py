"""Words as spoken, into voice. Start reading at ``reader.read_aloud``; ``engine.Engine`` is what a voice must do."""
