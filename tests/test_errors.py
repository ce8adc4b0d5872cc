import errno
import os

import pytest

from broadcaster.errors import reason_of
from broadcaster.messages import Sentence


@pytest.mark.parametrize(
    ("number", "english", "vietnamese"),
    [
        (errno.ENOSPC, "the disk is full", "đĩa đã đầy"),
        (errno.EROFS, "the disk is write-protected", "đĩa đang khóa, không cho ghi"),
        (errno.ENOENT, "it is not there", "không có ở đó"),
    ],
)
def test_what_an_operator_can_mend_is_told_in_the_operator_s_language(number, english, vietnamese):
    reason = reason_of(OSError(number, os.strerror(number)))
    assert isinstance(reason, Sentence)
    assert (reason.said("en"), reason.said("vi")) == (english, vietnamese)


def test_every_other_reason_is_the_system_s():
    assert reason_of(OSError(errno.EMFILE, os.strerror(errno.EMFILE))) == os.strerror(errno.EMFILE)
    assert reason_of(OSError("no number")) == "no number"
