"""The rest of an airtime, filled to the millisecond: spots whole, music between them that fades where cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from broadcaster.model.sound import Clip, ClipKind
from broadcaster.planning.exact_fit import CANDIDATES, SEARCH_MS, Fit, best_fit

MUSIC_MIN_MS = 8_000  # shorter than this, music sounds like a fault
BREAK_MIN_MS = 40_000  # between two spots music plays at least so long
STEADY_MS = 6_000  # of which breaks are multiples, as long as that leaves them long enough
FADE_MS = 3_000
PAUSE_MAX_MS = 2_000  # so long a silence is hardly noticed
HARDLY_CUT_MS = 1_000  # so little of a piece of music is not missed
MOST_CUT_MS = 20_000  # where a fit would cut more, music in turn sounds better


@dataclass(frozen=True)
class Filled:
    """A clip and how much of it sounds; `fade_out_ms` when it is cut."""

    clip: Clip
    duration_ms: int
    fade_out_ms: int = 0


PAUSE = Clip(id="", kind=ClipKind.PAUSE, title="", duration_ms=MUSIC_MIN_MS)


def fill(rest_ms: int, spots: Sequence[Clip], music: Sequence[Clip]) -> tuple[Filled, ...]:
    """Return what sounds for `rest_ms`; its lengths add up to that, or to less when there is too little to sound.

    `spots` are taken in order, each once, as many as leave room for music between them; of the `music` those pieces
    whose lengths fit (see `exact_fit`), so that none or hardly any is cut. Where no music fits with these spots, other
    spots may; where nothing fits, music plays in order, from the first again when it runs out, and is faded where cut.
    Sounds too short to be music are none. A rest too short for music is a pause.
    """
    music = [clip for clip in music if clip.duration_ms >= MUSIC_MIN_MS]
    spots = [spot for spot in spots if spot.duration_ms > 0]
    if rest_ms <= 0:
        return ()
    if not music:
        return _spots_only(rest_ms, spots)
    chosen = _spots_with_room(rest_ms, spots)
    music_ms = rest_ms - sum(spot.duration_ms for spot in chosen)
    head, tail_ms, turned = _whole_rounds(music_ms, music)
    fit = best_fit(tail_ms, (), turned, PAUSE_MAX_MS, MUSIC_MIN_MS)
    is_small = len(spots) + len(music) <= CANDIDATES and fit.silent_ms  # then not even a second is given away
    if (is_small or fit.loss_ms > HARDLY_CUT_MS) and rest_ms <= SEARCH_MS:
        other = best_fit(rest_ms, spots, music, PAUSE_MAX_MS, MUSIC_MIN_MS)
        if other.loss_ms <= HARDLY_CUT_MS and other.loss_ms < fit.loss_ms:
            head, fit, chosen = [], other, list(other.spots)
    if fit.loss_ms > MOST_CUT_MS or fit.silent_ms > PAUSE_MAX_MS:
        pieces = _music(music_ms, music)
        return _in_turn(chosen, pieces, 0) if len(pieces) >= len(chosen) else _in_breaks(music_ms, chosen, music)
    return _in_turn(chosen, [*head, *_pieces(fit)], fit.silent_ms)


def _whole_rounds(music_ms: int, music: Sequence[Clip]) -> tuple[list[Filled], int, list[Clip]]:
    """Return whole pieces in turn, as long as more is left than can be searched or than one round has.

    With them, what is left, and the music in the order of its turn from there.
    """
    head: list[Filled] = []
    round_ms = sum(clip.duration_ms for clip in music)
    while music_ms > min(SEARCH_MS, round_ms):
        piece = music[len(head) % len(music)]
        if piece.duration_ms > music_ms:
            break
        head.append(Filled(piece, piece.duration_ms))
        music_ms -= piece.duration_ms
    turn = len(head) % len(music)
    return head, music_ms, [*music[turn:], *music[:turn]]


def _pieces(fit: Fit) -> list[Filled]:
    """Return the music of `fit`; the piece that is cut, the longest, is the last one."""
    pieces = [Filled(clip, clip.duration_ms) for clip in fit.music]
    if fit.over_ms:
        longest = max(pieces, key=lambda piece: piece.duration_ms)
        pieces.remove(longest)
        length_ms = longest.duration_ms - fit.over_ms
        pieces.append(Filled(longest.clip, length_ms, min(FADE_MS, length_ms // 2)))
    return pieces


def _in_turn(spots: Sequence[Clip], music: Sequence[Filled], silent_ms: int) -> tuple[Filled, ...]:
    """Return each spot with its share of the music behind it."""
    total_ms = sum(piece.duration_ms for piece in music)
    filled: list[Filled] = []
    left, played_ms = list(music), 0
    for number, spot in enumerate(spots, start=1):
        filled.append(Filled(spot, spot.duration_ms))
        while left and played_ms * len(spots) < total_ms * number:
            played_ms += left[0].duration_ms
            filled.append(left.pop(0))
    return (*filled, *left, *_pause(silent_ms))


def _in_breaks(music_ms: int, spots: Sequence[Clip], music: Sequence[Clip]) -> tuple[Filled, ...]:
    """Return the spots with breaks of equal length behind them, where there are fewer pieces of music than spots."""
    breaks = _shares(music_ms, max(1, len(spots)))
    filled: list[Filled] = []
    played = 0
    for index, break_ms in enumerate(breaks):
        filled += [Filled(spot, spot.duration_ms) for spot in spots[index : index + 1]]
        turn = played % len(music)
        pieces = _music(break_ms, [*music[turn:], *music[:turn]])
        played += len(pieces)
        filled += pieces
    return tuple(filled)


def _spots_only(rest_ms: int, spots: Sequence[Clip]) -> tuple[Filled, ...]:
    """Return the spots that leave least of `rest_ms`: all when they have room, else the best choice of them."""
    head: list[Clip] = []
    left = list(spots)
    if sum(spot.duration_ms for spot in left) > rest_ms:
        while rest_ms > SEARCH_MS and left:
            spot = left.pop(0)
            if spot.duration_ms <= rest_ms:
                head.append(spot)
                rest_ms -= spot.duration_ms
        left = list(best_fit(rest_ms, left, (), 0, 0).spots)
    rest_ms -= sum(spot.duration_ms for spot in left)
    return (*(Filled(spot, spot.duration_ms) for spot in (*head, *left)), *_pause(rest_ms))


def _pause(rest_ms: int) -> tuple[Filled, ...]:
    """Leave a rest silent when that is hardly noticed; a longer one is a shortfall."""
    return (Filled(PAUSE, rest_ms),) if 0 < rest_ms <= PAUSE_MAX_MS else ()


def _spots_with_room(rest_ms: int, spots: Sequence[Clip]) -> list[Clip]:
    """Take spots as long as each is followed by a music break; none that would leave a rest too short for music."""
    chosen: list[Clip] = []
    room_ms = rest_ms - BREAK_MIN_MS
    for spot in spots:
        if spot.duration_ms <= room_ms:
            chosen.append(spot)
            room_ms -= spot.duration_ms + BREAK_MIN_MS
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

    No piece is shorter than music may be, but where the break itself is, or where two must share the last few seconds.
    When pieces can't add up to it, a pause does.
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
