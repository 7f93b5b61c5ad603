"""What programs read of sessions, replies and derivations is as 0.4.0 said it; words are free."""

from __future__ import annotations

import pytest

from tests.golden.scenes import changed, keep_machine_read
from tests.golden.transcripts import digest, list_banks, read_kept, tell_prompts, tell_replies, tell_sessions
from tests.golden.verdicts import unpacked_banks

PART_OF_BANKS = 16
# What has changed since, and is right: a letter that also appears on the left side is not changed, so the
# exercise has one stage; a look inside draws a world of another size.
# Own words are not counted among the exercises of a topic, as they are not among those of its bank.
CHANGED = (
    ".letters.said[5].stage:",
    ".letters.said[5].setting:",
    "[10][2].worked[0].inside",
    "[1][2].banks[1].topics[0].states",
    "[24][2].banks[1].topics[0].states",
)


def list_changes(kept: object, now: object) -> list[str]:
    """Return what programs read otherwise now, what is known to have changed left out."""
    found = changed(keep_machine_read(kept), keep_machine_read(now))
    return [line for line in found if not line.startswith(CHANGED)]


@pytest.mark.second_try
def test_sessions_at_every_protocol_say_what_they_said() -> None:
    kept, now = read_kept()["sessions"], tell_sessions()
    assert list_changes(kept, now) == []


def test_an_assistant_gets_the_replies_that_it_got() -> None:
    kept, now = read_kept()["replies"], tell_replies()
    assert list_changes(kept, now) == []


def test_prompts_are_typeset_as_they_were() -> None:
    with unpacked_banks() as banks:
        chosen = [file for file in list_banks(banks) if int(digest(file), 16) % PART_OF_BANKS == 0]
        now = tell_prompts(banks, chosen)
    kept = read_kept()["prompts"]
    assert now == {file: kept[file] for file in chosen}
