"""The voices: one file an engine, the only one that knows it."""
