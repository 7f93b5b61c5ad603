"""What programs read of sessions, replies and derivations is as 0.4.0 and 0.5.0 said it; words are free."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.golden.scenes import changed, keep_machine_read, staged
from tests.golden.transcripts import (
    LAST,
    digest,
    list_banks,
    read_kept,
    tell_about,
    tell_chat,
    tell_help,
    tell_prompts,
    tell_replies,
    tell_sessions,
)
from tests.golden.verdicts import unpacked_banks

PART_OF_BANKS = 16
# What has changed since, and is right: own words are not counted among the exercises of a topic, as they are
# not among those of its bank.
CHANGED = (
    # An import of whose formulas nothing is asked leads nowhere: it is no goal.
    *(f"[{call}][2]" for call in (0, 1, 2, 3, 23, 24)),
    # Formulas ask for no letters any more, and are not worked with them.
    ".letters",
    # Of the rare kinds three are gone; tests/golden/test_spoken.py has what the others say.
    ".rare kinds",
    "[10]",
    "[11]",
)


def list_changes(kept: object, now: object) -> list[str]:
    """Return what programs read otherwise now, what is known to have changed left out."""
    found = changed(keep_machine_read(kept), keep_machine_read(now))
    return [line for line in found if not line.startswith(CHANGED)]


@pytest.mark.second_try
def test_sessions_at_every_protocol_say_what_they_said() -> None:
    now = tell_sessions()
    assert list_changes(read_kept()["sessions"], now) == []
    assert list_changes(read_kept(LAST)["sessions"], now) == []


def test_an_assistant_gets_the_replies_that_it_got() -> None:
    now = tell_replies()
    assert list_changes(read_kept()["replies"], now) == []
    assert list_changes(read_kept(LAST)["replies"], now) == []


def test_a_chats_answers_are_taken_as_they_were() -> None:
    found = changed(keep_machine_read(read_kept(LAST)["chat"]), keep_machine_read(tell_chat()))
    # No page asks for a table of letters any more.
    assert [line for line in found if not re.match(r"(\[\d+\])+\.letters is missing", line)] == []


def test_commands_have_the_options_that_they_had(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        now = tell_help(stage)
    gone = {
        (command, option)
        for command, text in read_kept(LAST)["help"].items()
        for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", text)
        if option not in re.findall(r"(?<!\S)--?[a-z][a-z-]*", now.get(command, ""))
    }
    assert gone == {("about", "--letter"), ("about", "--yes"), ("check", "--strict")}


def test_formulas_are_told_as_they_were(tmp_path: Path) -> None:
    with staged(tmp_path) as stage:
        now = tell_about(stage)
    kept = [[asked[:1], fields] for asked, fields in read_kept(LAST)["about"]]
    for _, fields in kept:
        fields.pop("worked", None)
    assert changed(keep_machine_read(kept), keep_machine_read(now)) == []


def test_prompts_are_typeset_as_they_were() -> None:
    with unpacked_banks() as banks:
        chosen = [file for file in list_banks(banks) if int(digest(file), 16) % PART_OF_BANKS == 0]
        now = tell_prompts(banks, chosen)
    kept = read_kept()["prompts"]
    assert now == {file: kept[file] for file in chosen}
