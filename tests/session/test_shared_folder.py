"""Machines that share a folder have the same marks and files, whatever happens to it in between."""

from __future__ import annotations

import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from drill.banks.load import find_banks
from drill.files import Locations
from drill.gyr.entry import Entries
from drill.gyr.events import format_event_time
from drill.session import shared_folder
from drill.session.shared_folder import FolderThread, SharedFolder
from drill.store import Repository
from tests.homes import Clock, bank, configure, plant, sums, workspace_in
from tests.session.drilled import attempt
from tests.store.store_world import BANK, World, mark

ENTRIES = Entries.of(BANK)


class Machine:
    """A machine with a store and a folder of banks; it may crash and start again."""

    def __init__(self, world: World, root: Path, shared: Path) -> None:
        self.world, self.root, self.shared = world, root, shared
        self.root.mkdir()
        self.told: list[str] = []
        self.stack = ExitStack()
        self.start()

    def start(self) -> None:
        self.stack.close()
        self.store: Repository = self.stack.enter_context(
            self.world.open(self.root / "drill.db", machine=self.root.name)
        )
        self.store.fold_for(ENTRIES)
        places = Locations(self.root / "config.toml", self.root, self.root / "cache", self.root / "log")
        self.folder = SharedFolder(
            self.shared, self.store, places, entries=lambda: ENTRIES, clock=lambda: self.world.now
        )

    def exchange(self) -> list[str]:
        told = self.folder.exchange()
        self.told += told
        return told

    def mark(self, number: int = 0) -> None:
        mark(self.store, ok=False, why=True, item=BANK[number % len(BANK)].item)

    def ids(self) -> list[str]:
        return [event.id for event in self.store.history()]

    def log(self) -> Path:
        return self.shared / f"drill-{self.store.device()}.jsonl"

    def write(self, name: str, text: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def read(self, name: str) -> str | None:
        path = self.root / name
        return path.read_text(encoding="utf-8") if path.is_file() else None


@contextmanager
def machines(folder: Path, number: int = 2) -> Iterator[list[Machine]]:
    world = World()
    shared = folder / "shared"
    shared.mkdir()
    made = [Machine(world, folder / name, shared) for name in ("here", "there", "third")[:number]]
    try:
        yield made
    finally:
        for machine in made:
            machine.stack.close()


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("mark", "mark", "exchange", "exchange", "tear", "crash", "late", "gone", "copy")),
        st.integers(0, 2),
        st.integers(0, 10_000),
    ),
    max_size=14,
)


def act(doing: str, machine: Machine, number: int) -> None:
    """Do one thing to a machine, or to its log in the folder."""
    log = machine.log()
    size = log.stat().st_size if log.exists() else 0
    match doing:
        case "mark":
            machine.world.days_later(0.01)
            machine.mark(number)
        case "exchange":
            machine.exchange()
        case "crash":
            machine.start()
        case "tear" if size:  # the machine crashed while it wrote the last line
            lines = log.read_bytes().splitlines(keepends=True)
            torn = lines[-1][: number % len(lines[-1])]
            log.write_bytes(b"".join(lines[:-1]) + torn)
            machine.start()
        case "late" if size:  # the folder has only a part of it yet
            os.truncate(log, number % size)
        case "gone" if size:
            log.unlink()
        case "copy" if size:  # a line that the folder has twice
            log.write_bytes(log.read_bytes() + log.read_bytes()[: log.read_bytes().find(b"\n") + 1])
        case _:
            pass


@given(acts=ACTS, number=st.integers(2, 3))
@example([("mark", 0, 0), ("mark", 0, 0), ("exchange", 0, 0), ("tear", 0, 9), ("exchange", 1, 0)], 2)
@example([("mark", 0, 0), ("exchange", 0, 0), ("exchange", 1, 0), ("late", 0, 5), ("mark", 1, 1)], 3)
def test_whatever_happens_all_have_the_same_marks_in_the_end(
    acts: list[tuple[str, int, int]], number: int
) -> None:
    with tempfile.TemporaryDirectory() as root, machines(Path(root), number) as all_machines:
        written: set[str] = set()
        for doing, which, what in acts:
            machine = all_machines[which % number]
            act(doing, machine, what)
            written.update(machine.ids())
        for machine in (*all_machines, *all_machines):
            machine.exchange()
        for machine in all_machines:
            assert machine.ids() == all_machines[0].ids()
            assert sorted(machine.ids()) == sorted(written)


