"""What the engine says of an output, in people's words.

The engine knows no languages; what it says often stands here as it says it, to be found in the catalogue. A test holds
the two together.
"""

from broadcaster.messages import N_, Sentence

SAID_OFTEN = (
    N_("not connected yet"),
    N_("the password was refused"),
    N_("the mount is in use by another source, or the server takes no more sources"),
    N_("the server does not answer"),
    N_("the server does not take the stream"),
    N_("silent until the volumes of the zones are confirmed"),
    N_("the Snapcast server does not answer"),
    N_("the card is being opened"),
    N_("no sound card of this name"),
)


def in_words(detail: str) -> Sentence:
    """Return `detail` as a sentence, in English where it is nothing that is said often."""
    known = next((said for said in SAID_OFTEN if detail.startswith(said)), None)
    if known is None:
        return Sentence("{detail}", detail=detail)
    return Sentence("{said}{rest}", said=Sentence(known), rest=detail.removeprefix(known))
