"""Record which of two priority items airs first: a line of `decisions.yaml`, which people can read and take back."""

from datetime import date

from broadcaster.content.decisions_file import decision_line
from broadcaster.content.folder import DECISIONS_FILE
from broadcaster.errors import UsageError
from broadcaster.messages import N_
from broadcaster.model.contents import Contents
from broadcaster.model.script import Decision, Priority
from broadcaster.workflows.approving import write_beside

HEAD = "# Bài ưu tiên nào phát trước khi hai bài cần cùng một chỗ; ghi bằng: broadcaster decide\n"


def decide(contents: Contents, first: str, before: str, by: str, on: date) -> Decision:
    """Write that `first` airs before `before`. Raises UsageError when that can't be decided."""
    for script_id in (first, before):
        script = contents.script(script_id)
        if script is None:
            raise UsageError(N_("there is no script “{name}”"), name=script_id)
        if script.priority is not Priority.PRIORITY:
            raise UsageError(N_("“{name}” is no priority item: nothing is to be decided about it"), name=script_id)
    if first == before or not by.strip():
        raise UsageError(N_("name two items, and who decides: --by NAME"))
    decision = Decision(first, before, " ".join(by.split()), on)
    path = contents.folder / DECISIONS_FILE
    text = path.read_text("utf-8") if path.is_file() else HEAD
    text += "" if text.endswith("\n") else "\n"
    write_beside(path, (text + decision_line(decision)).encode())
    return decision
