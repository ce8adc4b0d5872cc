"""The jingles that dress an item: sounds of `audio/jingles` that are known by their names."""

OPENING, CLOSING = "mo-dau", "ket-thuc"  # that begin and end an item with music under it
BETWEEN = "nhac-cat"  # between two parts of an item
