"""Whether a stream's sound is fit to be heard now. Pure: moments come in as arguments."""

from dataclasses import dataclass, replace

from broadcaster.messages import N_, Sentence

TOO_SLOW = N_("the stream comes too slowly")
SILENT = N_("the stream is silent")

SILENT_DB = -50.0  # RMS, dBFS: what lies under it is silence
PROOF_S = 3.0
LONGEST_PROOF_S = 60.0
STEADY_S = 60.0  # so long without a fault, and earlier ones are forgotten
LAG_S = 0.3  # by so much less than time goes by may come in a proof: it comes in pieces
BRIEF_S = 1.0  # a silence that a stream may have while it proves itself


@dataclass(frozen=True)
class Rules:
    """When a stream is given up. `silence_s` 0 means that it may be silent for ever."""

    silence_s: float
    buffer_s: float


class Judge:
    """Finds a stream good when it has come steadily for a while, and bad as soon as it stalls, is lost or falls silent.

    It keeps account of what lies ready for the listener: that grows by what comes and shrinks as time goes by. Each
    fault doubles the while for which the stream has to prove itself next, up to a minute, so that a bad line is heard
    as a few long stretches and not as a flutter.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._proof_s = PROOF_S
        self._sound_since_s: float | None = None
        self._good_since_s: float | None = None
        self._heard_at_s: float | None = None
        self._ready_s = 0.0
        self._silent_s = 0.0
        self._proven_s = 0.0  # how much has come since the proof began
        self._stalled = False
        self.fault: Sentence | None = None  # why it is bad; None while it only proves itself

    @property
    def is_good(self) -> bool:
        """Whether what comes is fit to be heard."""
        return self._good_since_s is not None

    def expect(self, buffer_s: float) -> None:
        """Have so much lie ready from now on."""
        self._rules = replace(self._rules, buffer_s=buffer_s)

    def hear(self, now_s: float, duration_s: float, level_db: float) -> None:
        """Take in that sound of that duration and level came at `now_s`, which is never earlier than before."""
        self._account(now_s, duration_s)
        self._silent_s = self._silent_s + duration_s if level_db < SILENT_DB else 0.0
        if self.is_good:
            self._watch(now_s)
        else:
            self._prove(now_s, duration_s)

    def lose(self, now_s: float, why: Sentence) -> None:
        """Take in that the stream is gone."""
        self._fail(now_s, why)
        self._heard_at_s, self._ready_s = None, 0.0

    def _account(self, now_s: float, duration_s: float) -> None:
        gap_s = now_s - self._heard_at_s if self._heard_at_s is not None else 0.0
        self._heard_at_s = now_s
        if self.is_good:
            self._ready_s -= gap_s
            self._stalled = self._ready_s < 0
        else:  # nobody takes any of it yet
            self._stalled = gap_s > self._rules.buffer_s
        self._ready_s = min(max(self._ready_s, 0.0) + duration_s, self._rules.buffer_s)

    def _watch(self, now_s: float) -> None:
        assert self._good_since_s is not None
        if self._stalled:
            self._fail(now_s, Sentence(TOO_SLOW))
        elif self._rules.silence_s and self._silent_s >= self._rules.silence_s:
            self._fail(now_s, Sentence(SILENT))
        elif now_s - self._good_since_s > STEADY_S:
            self._proof_s = PROOF_S

    def _prove(self, now_s: float, duration_s: float) -> None:
        self._proven_s += duration_s
        silent = bool(self._rules.silence_s) and self._silent_s >= min(BRIEF_S, self._rules.silence_s)
        if silent:
            self._sound_since_s = None
            self.fault = Sentence(SILENT)
        elif self._sound_since_s is None or self._stalled:
            self._begin_proof(now_s)
        elif (waited_s := now_s - self._sound_since_s) >= self._proof_s and self._ready_s >= self._rules.buffer_s:
            if self._proven_s >= waited_s - LAG_S:
                self._good_since_s = now_s
            else:
                self._begin_proof(now_s)
                self.fault = Sentence(TOO_SLOW)

    def _begin_proof(self, now_s: float) -> None:
        self._sound_since_s, self._proven_s, self.fault = now_s, 0.0, None

    def _fail(self, now_s: float, why: Sentence) -> None:
        if self._good_since_s is not None:
            steady = now_s - self._good_since_s > STEADY_S
            self._proof_s = PROOF_S if steady else min(self._proof_s * 2, LONGEST_PROOF_S)
        self._good_since_s = self._sound_since_s = None
        self.fault = why
