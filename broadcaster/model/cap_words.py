"""Why a warning that came in is not aired, and what to do: said at once, and again from what the record keeps."""

from broadcaster.messages import N_, Sentence, sentence_in

LARGER = N_("it is larger than {limit} bytes, which no warning is: tell the office that sent it")
NO_XML = N_("it is no XML ({detail}): ask the office for it anew")
DOCUMENT_TYPE = N_("it holds a document type, which no warning has: ask the office for it anew")
NO_CAP = N_("it is neither a warning in CAP 1.2 nor a feed of such: ask the office where it tells its CAP 1.2")
NO_HEAD = N_(
    "it lacks what every warning has (identifier, sender, sent, status, msgType, scope): ask the office for it anew"
)
UNSIGNED = N_(
    "it is not signed, and only signed warnings are aired by themselves: ask the office; if it is real, order it "
    "yourself by broadcaster alert"
)
STRANGER = N_(
    "nobody whom this station trusts has signed it: if the office has a new certificate, name that under alerts: cap: "
    "signers; if the warning is real, order it yourself by broadcaster alert"
)
ALTERED = N_("it was changed after it was signed: ask the office whether the warning is real, and for it anew")
OUT_OF_DATE = N_(
    "the certificate {file} of its signer is valid from {start} to {end} only: ask the office for its new one, and "
    "look at the clock of this machine; if the warning is real, order it yourself by broadcaster alert"
)
SIGNED_ODDLY = N_(
    "it is signed in a way that is not accepted ({detail}): the office has to sign the whole warning, inside it, with "
    "SHA-256 or better"
)
EXERCISE = N_("its status is {status}: only actual warnings are aired")
NOT_PUBLIC = N_("it is meant for others than the public ({scope})")
NOTHING_TO_AIR = N_("it is a message of the kind {kind}, which is not aired")
ENDS_NOTHING = N_("it ends warnings of which none is on air here")
TOO_SLIGHT = N_("it is less grave, urgent or sure than alerts: cap: in station.yaml asks for")
ELSEWHERE = N_("it is for other areas: {areas}")
OVER = N_("it had expired when it came in")
SUPERSEDED = N_("a later message of the same office has ended it or taken its place")
NOT_YET = N_("it takes effect at {time}, and is aired then if the station runs")

REASONS = (
    LARGER, NO_XML, DOCUMENT_TYPE, NO_CAP, NO_HEAD, UNSIGNED, STRANGER, ALTERED, OUT_OF_DATE, SIGNED_ODDLY, EXERCISE,
    NOT_PUBLIC, NOTHING_TO_AIR, ENDS_NOTHING, TOO_SLIGHT, ELSEWHERE, OVER, SUPERSEDED, NOT_YET,
)  # fmt: skip


def reason_in(note: str) -> Sentence:
    """Return the reason that a line of the record notes in English; what is none of ours as it stands."""
    return sentence_in(note, REASONS) or Sentence("{note}", note=note)
