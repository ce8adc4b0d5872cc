"""Where a request comes from, and where the console may send people: nowhere but to itself."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request


def is_foreign(headers: Headers) -> bool:
    """Whether another site's page sent this. Who is no browser sends neither header; the form's secret holds them."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    return (site is not None and site not in {"same-origin", "none"}) or (origin is not None and not _is_ours(headers))


def is_of_ours(headers: Headers) -> bool:
    """Whether the browser vouches that a page of ours sent this."""
    told = headers.get("sec-fetch-site") == "same-origin" or headers.get("origin") is not None
    return told and not is_foreign(headers)


def _is_ours(headers: Headers) -> bool:
    return urlsplit(headers.get("origin", "")).netloc.casefold() == headers.get("host", "").casefold()


def page_of(request: Request) -> str:
    """Return the page of ours whose form was sent, the first page where the browser does not say."""
    parts = urlsplit(request.headers.get("referer", ""))
    is_ours = parts.netloc.casefold() == request.headers.get("host", "").casefold() and is_local(parts.path)
    return parts.path if is_ours else "/"


def is_local(path: str) -> bool:
    """Whether `path` leads to this console and nowhere else, whatever a browser makes of it."""
    printable = all(" " < sign < "\x7f" and sign != "\\" for sign in path)
    return printable and path.startswith("/") and not path.startswith("//")
