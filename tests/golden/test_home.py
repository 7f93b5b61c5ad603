"""The home that 0.4.0 left opens with its marks, its papers, its day and its open attempt."""

from __future__ import annotations

import json

from tests.golden.home import SAID, tell, unpacked_home
from tests.golden.scenes import changed, keep_machine_read


def test_a_home_of_the_last_release_opens_as_it_was_left() -> None:
    before = json.loads(SAID.read_text("utf-8"))
    with unpacked_home() as stage:
        after = tell(stage)
    assert changed(keep_machine_read(before), keep_machine_read(after)) == []
