"""Where the station's sites are and what stands on them: noted by `publish`, read for the links of reports."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from broadcaster.model.contents import Contents
from broadcaster.workflows.approving import write_beside
from broadcaster.workflows.station_folder import Places


def note_site(
    contents: Contents, folder: Path, campaign: str | None, base_url: str | None, items: Mapping[str, str]
) -> None:
    """Keep where a site is (one campaign's, or the whole one), and the page of each item on it, by the item's id.

    Sites whose folders are gone are forgotten. Raises NotReadyError.
    """
    sites = {where: site for where, site in _sites(contents).items() if Path(where).is_dir()}
    sites[folder.resolve().as_posix()] = {"campaign": campaign, "base_url": base_url, "items": dict(items)}
    path = Places(contents.folder).published
    content = (json.dumps(sites, ensure_ascii=False, indent=1) + "\n").encode()
    if not path.is_file() or path.read_bytes() != content:
        write_beside(path, content)


def published_links(contents: Contents) -> Mapping[str, str]:
    """Return the full address of each item on a site, by its id; the whole site's before that of one campaign."""
    found: dict[str, str] = {}
    for site in sorted(_sites(contents).values(), key=lambda site: site.get("campaign") is None):
        with suppress(KeyError, TypeError, AttributeError):  # spoilt; the next publish writes it anew
            base_url = site["base_url"]
            found |= {str(item): f"{base_url}{page}" for item, page in site["items"].items()} if base_url else {}
    return found


def _sites(contents: Contents) -> dict[str, dict[str, Any]]:
    try:
        shape = json.loads(Places(contents.folder).published.read_bytes())
    except (OSError, ValueError):
        return {}  # nothing was published, or the next publish writes it anew
    known = shape.items() if isinstance(shape, dict) else ()
    return {str(where): site for where, site in known if isinstance(site, dict)}
