"""Formulas for which 0.4.0 had right values have values of the same types, but for those that are listed."""

from __future__ import annotations

from tests.golden.formulas import differences, has_right_values, read_rows, take_fifth, unlisted


def test_what_had_a_value_has_one_of_the_same_type() -> None:
    assert unlisted(differences(take_fifth(read_rows()))) == []


def test_every_frozen_world_has_its_numbers_and_a_value() -> None:
    rows = read_rows()
    assert sum(row["said"] == "as the paper says" and row["is_shipped"] for row in rows) == 409
    for row in filter(has_right_values, rows):
        for statement in row["statements"]:
            assert [world["seed"] for world in statement["worlds"]] == [1, 2, 3], row["latex"]
            assert all(
                world.keys() >= {"sizes", "letters", "not_numbers", "value"} for world in statement["worlds"]
            )


def test_what_is_known_to_be_false_says_where_and_why() -> None:
    false = [row["false"] for row in read_rows() if "false" in row]
    assert len(false) > 50
    assert all(row["in"] in ("value", "questions", "rows", "sizes") and row["why"] for row in false)
