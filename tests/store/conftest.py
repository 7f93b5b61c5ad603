"""A store in a folder of its own, and a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from drill.store import Repository
from tests.postgresql import Server
from tests.store.class_world import owner, psql
from tests.store.store_world import World

__all__ = ["owner", "psql"]  # fixtures of a class


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "drill.db"


@pytest.fixture
def opened(world: World, file: Path) -> Iterator[Callable[..., Repository]]:
    """Opens windows on the store; all are closed at the end."""
    with ExitStack() as windows:

        def open_window(**changed: object) -> Repository:
            return windows.enter_context(world.open(file, **changed))

        yield open_window


@pytest.fixture
def store(opened: Callable[..., Repository]) -> Repository:
    return opened()


@pytest.fixture
def url(server: Server, request: pytest.FixtureRequest) -> str:
    """The URL of an empty database."""
    name = f"marks_{abs(hash(request.node.nodeid))}"
    server.run(f"CREATE DATABASE {name}")
    return f"{server.url}/{name}"
