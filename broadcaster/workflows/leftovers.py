"""What the machine made and nobody needs any more: removed, so that it can run alone for months."""

from datetime import datetime

from broadcaster.model.contents import Contents
from broadcaster.sound.beside import sweep
from broadcaster.workflows.approvals import read_scripts
from broadcaster.workflows.items import ItemShelf
from broadcaster.workflows.sounds import measure_sounds
from broadcaster.workflows.speech_upkeep import bound_speech
from broadcaster.workflows.station_folder import Places


def sweep_leftovers(contents: Contents) -> None:
    """Remove what builds that were killed left beside the files they were writing."""
    places = Places(contents.folder)
    for folder in (places.var, places.made_programmes, places.made_lists):
        sweep(folder)


def tidy_speech(contents: Contents, now: datetime) -> None:
    """Remove items that no script makes any more, and kept speech that is over its bounds."""
    sounds, _ = measure_sounds(contents)
    ItemShelf(contents, sounds).clear_leftovers(read_scripts(contents), now.timestamp())
    bound_speech(contents, now)
