import json

import pytest

from broadcaster.model.sealed import sealed, unsealed

FACTS = {"text": "Kính thưa bà con!", "duration_ms": 2310, "files": {"a.wav": {"size": 5}}}


def test_what_was_sealed_is_read_back_as_it_was():
    assert unsealed(sealed(FACTS)) == FACTS
    assert "Kính thưa bà con!" in sealed(FACTS).decode()


def test_another_order_and_other_spaces_are_no_change():
    shuffled = dict(reversed(json.loads(sealed(FACTS)).items()))
    assert unsealed(json.dumps(shuffled, indent=2).encode()) == FACTS


@pytest.mark.parametrize(
    "raw",
    [
        sealed(FACTS).replace(b"2310", b"2311"),
        sealed(FACTS).replace(b'"duration_ms"', b'"duration_mr"'),
        json.dumps(FACTS).encode(),
        json.dumps({**json.loads(sealed(FACTS)), "more": 1}).encode(),
        sealed(FACTS)[:40],
        b"\xff\xfe",
        b"[1]",
        b"",
    ],
)
def test_anything_else_is_refused(raw):
    with pytest.raises(ValueError, match="sealed"):
        unsealed(raw)


def test_every_flipped_bit_is_noticed():
    raw = sealed(FACTS)
    for bit in range(8 * len(raw)):
        flipped = bytearray(raw)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ValueError, match="sealed"):
            unsealed(bytes(flipped))
