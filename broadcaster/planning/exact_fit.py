"""Which sounds add up to just so long: a search over all subsets at once.

The reachable sums are the bits of one long integer: shifting it by a sound's length and joining the two adds that
sound to every subset there was. So twenty sounds, a million subsets, take twenty shifts, and what is found is the best
there is, not a guess. A bit is a millisecond as long as there are few sounds. Where there are more, only those whose
turn it is are looked at, and a bit is `GRID_MS`, lengths rounded up: so a fit never comes out too long, and loses at
most `GRID_MS` a sound against the best of them, which nobody hears.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.model.sound import Clip

SEARCH_MS = 20 * 60_000  # a longer rest is first taken up by whole sounds in turn; so much is left to be searched
CANDIDATES = 24
GRID_MS = 20
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
    """The reachable sums up to `limit`, in bits of `grid_ms`; earlier sounds are taken before later ones."""

    def __init__(self, spots: Sequence[Clip], music: Sequence[Clip], limit: int, grid_ms: int) -> None:
        self._spots, self._music, self._grid_ms = spots, music, grid_ms
        mask = (1 << (limit + 1)) - 1
        self.all = 1
        self.with_music = 0
        self._before: list[tuple[int, int]] = []
        for clips, is_music in ((reversed(spots), False), (reversed(music), True)):
            for clip in clips:
                self._before.append((self.all, self.with_music))
                longer = (self.all << self._length(clip)) & mask
                self.all |= longer
                if is_music:
                    self.with_music = self.with_music | longer if spots else self.all - 1

    def _length(self, clip: Clip) -> int:
        return -(-clip.duration_ms // self._grid_ms)  # rounded up

    def fit(self, reached: int, rest_ms: int, *, needs_music: bool) -> Fit:
        """Return the sounds that add up to `reached`, which is one of the sums, and how they fit into `rest_ms`."""
        taken: tuple[list[Clip], list[Clip]] = ([], [])
        before = iter(reversed(self._before))
        for kind, clips in ((1, self._music), (0, self._spots)):
            for clip, (every, with_music) in zip(clips, before, strict=False):
                left = reached - self._length(clip)
                if left >= 0 and every >> left & 1 and (kind or not needs_music):
                    taken[kind].append(clip)
                    reached, needs_music = left, False
                else:
                    assert (with_music if needs_music else every) >> reached & 1
        over_ms = sum(clip.duration_ms for clips in taken for clip in clips) - rest_ms
        return Fit(tuple(taken[0]), tuple(taken[1]), max(0, over_ms), max(0, -over_ms))


def best_fit(rest_ms: int, spots: Sequence[Clip], music: Sequence[Clip], silence_ms: int, shortest_ms: int) -> Fit:
    """Return the fit of each sound at most once that loses least; see the module for how exact it is.

    Up to `silence_ms` may stay silent; else a piece of music is cut that keeps at least `shortest_ms`. Where neither is
    possible, the longest that is not too long, silent for the rest.
    """
    grid_ms = 1 if len(spots) + len(music) <= CANDIDATES else GRID_MS
    music = music[: CANDIDATES - min(len(spots), CANDIDATES // 2)]
    spots = spots[: CANDIDATES - len(music)]
    rest = rest_ms // grid_ms
    sums = _Sums(spots, music, rest + (MOST_OVER_MS // grid_ms if music else 0), grid_ms)
    below = sums.fit((sums.all & ((1 << (rest + 1)) - 1)).bit_length() - 1, rest_ms, needs_music=False)
    if below.silent_ms == 0:
        return below
    above = _above(rest_ms, rest, sums, shortest_ms)
    if above is not None and (below.silent_ms > silence_ms or above.loss_ms <= below.silent_ms):
        return above
    return below


def _above(rest_ms: int, rest: int, sums: _Sums, shortest_ms: int) -> Fit | None:
    """Return the fit that is too long by the least and has a piece of music that can be cut by that much."""
    longer = sums.with_music >> rest
    for _ in range(_TRIES):
        if not longer:
            break
        fit = sums.fit(rest + (longer & -longer).bit_length() - 1, rest_ms, needs_music=True)
        if max(clip.duration_ms for clip in fit.music) - fit.over_ms >= shortest_ms:
            return fit
        longer &= longer - 1
    return None
