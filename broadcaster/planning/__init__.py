"""Slots, campaigns and the library become rundowns. Pure: no file, no clock, no chance; the same in, the same out."""
