"""What programs read of sessions, replies and derivations is as 0.4.0 said it; words are free."""

from __future__ import annotations

from tests.golden.scenes import changed, keep_machine_read
from tests.golden.transcripts import digest, list_banks, read_kept, tell_prompts, tell_replies, tell_sessions
from tests.golden.verdicts import unpacked_banks

PART_OF_BANKS = 16


def test_sessions_at_every_protocol_say_what_they_said() -> None:
    kept, now = read_kept()["sessions"], tell_sessions()
    assert changed(keep_machine_read(kept), keep_machine_read(now)) == []


def test_an_assistant_gets_the_replies_that_it_got() -> None:
    kept, now = read_kept()["replies"], tell_replies()
    assert changed(keep_machine_read(kept), keep_machine_read(now)) == []


def test_prompts_are_typeset_as_they_were() -> None:
    with unpacked_banks() as banks:
        chosen = [file for file in list_banks(banks) if int(digest(file), 16) % PART_OF_BANKS == 0]
        now = tell_prompts(banks, chosen)
    kept = read_kept()["prompts"]
    assert now == {file: kept[file] for file in chosen}
