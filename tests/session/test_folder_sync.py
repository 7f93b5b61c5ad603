"""Two machines in step by a folder: logs are exchanged, and what is not finished waits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from drill.errors import UsageError
from drill.session.exporting import FolderSync, Taken
from tests.homes import Clock, bank, plant, sums, workspace_in
from tests.session.drilled import attempt


def test_two_machines_come_to_the_same_log(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    for name in ("here", "there"):
        plant(tmp_path / name, "tiny", bank(sums(2)))
    clock = Clock()
    with workspace_in(tmp_path / "here", clock) as here, workspace_in(tmp_path / "there", clock) as there:
        attempt(here, "tiny/sum-1", ok=False, why=True)
        attempt(there, "tiny/sum-2", ok=True, why=True)
        mine, theirs = FolderSync(here, shared), FolderSync(there, shared)
        assert list(mine.look()) == []
        (taken,) = theirs.look()
        assert (taken.added, taken.waits) == (1, "")
        (taken,) = mine.look()
        assert taken.added == 1
        assert list(mine.look()) == []
        assert [event.id for event in here.store.history()] == [event.id for event in there.store.history()]
        assert len(list(shared.iterdir())) == 2


def test_a_file_with_a_torn_last_line_waits_until_it_is_whole(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    for name in ("here", "there"):
        plant(tmp_path / name, "tiny", bank(sums(2)))
    with workspace_in(tmp_path / "there") as there:
        attempt(there, "tiny/sum-1", ok=True, why=True)
        list(FolderSync(there, shared).look())
    (file,) = shared.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    with workspace_in(tmp_path / "here") as here:
        sync = FolderSync(here, shared)
        assert list(sync.look()) == [Taken(file.name, waits="its last line is not complete yet")]
        assert list(sync.look()) == []
        file.write_bytes(whole)
        os.utime(file, ns=(1, 1))
        assert [taken.added for taken in sync.look()] == [1]
        with pytest.raises(UsageError, match="no such folder"):
            FolderSync(here, tmp_path / "nowhere")
