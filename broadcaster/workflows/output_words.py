"""What the engine says of an output, in people's words.

The engine knows no languages; what it says often stands here as it says it, to be found in the catalogue. A test holds
the two together. What the operating system says in English (`strerror`) is told as what to look at.
"""

import re

from broadcaster.messages import N_, Sentence

SAID_OFTEN = (
    N_("not connected yet"),
    N_("the password was refused"),
    N_("the mount is in use by another source, or the server takes no more sources"),
    N_("the server does not answer"),
    N_("the server does not take the stream"),
    N_("silent until the volumes of the zones are confirmed"),
    N_("the Snapcast server does not answer"),
    N_("the Snapcast server has no stream of the name under “stream:”; there are"),
    N_("the card is being opened"),
    N_("no sound card of this name"),
)
WHAT_TO_DO = {
    "the password was refused": N_("type the right one: broadcaster secret, then the name after “secret:”, or icecast"),
    "the mount is in use by another source, or the server takes no more sources": N_(
        "write another “mount:”, or ask whoever looks after the server"
    ),
    "no sound card of this name": N_("plug it in; broadcaster doctor tells the names there are"),
}
_CARD = re.compile(r"(PULSEAUDIO|ALSA|WASAPI|DSOUND|WINMM|COREAUDIO|JACK|SNDIO|OSS): ", re.IGNORECASE)
_SYSTEM = (
    (r"Connection refused", N_("nothing is there at this port; is the server on, and is “port:” right?")),
    (
        r"Name or service not known|Temporary failure in name resolution|nodename nor servname|getaddrinfo failed"
        r"|No address associated with hostname",
        N_("no machine of this name is found; look at “host:” and at the network"),
    ),
    (r"timed out", N_("it keeps silent; is it the right server, and “port:” the right one?")),
    (r"No route to host|Network is unreachable|Host is down", N_("the network does not lead there; look at the cable")),
    (r"Connection reset|Broken pipe|Connection aborted|closed", N_("the connection broke")),
    (r"certificate|SSL|TLS", N_("no safe connection (TLS) comes about; look at “tls:” and the server's certificate")),
    (r"No space left|Disk quota", N_("the disk is full; delete some files")),
    (r"Read-only file system", N_("the disk can only be read")),
    (r"Permission denied", N_("this account may not write there")),
    (r"No such file or directory", N_("the folder is missing")),
    (r"Is a directory", N_("there is a folder of that name")),
)
_NO_CARD = N_("the card can't be opened; plug it in again, broadcaster doctor tells the names there are")


def in_words(detail: str) -> Sentence:
    """Return `detail` as a sentence, in English where it is nothing that is said often."""
    known = next((said for said in SAID_OFTEN if detail.startswith(said)), None)
    if known is None:
        return _of_the_machine(detail)
    if known in WHAT_TO_DO:
        return Sentence("{said}: {do}", said=Sentence(known), do=Sentence(WHAT_TO_DO[known]))
    rest = detail.removeprefix(known)
    if not rest.startswith(": "):
        return Sentence("{said}{rest}", said=Sentence(known), rest=rest)
    return Sentence("{said}: {rest}", said=Sentence(known), rest=_of_the_machine(rest.removeprefix(": ")))


def _of_the_machine(detail: str) -> Sentence:
    """Return what a driver or the operating system said, in people's words where it is one of the usual things."""
    if _CARD.match(detail):
        return Sentence(_NO_CARD)
    for words, meant in _SYSTEM:
        if re.search(words, detail, re.IGNORECASE):
            return Sentence(meant)
    return Sentence("{detail}", detail=detail)
