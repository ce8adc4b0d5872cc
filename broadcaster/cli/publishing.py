"""The command that publishes: publish."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.main import Door, Said
from broadcaster.cli.making import bar_for
from broadcaster.messages import N_

if TYPE_CHECKING:
    from broadcaster.cli.saying import Voice
    from broadcaster.workflows.publishing import Published


@click.command(cls=Said)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--campaign", metavar="ID", help=N_("only what belongs to this campaign"))
@click.option("--base-url", metavar="URL", help=N_("the site's address, where station.yaml names none or another"))
@click.option("--json", "as_json", is_flag=True, help=N_("for machines"))
@click.pass_obj
def publish(door: Door, folder: Path, campaign: str | None, base_url: str | None, as_json: bool) -> None:
    """Bring the website in DIR up to what was approved and heard."""
    from broadcaster.playout.alarms import SystemClock
    from broadcaster.workflows.publishing import Order, heard_so_far, published_json
    from broadcaster.workflows.publishing import publish as bring_up_to_date
    from broadcaster.workflows.station_folder import open_station

    order = Order(folder, campaign, _address(door, base_url))
    contents, _ = open_station(door.folder)
    bar = bar_for(door.voice, quiet=as_json)
    try:
        found = bring_up_to_date(contents, order, heard_so_far(contents), SystemClock().now(), bar)
    finally:
        bar.close()
    if as_json:
        click.echo(json.dumps(published_json(found, door.voice.language), ensure_ascii=False, indent=1))
    else:
        door.voice.problems(found.problems)
        show_published(door.voice, found, folder)
    raise SystemExit(1 if any(article.audio is None for article in found.site.articles) else 0)


def _address(door: Door, written: str | None) -> str | None:
    from broadcaster.content.station_file import site_address
    from broadcaster.content.values import Misread

    try:
        return site_address(written) if written is not None else None
    except Misread as misread:
        raise click.BadParameter(misread.sentence.said(door.voice.language), param_hint="--base-url") from misread


def show_published(voice: Voice, found: Published, folder: Path) -> None:
    """Tell what changed on the site, and what an operator should know of it."""
    changes, site = found.changes, found.site
    for one, why in found.taken_off.items():
        voice.tell(N_("taken off the site: {name} ({why})"), name=one, why=why)
    for why in dict.fromkeys(found.held_back.values()):
        names = [one for one, reason in found.held_back.items() if reason == why]
        voice.note(N_("heard, but not on the site: {names} ({why})"), names=", ".join(names), why=why)
    if not site.articles:
        voice.note(
            N_("no article is on the site: there come the scripts that are approved and were heard; see approvals, log")
        )
    if not changes.written and not changes.removed:
        voice.tell(N_("nothing to write: the site is as it should be, {count} articles"), count=len(site.articles))
    else:
        voice.tell(
            N_("published {count} articles: {written} files written, {removed} removed, {kept} left as they were"),
            count=len(site.articles), written=len(changes.written), removed=len(changes.removed), kept=changes.kept,
        )  # fmt: skip
    voice.tell(N_("the front page: {file}"), file=folder / "index.html")
    if site.base_url is None:
        voice.note(
            N_(
                "no podcast and no links to paste: name the site's address in station.yaml, website: {{url: {address}}}"
            ),
            address="https://…",
        )
