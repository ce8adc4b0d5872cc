"""Voices, jingles and beds become items; items become programmes."""
