"""Notices to people: what needs a hand, told once, and once more when it is mended."""
