"""Every example in the help on answers is read, and graded, as the help claims."""

from __future__ import annotations

import pytest

from drill.checking.check import check
from drill.session.answers_help import HelpExample, topics

EXAMPLES = [example for topic in topics() for example in topic.examples]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.typed)
def test_every_example_is_graded_as_claimed(example: HelpExample) -> None:
    verdict = check(example.expect, example.typed)
    assert verdict.verdict == ("unreadable" if example.refused else "correct"), verdict
    if example.refused:
        assert verdict.at is not None


def test_topics_have_words_and_examples() -> None:
    titles = [topic.title for topic in topics()]
    assert len(set(titles)) == len(titles)
    assert all(topic.what.endswith(".") and topic.examples for topic in topics())
