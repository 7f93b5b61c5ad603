"""How many variants of an exercise are distinct: what is rendered of them differs, or a key."""

from __future__ import annotations

from drill.banks.draws import Draw, draw_numbers, every_draw
from drill.banks.expansion import Expansion, QuestionExpansion
from drill.banks.models import Exercise, Form
from drill.checking import FaultSpec

# So many draws, or more, are counted.
DRAWS = 200
# Up to so many combinations of the parameters, all of them are counted instead of draws.
_COUNTED_COMBINATIONS = 400


def count_distinct(exercise: Exercise, draws: int = DRAWS) -> int:
    """Return the distinct variants by draws of parameters alone, of at least ``draws`` draws; of sisters
    together.

    Slips and options stay as they are drawn first, so that they do not count.
    """
    return sum(_of_form(exercise, form, max(DRAWS, draws)) for form in exercise.forms if form.params)


def _of_form(exercise: Exercise, form: Form, draws: int) -> int:
    by_texts: dict[tuple[str, ...], list[Expansion]] = {}
    for drawn in _draws(form, draws):
        expansion = Expansion(exercise, drawn)
        by_texts.setdefault(_shown(expansion), []).append(expansion)
    groups = by_texts.values()
    return sum(
        len({tuple(map(_key, each.questions)) for each in group}) if group[1:] else 1 for group in groups
    )


def _draws(form: Form, count: int) -> list[Draw]:
    """All draws where they are few, else as many as are counted, each once."""
    every = every_draw(form, _COUNTED_COMBINATIONS)
    if every is not None:
        return every
    draws: dict[tuple[str, ...], Draw] = {}
    for seed in range(count):
        drawn = draw_numbers(form, seed)
        draws.setdefault(tuple(drawn.params.values()), drawn)
    return list(draws.values())


def _shown(expansion: Expansion) -> tuple[str, ...]:
    """What a learner sees before any answer: the setting, prompts, lines and options."""
    texts = [expansion.texts.render(expansion.form.setting, "prompt")]
    for question in expansion.questions:
        answer = question.question.answer
        texts.append(question.text(question.question.prompt, "prompt"))
        texts += (question.text(option.text, "answer") for option in answer.options)
        texts += (question.text(line.text, "answer") for line in answer.lines)
    return tuple(texts)


def _key(question: QuestionExpansion) -> str:
    if isinstance(question.question.answer, FaultSpec):
        return ""  # its lines tell variants apart, and which slip stands in them is no number
    return str(question.key(question.expect()))
