"""The rest of an airtime, filled to the millisecond: spots whole, music between them that fades where cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.model.sound import Clip, ClipKind

MUSIC_MIN_MS = 8_000  # shorter than this, music sounds like a fault
BREAK_MIN_MS = 40_000  # between two spots music plays at least so long
STEADY_MS = 6_000  # of which breaks are multiples, as long as that leaves them long enough
FADE_MS = 3_000
PAUSE_MAX_MS = 2_000  # so long a silence is hardly noticed


@dataclass(frozen=True)
class Filled:
    """A clip and how much of it sounds; `fade_out_ms` when it is cut."""

    clip: Clip
    duration_ms: int
    fade_out_ms: int = 0


PAUSE = Clip(id="", kind=ClipKind.PAUSE, title="", duration_ms=MUSIC_MIN_MS)


def fill(rest_ms: int, spots: Sequence[Clip], music: Sequence[Clip]) -> tuple[Filled, ...]:
    """Return what sounds for `rest_ms`; its lengths add up to that, or to less when there is too little to sound.

    `spots` are taken in order, each once, as many as leave room for music between them; `music` is taken in order,
    from the first again when it runs out. Sounds too short to be music are none. A rest too short for music is a pause.
    """
    music = [clip for clip in music if clip.duration_ms >= MUSIC_MIN_MS]
    spots = [spot for spot in spots if spot.duration_ms > 0]
    if rest_ms <= 0:
        return ()
    if not music:
        return _spots_only(rest_ms, spots)
    chosen = _spots_with_room(rest_ms, spots)
    music_ms = rest_ms - sum(spot.duration_ms for spot in chosen)
    breaks = _shares(music_ms, max(1, len(chosen)))
    filled: list[Filled] = []
    played = 0
    for index, break_ms in enumerate(breaks):
        filled += [Filled(spot, spot.duration_ms) for spot in chosen[index : index + 1]]
        turn = played % len(music)
        pieces = _music(break_ms, [*music[turn:], *music[:turn]])
        played += len(pieces)
        filled += pieces
    return tuple(filled)


def _spots_only(rest_ms: int, spots: Sequence[Clip]) -> tuple[Filled, ...]:
    filled: list[Filled] = []
    for spot in spots:
        if spot.duration_ms <= rest_ms:
            filled.append(Filled(spot, spot.duration_ms))
            rest_ms -= spot.duration_ms
    return (*filled, *_pause(rest_ms))


def _pause(rest_ms: int) -> tuple[Filled, ...]:
    """Leave a rest silent when that is hardly noticed; a longer one is a shortfall."""
    return (Filled(PAUSE, rest_ms),) if 0 < rest_ms <= PAUSE_MAX_MS else ()


def _spots_with_room(rest_ms: int, spots: Sequence[Clip]) -> list[Clip]:
    """Take spots as long as each is followed by a music break; none that would leave a rest too short for music."""
    chosen: list[Clip] = []
    for spot in spots:
        spoken_ms = sum(clip.duration_ms for clip in chosen) + spot.duration_ms
        if rest_ms - spoken_ms >= BREAK_MIN_MS * (len(chosen) + 1):
            chosen.append(spot)
    if not chosen:
        fits = [spot for spot in spots if rest_ms - spot.duration_ms == 0 or rest_ms - spot.duration_ms >= MUSIC_MIN_MS]
        chosen = fits[:1]
    return chosen


def _shares(total_ms: int, count: int) -> list[int]:
    """Cut `total_ms` into `count` like shares: steady ones and a last one that takes the rest.

    So a script that became a second longer moves one break of music, not all of them, and less is mixed again.
    """
    steady_ms = total_ms // count
    if steady_ms >= BREAK_MIN_MS + STEADY_MS:
        steady_ms -= steady_ms % STEADY_MS
    return [steady_ms] * (count - 1) + [total_ms - steady_ms * (count - 1)]


def _music(break_ms: int, music: Sequence[Clip]) -> list[Filled]:
    """Return pieces that last `break_ms`: whole ones, the last cut with a fade, none cut to a scrap.

    No piece is shorter than music may be, but where the break itself is. When pieces can't add up to it, a pause does.
    """
    if break_ms <= PAUSE_MAX_MS:
        return list(_pause(break_ms))
    pieces: list[Filled] = []
    rest_ms = break_ms
    while rest_ms > 0:
        turn = len(pieces) % len(music)
        clip = _ends_well(rest_ms, [*music[turn:], *music[:turn]])
        length_ms = min(clip.duration_ms, rest_ms)
        scrap_ms = rest_ms - length_ms
        if 0 < scrap_ms < MUSIC_MIN_MS:
            if rest_ms < 2 * MUSIC_MIN_MS and scrap_ms <= PAUSE_MAX_MS:
                return [*pieces, Filled(clip, length_ms), Filled(PAUSE, scrap_ms)]
            if rest_ms < 2 * MUSIC_MIN_MS:  # two pieces that are both a little short, rather than one and a silence
                half_ms = rest_ms // 2
                halves = (half_ms, rest_ms - half_ms)
                return [*pieces, *(Filled(clip, half, min(FADE_MS, half // 2)) for half in halves)]
            length_ms = rest_ms - MUSIC_MIN_MS  # end this piece earlier, so that the next is long enough to be music
        cut = length_ms < clip.duration_ms
        pieces.append(Filled(clip, length_ms, min(FADE_MS, length_ms // 2) if cut else 0))
        rest_ms -= length_ms
    return pieces


def _ends_well(rest_ms: int, music: Sequence[Clip]) -> Clip:
    """Return the piece whose turn it is; near the end, one that lasts to it, if there is any."""
    lasting = (clip for clip in music if clip.duration_ms >= rest_ms)
    return next(lasting, music[0]) if rest_ms < 2 * MUSIC_MIN_MS else music[0]
