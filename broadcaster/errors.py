"""The tree of failures.

::

    BroadcasterError               anything that we raise on purpose; carries a sentence for the operator
    ├── UsageError                 the command or the files cannot be used as they are (exit code 2)
    │   └── UnknownNameError       ... for what was named is not there
    ├── NotReadyError              the files are right, yet what was asked for cannot be done now (exit code 1)
    ├── SoundError                 a sound file or the sound hardware failed
    ├── SpeechError                a voice could not speak
    │   ├── TransientSpeechError   ... now; the same words may succeed later
    │   └── PermanentSpeechError   ... and will not, whenever it is asked
    ├── RelayError                 an upper station could not be received
    └── LogbookError               the record could not be kept
        └── DamagedLogbookError    ... for its file is none any more

Mistakes in people's files are not failures: they are gathered as ``model.problem.Problem`` values.
"""

import errno

from broadcaster.messages import N_, Sentence

_DISK = {errno.ENOSPC: N_("the disk is full"), errno.EROFS: N_("the disk is write-protected")}
_REFUSALS = {
    **_DISK,
    errno.ENOENT: N_("it is not there"),
    errno.EACCES: N_("this user may not; look at who may use the folder"),
    errno.EPERM: N_("this user may not; look at who may use the folder"),
    errno.ENOTDIR: N_("there is a file where a folder should be"),
    errno.EISDIR: N_("there is a folder where a file should be"),
    errno.EEXIST: N_("there is something of that name already"),
    errno.EIO: N_("the disk is failing"),
}


class BroadcasterError(Exception):
    """Something failed that an operator can be told about; `sentence` is what to tell."""

    exit_code = 1

    def __init__(self, template: str, **values: object) -> None:
        self.sentence = Sentence(template, **values)
        super().__init__(self.sentence.said("en"))


class UsageError(BroadcasterError):
    """The command or people's files cannot be used as they are."""

    exit_code = 2


class UnknownNameError(UsageError):
    """There is nothing of the name that was asked for."""


class NotReadyError(BroadcasterError):
    """What was asked for cannot be done now."""


class SoundError(BroadcasterError):
    """A sound file or the sound hardware failed."""


class SpeechError(BroadcasterError):
    """A voice could not speak."""


class TransientSpeechError(SpeechError):
    """A voice could not speak now; the same words may succeed later."""


class PermanentSpeechError(SpeechError):
    """A voice will not speak these words, whenever it is asked."""


class RelayError(BroadcasterError):
    """An upper station could not be received."""


class LogbookError(BroadcasterError):
    """The record could not be kept."""


def reason_of(error: OSError) -> Sentence | str:
    """Return why the system refused: our own words for what an operator can mend, the system's for everything else."""
    ours = _REFUSALS.get(error.errno or 0)
    return Sentence(ours) if ours else error.strerror or str(error)


def is_disks_refusal(error: OSError) -> bool:
    """Whether the disk takes nothing, which may meet any command at any moment."""
    return error.errno in _DISK


class DamagedLogbookError(LogbookError):
    """What lies in the record's place can't be read as one."""
