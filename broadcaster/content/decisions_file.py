"""`decisions.yaml`: which of two priority items airs first, who decided it, and when."""

from broadcaster.content.fields import Fields
from broadcaster.content.nodes import Gatherer, Mapping, Sequence, parse
from broadcaster.content.values import day, name, text
from broadcaster.messages import N_
from broadcaster.model.problem import Place
from broadcaster.model.script import Decision

KEYS = ("first", "before", "by", "on")


def read_decisions(source: str, file: str, gather: Gatherer) -> tuple[Decision, ...]:
    """Return the decisions in `source`, in its order; those that can't be read are told and left out."""
    root = parse(source, file, gather)
    if root is None or (isinstance(root, Mapping) and not root.pairs):
        return ()
    if not isinstance(root, Sequence):
        gather.add(root.place, N_("a list is expected here, as in {example}"), example="- {first: a, before: b, by: …}")
        return ()
    found = []
    for node in root:
        fields = Fields(node, Place(file, 1), gather, KEYS)
        if not fields.require(*KEYS):
            continue
        on = fields.value("on", day, None)
        first, before = fields.value("first", name, ""), fields.value("before", name, "")
        by = fields.value("by", text, "")
        if on and first and before and by:
            found.append(Decision(first, before, by, on, fields.place))
    return tuple(found)


def decision_line(decision: Decision) -> str:
    """Return the line of the file that says `decision`."""
    by = decision.by.replace("\\", "\\\\").replace('"', '\\"')
    return f'- {{first: {decision.first}, before: {decision.before}, by: "{by}", on: {decision.on.isoformat()}}}\n'
