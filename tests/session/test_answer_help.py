"""Every example in the help on answers is read, and graded, as the help claims."""

from __future__ import annotations

from drill.checking import check
from drill.session.drilling.answer_help import HelpExample, read_help_topics
from tests.rows import each_row

EXAMPLES = [example for topic in read_help_topics() for example in topic.examples]


@each_row("example", EXAMPLES)
def test_every_example_is_graded_as_claimed(example: HelpExample) -> None:
    verdict = check(example.expect, example.typed)
    if not example.refused:
        assert verdict.verdict == "correct", verdict
    elif verdict.code != "ambiguous":
        assert verdict.verdict == "unreadable", verdict
        assert verdict.at is not None


def test_topics_have_words_and_examples() -> None:
    titles = [topic.title for topic in read_help_topics()]
    assert len(set(titles)) == len(titles)
    assert all(topic.what.endswith(".") and topic.examples for topic in read_help_topics())
