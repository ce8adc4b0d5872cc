"""Where the website is and what stands on it: noted by `publish`, read for the links of reports."""

import json
from collections.abc import Mapping
from pathlib import Path

from broadcaster.model.contents import Contents
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.station_folder import Places


def note_site(contents: Contents, folder: Path, base_url: str | None, items: Mapping[str, str]) -> None:
    """Keep where the site is, and the page of each item on it, by the item's id. Raises NotReadyError."""
    shape = {"folder": folder.resolve().as_posix(), "base_url": base_url, "items": dict(items)}
    path = Places(contents.folder).published
    content = (json.dumps(shape, ensure_ascii=False, indent=1) + "\n").encode()
    if not path.is_file() or path.read_bytes() != content:
        write_beside(path, content)


def published_links(contents: Contents) -> Mapping[str, str]:
    """Return the full address of each item on the site, by its id; nothing where the site's address is not known."""
    try:
        shape = json.loads(Places(contents.folder).published.read_bytes())
        base_url = contents.station.website.url or shape["base_url"]
        return {str(item): f"{base_url}{page}" for item, page in shape["items"].items()} if base_url else {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # nothing was published, or the next publish writes it anew
