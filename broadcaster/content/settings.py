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


def choices(
    fields: Fields, key: str, known: dict[str, Settings], unnamed: tuple[str, ...] = ()
) -> Iterator[tuple[str, Chosen, Place]]:
    """Yield the name, the settings and the place of each entry under `key`.

    Settings that are `unnamed` are read like others (to be refused, say), and never offered to anybody.
    """
    for node in fields.entries(key):
        pair = single(node, fields.gather, tuple(known))
        if pair is not None:
            yield pair.key, _settings(pair, known[pair.key], fields.gather, unnamed), pair.place


def _settings(pair: Pair, known: Settings, gather: Gatherer, unnamed: tuple[str, ...]) -> Chosen:
    named = tuple(name for name in known if name not in unnamed)
    if not isinstance(pair.value, Mapping):
        gather.add(
            pair.place,
            N_("“{key}” takes settings in braces: {known}"),
            key=pair.key,
            known="{" + ", ".join(f"{name}: …" for name in named) + "}",
        )
        return ()
    settings = Fields(pair.value, pair.place, gather, named, unnamed)
    found: list[tuple[str, str | int]] = []
    for setting, read in known.items():
        value = settings.value(setting, read, None)
        if value is not None:
            found.append((setting, value))
    return tuple(found)
