"""What villages send on by messenger: one ZIP file with an item's sound and its text, names in plain letters."""

import io
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from broadcaster.messages import N_
from broadcaster.publishing.prose import plain_text
from broadcaster.publishing.site import Article, Site


def share_text(article: Article, site: Site) -> str:
    """Return the text that goes along: title, words, whose it is, where it can be heard again."""
    text = site.text
    end = [f"{site.station}, {article.published_at:%d/%m/%Y}"]
    if article.audio and article.audio.is_synthetic:
        end.append(text(N_("The recording is read by a machine voice.")))
    if site.base_url:
        end.append(site.address(article.page))
    return "\n\n".join([article.title.upper(), plain_text(article.written), "\n".join(end)]) + "\n"


def share_pack(article: Article, site: Site, sound: bytes) -> bytes:
    """Return the pack; the same article gives the same bytes."""
    packed = io.BytesIO()
    with ZipFile(packed, "w") as pack:
        text = share_text(article, site).replace("\n", "\r\n").encode("utf-8-sig")  # as old phones and Notepad want it
        pack.writestr(_entry(f"{article.name}.txt", article.published_at, ZIP_DEFLATED), text)
        pack.writestr(_entry(f"{article.name}.mp3", article.published_at, ZIP_STORED), sound)
    return packed.getvalue()


def _entry(name: str, at: datetime, method: int) -> ZipInfo:
    entry = ZipInfo(name, (at.year, at.month, at.day, at.hour, at.minute, 0))
    entry.compress_type = method
    entry.external_attr = 0o644 << 16
    return entry
