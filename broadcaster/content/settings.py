"""Entries of a list that are a name alone, or a name with settings in braces: voices, outputs."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from broadcaster.content.fields import Fields, single
from broadcaster.content.nodes import Gatherer, Mapping, Pair
from broadcaster.messages import N_
from broadcaster.model.problem import Place

Settings: TypeAlias = dict[str, Callable[[str], str | int]]
"""What an entry can be told, and how that is read."""

Chosen: TypeAlias = tuple[tuple[str, str | int], ...]


def choices(fields: Fields, key: str, known: dict[str, Settings]) -> Iterator[tuple[str, Chosen, Place]]:
    """Yield the name, the settings and the place of each entry under `key`."""
    for node in fields.entries(key):
        pair = single(node, fields.gather, tuple(known))
        if pair is not None:
            yield pair.key, _settings(pair, known[pair.key], fields.gather), pair.place


def _settings(pair: Pair, known: Settings, gather: Gatherer) -> Chosen:
    if not isinstance(pair.value, Mapping):
        gather.add(
            pair.place,
            N_("“{key}” takes settings in braces: {known}"),
            key=pair.key,
            known="{" + ", ".join(f"{name}: …" for name in known) + "}",
        )
        return ()
    settings = Fields(pair.value, pair.place, gather, tuple(known))
    found: list[tuple[str, str | int]] = []
    for setting, read in known.items():
        value = settings.value(setting, read, None)
        if value is not None:
            found.append((setting, value))
    return tuple(found)
