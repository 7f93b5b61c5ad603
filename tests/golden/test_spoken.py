"""Sessions line by line, sets and placements, and the lines of protocols 1 to 4, to the letter."""

from __future__ import annotations

import pytest

from tests.golden.spoken import Scene, list_scenes, print_scene, read_kept


@pytest.mark.second_try
@pytest.mark.parametrize("scene", list(list_scenes()), ids=lambda scene: scene.title)
def test_a_session_prints_what_it_printed(scene: Scene) -> None:
    assert print_scene(scene) == read_kept()[scene.title]