def test_a_log_is_only_appended_to_and_read_up_to_its_last_line_end(tmp_path: Path) -> None:
    with machines(tmp_path) as (here, there):
        here.mark()
        here.exchange()
        before = here.log().read_bytes()
        here.mark(1)
        here.exchange()
        whole = here.log().read_bytes()
        assert whole.startswith(before)
        assert whole.count(b"\n") == 2
        here.log().write_bytes(whole[:-7])
        there.exchange()
        assert there.ids() == here.ids()[:1]
        assert not there.told
        here.log().write_bytes(whole)
        there.exchange()
        assert there.ids() == here.ids()
        here.start()
        here.exchange()
        assert here.log().read_bytes() == whole


def test_a_line_that_a_merge_refuses_is_told_once_and_the_others_are_taken(tmp_path: Path) -> None:
    with machines(tmp_path) as (here, there):
        here.mark()
        here.mark(1)
        here.exchange()
        first, second = here.log().read_bytes().splitlines(keepends=True)
        other = json.loads(first) | {"seconds": 1.0}
        lines = (first, b"[1]\n", second, json.dumps(other).encode() + b"\n", b"x" * 1_000_500 + b"\n")
        here.log().write_bytes(b"".join(lines))
        there.exchange()
        there.exchange()
        assert there.ids() == here.ids()
        name = here.log().name
        assert [told.split(":")[:3] for told in there.told[:1]] == [["sync", f" {name}", "2"]]
        assert any(f"{name}:4: the event" in told for told in there.told)
        assert len(there.told) == len(set(there.told)) == 3, there.told


def test_of_many_refused_lines_the_first_are_named(tmp_path: Path) -> None:
    with machines(tmp_path) as (here, there):
        here.mark()
        here.exchange()
        here.log().write_bytes(b"no event\n" * 500 + here.log().read_bytes())
        there.exchange()
        assert there.ids() == here.ids()
        assert len(there.told) == 6
        assert there.told[-1].endswith("495 more lines refused")


def test_a_restored_copy_reads_again_what_came_after_it(tmp_path: Path) -> None:
    with machines(tmp_path) as (here, there):
        here.mark()
        there.mark(1)
        here.exchange()
        there.exchange()
        there.stack.close()
        database = there.root / "drill.db"
        copy = database.read_bytes()
        there.start()
        there.mark(2)
        here.mark(2)
        for machine in (here, there, here, there):
            machine.exchange()
        there.stack.close()
        database.write_bytes(copy)
        there.start()
        assert len(there.ids()) < len(here.ids())
        there.exchange()
        assert there.ids() == here.ids()


def test_a_mark_that_is_dated_ahead_waits_and_holds_up_nothing(tmp_path: Path) -> None:
    with machines(tmp_path) as (here, there):
        here.mark()
        here.exchange()
        line = json.loads(here.log().read_text())
        later = here.world.now + timedelta(days=40)
        ids = ("01920000-0000-7000-8000-00000000000a", "01920000-0000-7000-8000-00000000000b")
        ahead = line | {
            "id": ids[0],
            "at": format_event_time(later),
            "study_day": f"{later:%Y-%m-%d}",
            "lamport": 9,
        }
        third = line | {"id": ids[1]}
        rows = (ahead, line, third)
        here.log().write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
        there.exchange()
        there.exchange()
        assert set(there.ids()) == {line["id"], ids[1]}
        assert len(there.told) == 1
        there.world.days_later(41)
        assert there.exchange() == []
        assert ids[0] in there.ids()


