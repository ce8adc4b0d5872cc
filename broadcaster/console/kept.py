"""What was typed into a form whose login was over: the login's own form carries it on, and it is sent again by a click.

Nothing is kept on the server, and nothing is done by the logging in itself. Only what a page of ours sent is carried
(the browser vouches for that), so that no other site's page can have its words sent by whoever logs in next.
"""

from dataclasses import dataclass

from starlette.datastructures import FormData

PATH, FIELD = "kept", "kept-"  # what the login's form calls the way, and each field, that it carries
MOST_FIELDS = 100
NOT_CARRIED = {"csrf"}  # of the session that is over


@dataclass(frozen=True)
class Kept:
    """A form as it was sent: to which `path` of the console, and its fields in their order. Files are left out."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """What was typed of some length, to be shown to whoever decides whether it is sent again."""
        return tuple(value for name, value in self.fields if "\n" in value.strip() or name in {"text", "why"})

    @property
    def carried(self) -> tuple[tuple[str, str], ...]:
        """The fields that hold it in another form."""
        return ((PATH, self.path), *((f"{FIELD}{name}", value) for name, value in self.fields))


def kept_of(path: str, form: FormData) -> Kept | None:
    """Return what `form`, sent to `path`, holds of what people typed; None for nothing, or more than a form of ours."""
    fields = tuple((name, value) for name, value in form.multi_items() if isinstance(value, str))
    typed = tuple(field for field in fields if field[0] not in NOT_CARRIED)
    return Kept(path, typed) if 0 < len(typed) <= MOST_FIELDS else None


def kept_in(form: FormData) -> Kept | None:
    """Return what the login's `form` carries, None for nothing."""
    path = form.get(PATH)
    fields = ((name, value) for name, value in form.multi_items() if name.startswith(FIELD) and isinstance(value, str))
    return (
        Kept(path, tuple((name.removeprefix(FIELD), value) for name, value in fields))
        if isinstance(path, str)
        else None
    )
