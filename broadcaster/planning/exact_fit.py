"""Which sounds add up to just so long: a search over all subsets at once.

The reachable sums are the bits of one long integer, a millisecond each: shifting it by a sound's length and joining
the two adds that sound to every subset there was. So two dozen sounds, sixteen million subsets, take two dozen shifts,
and what is found is the best there is, not a guess. The integer's length bounds the search: see `SEARCH_MS`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.model.sound import Clip

SEARCH_MS = 20 * 60_000  # a longer rest is first taken up by whole sounds in turn; so much is left to be searched
CANDIDATES = 24  # of more sounds the ones whose turn it is are looked at
MOST_OVER_MS = 60_000  # of a piece of music; a fit that would cut more is none
_TRIES = 50


@dataclass(frozen=True)
class Fit:
    """The sounds that fit best, in the order given: `over_ms` too long, to be cut from music, or `silent_ms` short."""

    spots: tuple[Clip, ...]
    music: tuple[Clip, ...]
    over_ms: int = 0
    silent_ms: int = 0

    @property
    def loss_ms(self) -> int:
        """How far it is from fitting exactly."""
        return self.over_ms + self.silent_ms


class _Sums:
    """The reachable sums up to `limit_ms`, and how each is reached; earlier sounds are taken before later ones."""

    def __init__(self, spots: Sequence[Clip], music: Sequence[Clip], limit_ms: int) -> None:
        self._spots, self._music = spots, music
        mask = (1 << (limit_ms + 1)) - 1
        self.all = 1
        self.with_music = 0
        self._before: list[tuple[int, int]] = []
        for clips, is_music in ((reversed(spots), False), (reversed(music), True)):
            for clip in clips:
                self._before.append((self.all, self.with_music))
                longer = (self.all << clip.duration_ms) & mask
                self.all |= longer
                if is_music:
                    self.with_music |= longer

    def reached(self, sum_ms: int, *, needs_music: bool) -> tuple[tuple[Clip, ...], tuple[Clip, ...]]:
        """Return the spots and the music that add up to `sum_ms`, which is one of the sums."""
        taken: tuple[list[Clip], list[Clip]] = ([], [])
        before = iter(reversed(self._before))
        for kind, clips in ((1, self._music), (0, self._spots)):
            for clip, (every, with_music) in zip(clips, before, strict=False):
                left_ms = sum_ms - clip.duration_ms
                if left_ms >= 0 and every >> left_ms & 1 and (kind or not needs_music):
                    taken[kind].append(clip)
                    sum_ms, needs_music = left_ms, False
                else:
                    assert (with_music if needs_music else every) >> sum_ms & 1
        return tuple(taken[0]), tuple(taken[1])


def best_fit(rest_ms: int, spots: Sequence[Clip], music: Sequence[Clip], silence_ms: int, shortest_ms: int) -> Fit:
    """Return the fit of each sound at most once that loses least.

    It is exact for up to `CANDIDATES` sounds. Up to `silence_ms` may stay silent; else a piece of music is cut that
    keeps at least `shortest_ms`. Where neither is possible, the longest that is not too long, silent for the rest.
    """
    music = music[: CANDIDATES - min(len(spots), CANDIDATES // 2)]
    spots = spots[: CANDIDATES - len(music)]
    sums = _Sums(spots, music, rest_ms + (MOST_OVER_MS if music else 0))
    below_ms = (sums.all & ((1 << (rest_ms + 1)) - 1)).bit_length() - 1
    below = Fit(*sums.reached(below_ms, needs_music=False), silent_ms=rest_ms - below_ms)
    if below.silent_ms == 0:
        return below
    above = _above(rest_ms, sums, shortest_ms)
    if above is not None and (below.silent_ms > silence_ms or above.over_ms <= below.silent_ms):
        return above
    return below


def _above(rest_ms: int, sums: _Sums, shortest_ms: int) -> Fit | None:
    """Return the fit that is too long by the least and has a piece of music that can be cut by that much."""
    longer = sums.with_music >> rest_ms
    for _ in range(_TRIES):
        if not longer:
            break
        over_ms = (longer & -longer).bit_length() - 1
        spots, music = sums.reached(rest_ms + over_ms, needs_music=True)
        if max(clip.duration_ms for clip in music) - over_ms >= shortest_ms:
            return Fit(spots, music, over_ms=over_ms)
        longer &= longer - 1
    return None