def test_an_older_drill_is_named_and_what_was_refused_is_read_again_after_an_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_folder.platform, "node", lambda: "laptop")
    with machines(tmp_path) as (here, there):
        here.mark()
        here.exchange()
        monkeypatch.setattr(shared_folder, "__version__", "99.0.0")
        there.mark(1)
        assert ["upgrade laptop first" in told for told in there.exchange()] == [True]
        assert there.exchange() == []
        with there.log().open("ab") as log:
            log.write(b'{"kind": "of a later version"}\n')
        monkeypatch.undo()
        monkeypatch.setattr(shared_folder.platform, "node", lambda: "desk")
        told = here.exchange()
        assert any("upgrade desk first" in line for line in told)
        assert any("kind" in line for line in told)
        assert here.exchange() == []
        text = there.log().read_text().replace('{"kind": "of a later version"}', "{" + " " * 28 + "}")
        there.log().write_text(text)
        monkeypatch.setattr(shared_folder, "__version__", "99.0.0")
        assert any("is missing" in line for line in here.exchange())


def test_a_missing_folder_is_told_once(tmp_path: Path) -> None:
    with machines(tmp_path) as (here, _):
        here.mark()
        here.shared.rmdir()
        assert ["no folder" in told for told in here.exchange()] == [True]
        assert here.exchange() == []
        here.shared.mkdir()
        assert here.exchange() == []
        assert here.log().exists()


def test_files_come_where_there_is_none_and_follow_while_only_one_side_changes(tmp_path: Path) -> None:
    with machines(tmp_path) as (here, there):
        here.mark()
        there.mark()
        here.write("banks/my/mine.yaml", "one")
        here.write("papers/adam.paper.json", "{}")
        here.exchange()
        there.exchange()
        assert there.read("banks/my/mine.yaml") == "one"
        assert there.read("papers/adam.paper.json") == "{}"
        there.write("banks/my/mine.yaml", "two, longer")
        there.exchange()
        here.exchange()
        assert here.read("banks/my/mine.yaml") == "two, longer"
        (here.root / "banks/my/mine.yaml").unlink()
        here.exchange()
        assert here.read("banks/my/mine.yaml") is None
        assert not here.told
        assert not there.told


def test_where_both_changed_a_file_both_stay_and_it_is_told_once(tmp_path: Path) -> None:
    with machines(tmp_path) as (here, there):
        here.mark()
        there.mark()
        here.write("banks/mine.yaml", bank(sums(1)))
        there.write("banks/mine.yaml", bank(sums(2)))
        here.exchange()
        (told,) = there.exchange()
        assert "banks/mine.yaml was changed here and on" in told
        there.start()
        assert there.exchange() == []
        assert there.read("banks/mine.yaml") == bank(sums(2))
        assert there.read(f"banks/mine.from-{here.store.device()}.yaml") == bank(sums(1))
        assert [found.id for found in find_banks(there.root / "banks")] == ["mine"]
        here.exchange()
        assert here.read("banks/mine.yaml") == bank(sums(1))
        assert not here.told


def test_no_link_leads_into_the_folder_or_out_of_it(tmp_path: Path) -> None:
    with machines(tmp_path) as (here, there):
        secret = tmp_path / "secret.yaml"
        secret.write_text("secret", encoding="utf-8")
        here.mark()
        here.exchange()
        shared = here.shared
        (shared / "banks").mkdir()
        (shared / "banks" / "stolen.yaml").symlink_to(secret)
        (shared / "banks" / "my").symlink_to(tmp_path / "outside", target_is_directory=True)
        (tmp_path / "outside").mkdir()
        (tmp_path / "outside" / "of.yaml").write_text("outside", encoding="utf-8")
        there.write("banks/my/given.yaml", "given")
        there.mark()
        there.log().symlink_to(secret)
        there.exchange()
        there.exchange()
        assert there.read("banks/stolen.yaml") is None
        assert there.read("banks/my/of.yaml") is None
        assert [path.name for path in (tmp_path / "outside").iterdir()] == ["of.yaml"]
        assert secret.read_text(encoding="utf-8") == "secret"
        here.write("banks/local.yaml", "x\x1b[2J")
        here.exchange()
        there.log().unlink()
        there.exchange()
        assert there.read("banks/local.yaml") is None
        assert any("control characters" in told for told in there.told)


