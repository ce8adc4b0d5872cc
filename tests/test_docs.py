"""What the manual and the README say is true: every command is told, every command told exists."""

import re
from pathlib import Path

import pytest
from workflows.stations import ask

from broadcaster.cli.main import COMMANDS
from broadcaster.content.nodes import Gatherer
from broadcaster.content.playlist_file import read_playlist
from broadcaster.content.script_file import read_script
from broadcaster.content.station_file import read_station
from broadcaster.model.script import Speaker
from broadcaster.vietnamese import read_turns

HERE = Path(__file__).parents[1]
MANUAL = (HERE / "docs/van-hanh.md").read_text(encoding="utf-8")
README = (HERE / "README.md").read_text(encoding="utf-8")


def commands_told_in(text: str) -> set[str]:
    return set(re.findall(r"\bbroadcaster ([a-z]+)\b", text))


def test_the_manual_tells_every_command_and_no_other() -> None:
    assert commands_told_in(MANUAL) == set(COMMANDS)


def test_the_readme_tells_only_commands_that_there_are() -> None:
    assert commands_told_in(README) <= set(COMMANDS)


@pytest.mark.parametrize("page", ["README.md", "docs/van-hanh.md", "docs/architecture.md", "docs/extending.md"])
def test_every_file_that_a_page_links_to_or_names_is_there(page: str) -> None:
    text = (HERE / page).read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!http)([^)#]+)\)", text)
    named = re.findall(r"`((?:broadcaster|tests|docs)/[\w./-]+\.(?:py|md|tsv|po))`", text)
    missing = [name for name in linked if not ((HERE / page).parent / name).exists()]
    missing += [name for name in named if not (HERE / name).exists()]
    assert not missing


def test_every_option_of_the_manual_is_one_of_its_command() -> None:
    for command, option in re.findall(r"`broadcaster ([a-z]+)[^`]*?(--[a-z-]+)[^`]*`", MANUAL):
        shown = ask(HERE, command, "--help").out
        if "COMMAND" not in shown:  # a group of commands shows theirs only one by one
            assert option in shown, f"{command} {option}"


EXAMPLES = re.findall(r"```\n(.*?)```", MANUAL, re.DOTALL)
OTHERS_FILES = ("<", "[")  # Icecast's, Snapcast's


def kind_of(example: str) -> str:
    """Tell by its first line what an example of the manual is of."""
    first = example.lstrip("# \n").partition("\n")[0]
    if first.startswith(OTHERS_FILES):
        return "another program's"
    if first == "---":
        return "script"
    key = first.partition(":")[0]
    return {"Nam": "dialogue", "title": "playlist", "slot": "slot", "items": "items"}.get(key, "station")


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.partition("\n")[0][:30] for example in EXAMPLES])
def test_the_examples_of_the_manual_can_be_read(example: str) -> None:
    gather = Gatherer()
    match kind_of(example):
        case "script":
            assert read_script(example, "scripts/mau.md", "mau", gather)
        case "dialogue":
            reading, turns = read_turns(example)
            assert [turn.speaker for turn in turns] == [Speaker.MAN, Speaker.WOMAN, Speaker.WOMAN]
            assert not reading.errors
        case "playlist":
            assert read_playlist(example, "playlists/mau.yaml", "mau", gather)
        case "slot":
            assert read_playlist(f"{example}items: []", "playlists/mau.yaml", "mau", gather)
        case "items":
            assert read_playlist(f"slot: {{at: 5h30, airtime: 60m}}\n{example}", "playlists/mau.yaml", "mau", gather)
        case "station":
            needed = "" if "outputs:" in example or "zones:" not in example else "outputs: [snapcast]\n"
            assert read_station(f"name: Mẫu\n{needed}{example}", "station.yaml", gather)
    assert gather.problems == []


def test_the_manual_shows_every_kind_of_file_that_people_write() -> None:
    kinds = {kind_of(example) for example in EXAMPLES}
    assert kinds >= {"script", "dialogue", "playlist", "slot", "items", "station"}
