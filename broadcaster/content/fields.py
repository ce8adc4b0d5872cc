"""The fields of a mapping: each read by its kind, the unknown ones told with the nearest known name."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from broadcaster.content.nodes import Gatherer, Mapping, Node, Pair, Scalar, Sequence
from broadcaster.content.values import Misread, nearest
from broadcaster.messages import N_
from broadcaster.model.problem import Place

T = TypeVar("T")


class Fields:
    """A mapping of which `known`, and `unnamed` that nobody is offered, are the only names; others are told."""

    def __init__(
        self, node: Node | None, place: Place, gather: Gatherer, known: tuple[str, ...], unnamed: tuple[str, ...] = ()
    ) -> None:
        self.gather = gather
        self.place = node.place if node is not None else place
        self._values: dict[str, Pair] = {}
        if node is None:
            return
        if not isinstance(node, Mapping):
            gather.add(
                node.place, N_("“name: value” lines are expected here; the names are: {known}"), known=", ".join(known)
            )
            return
        for pair in node.pairs:
            if pair.key in (*known, *unnamed):
                self._values[pair.key] = pair
            else:
                self._unknown(pair, known)

    def _unknown(self, pair: Pair, known: tuple[str, ...]) -> None:
        close = nearest(pair.key, [name for name in known if name not in self._values])
        if close:
            self.gather.add(
                pair.place, N_("“{key}” is not known here; did you mean “{close}”?"), key=pair.key, close=close
            )
        else:
            self.gather.add(
                pair.place,
                N_("“{key}” is not known here; the names are: {known}"),
                key=pair.key,
                known=", ".join(known),
            )

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def place_of(self, key: str) -> Place:
        """Return where `key` stands, else where the mapping starts."""
        pair = self._values.get(key)
        return pair.place if pair else self.place

    def node(self, key: str) -> Node | None:
        """Return the raw value of `key`."""
        pair = self._values.get(key)
        return pair.value if pair else None

    def require(self, *keys: str) -> bool:
        """Tell each of `keys` that is missing; return whether all are there."""
        missing = [key for key in keys if key not in self._values]
        for key in missing:
            self.gather.add(self.place, N_("“{key}:” is missing here"), key=key)
        return not missing

    def value(self, key: str, read: Callable[[str], T], default: T) -> T:
        """Return the value of `key` as `read` understands it; `default` when absent or misread (which is told)."""
        pair = self._values.get(key)
        if pair is None:
            return default
        if not isinstance(pair.value, Scalar):
            self.gather.add(pair.place, N_("a single value is expected after “{key}:”"), key=key)
            return default
        return self.read(pair.value, read, default)

    def read(self, scalar: Scalar, read: Callable[[str], T], default: T) -> T:
        """Return what `read` makes of `scalar`; `default` when it is misread (which is told)."""
        try:
            return read(scalar.text)
        except Misread as misread:
            self.gather.add(scalar.place, misread.sentence.template, **misread.sentence.values)
            return default

    def entries(self, key: str) -> Iterator[Node]:
        """Yield the entries of the list under `key`; a single value counts as a list of one."""
        pair = self._values.get(key)
        if pair is None:
            return
        if isinstance(pair.value, Sequence):
            yield from pair.value
        elif isinstance(pair.value, Scalar) and not pair.value.text.strip():
            return
        else:
            yield pair.value

    def named(self, key: str) -> Iterator[Pair]:
        """Yield the name-value pairs of the mapping under `key`."""
        pair = self._values.get(key)
        if pair is None:
            return
        if isinstance(pair.value, Mapping):
            yield from pair.value.pairs
        elif not (isinstance(pair.value, Scalar) and not pair.value.text.strip()):
            self.gather.add(pair.place, N_("“name: value” lines are expected under “{key}:”"), key=key)

    def names(self, key: str, read: Callable[[str], str]) -> tuple[str, ...]:
        """Return the list of single values under `key`."""
        found = []
        for node in self.entries(key):
            if isinstance(node, Scalar):
                value = self.read(node, read, "")
                if value:
                    found.append(value)
            else:
                self.gather.add(node.place, N_("a single value is expected after “{key}:”"), key=key)
        return tuple(found)


def single(node: Node, gather: Gatherer, known: tuple[str, ...]) -> Pair | None:
    """Return `node` as one ``name`` or ``name: value`` of `known`, as lists of voices, outputs and items use it."""
    if isinstance(node, Scalar):
        pair = Pair(node.text, Mapping((), node.place), node.place)
    elif isinstance(node, Mapping) and node.pairs:
        pair = node.pairs[0]
        for other in node.pairs[1:]:
            gather.add(
                other.place,
                N_("“{key}” must stand in an entry of its own, or inside the braces of “{first}”"),
                key=other.key,
                first=pair.key,
            )
    else:
        gather.add(node.place, N_("one of these is expected here: {known}"), known=", ".join(known))
        return None
    if pair.key not in known:
        close = nearest(pair.key, known)
        if close:
            gather.add(pair.place, N_("“{key}” is not known here; did you mean “{close}”?"), key=pair.key, close=close)
        else:
            gather.add(
                pair.place,
                N_("“{key}” is not known here; the names are: {known}"),
                key=pair.key,
                known=", ".join(known),
            )
        return None
    return pair