@pytest.mark.parametrize("text", ["[]", '{"read": 7}', '{"folder": 1}', "nothing"])
def test_what_is_known_of_the_folder_may_be_damaged(tmp_path: Path, text: str) -> None:
    with machines(tmp_path) as (here, there):
        here.mark()
        here.exchange()
        there.store.keep_fact("shared folder", text)
        (here.shared / f"drill-{here.store.device()}.json").write_text(text, encoding="utf-8")
        there.exchange()
        assert there.ids() == here.ids()


def test_two_homes_with_the_setting_come_to_the_same_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_folder, "LAST_S", 60.0)  # the machine may be busy
    shared = tmp_path / "shared"
    shared.mkdir()
    for name in ("here", "there"):
        plant(tmp_path / name, "tiny", bank(sums(2)))
        configure(tmp_path / name, f"sync = {json.dumps(str(shared))}\n")

    def environ(name: str) -> dict[str, str]:
        return {"DRILL_HOME": str(tmp_path / name)}

    with workspace_in(tmp_path / "here", Clock()) as here:
        folder = FolderThread(here, environ("here"))
        attempt(here, "tiny/sum-1", ok=False, why=True)
        folder.close()
    news = threading.Event()
    with workspace_in(tmp_path / "there", Clock()) as there:
        (shared / "drill-abc.jsonl").write_text("no event\n", encoding="utf-8")
        folder = FolderThread(there, environ("there"), news.set)
        assert news.wait(20)
        folder.close()
        assert len([*there.store.history()]) == 1
        assert [line.split(":")[1] for line in there.take_notices()] == [" drill-abc.jsonl"]


def test_what_was_told_and_not_seen_comes_again_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_folder, "LAST_S", 60.0)
    plant(tmp_path, "tiny", bank(sums(1)))
    configure(tmp_path, f"sync = {json.dumps(str(tmp_path / 'nowhere'))}\n")
    told: list[list[str]] = []
    for is_seen in (False, True, True):
        news = threading.Event()
        with workspace_in(tmp_path, Clock()) as workspace:
            folder = FolderThread(workspace, {"DRILL_HOME": str(tmp_path)}, news.set)
            assert news.wait(0.5 if told[1:] else 20) != bool(told[1:])
            told.append(workspace.take_notices() if is_seen else [*workspace.notices])
            folder.close()
    assert ["no folder" in "".join(lines) for lines in told] == [True, True, False]


def test_in_a_class_nothing_is_exchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    plant(tmp_path, "tiny", bank(sums(1)))
    configure(tmp_path, f"sync = {json.dumps(str(shared))}\n")
    with workspace_in(tmp_path, Clock()) as workspace:
        attempt(workspace, "tiny/sum-1", ok=True, why=True)
        with monkeypatch.context() as patched:
            patched.setattr(Repository, "is_class", True)
            FolderThread(workspace, {"DRILL_HOME": str(tmp_path)}).close()
        assert [*shared.iterdir()] == []


def test_leaving_does_not_wait_for_a_folder_that_hangs(tmp_path: Path, monkeypatch: Any) -> None:
    plant(tmp_path, "tiny", bank(sums(1)))
    configure(tmp_path, f"sync = {json.dumps(str(tmp_path))}\n")
    hangs = threading.Event()
    monkeypatch.setattr(SharedFolder, "exchange", lambda self, unseen: hangs.wait(30) and [])
    monkeypatch.setattr(shared_folder, "LAST_S", 0.05)
    with workspace_in(tmp_path, Clock()) as workspace:
        folder = FolderThread(workspace, {"DRILL_HOME": str(tmp_path)})
        began = time.monotonic()
        folder.close()
        assert time.monotonic() - began < 20
        hangs.set()
