"""Count the distinct variants of an exercise: rendered texts or keys differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from drill.banks.draws import Draw, draw_numbers, every_draw
from drill.banks.models import Exercise, Form
from drill.banks.templates import list_template_references
from drill.banks.variant_expansion import StageMaker, VariantMaker
from drill.checking import FaultSpec

# Max draws in which distinct variants are counted.
DRAWS = 200


def count_distinct(exercise: Exercise) -> int:
    """Return the number of distinct variants by drawing parameters alone.

    Slips and options stay as they are drawn first, so that they do not count.
    """
    return sum(_of_form(form) for form in exercise.forms if form.params)


def _of_form(form: Form) -> int:
    """Count the distinct draws; a different parameter that is shown as it is makes a different text."""
    plain_params = _shown_as_they_are(form)
    groups: dict[tuple[str, ...], list[Draw]] = {}
    for drawn in _list_distinct_draws(form):
        groups.setdefault(tuple(drawn.params[name] for name in plain_params), []).append(drawn)
    return sum(_of_group(group) if group[1:] else 1 for group in groups.values())


def _of_group(draws: Sequence[Draw]) -> int:
    by_texts: dict[tuple[str, ...], list[VariantMaker]] = {}
    for drawn in draws:
        expansion = VariantMaker(drawn)
        by_texts.setdefault(_render_visible_texts(expansion), []).append(expansion)
    return sum(
        len({tuple(map(_read_distinguishing_key, expansion.questions)) for expansion in group})
        if group[1:]
        else 1
        for group in by_texts.values()
    )


def _shown_as_they_are(form: Form) -> tuple[str, ...]:
    """Return the parameters that occur as ``@name`` in the texts before any answer."""
    sources = {
        reference.source.strip()
        for text in _list_visible_templates(form)
        for reference in list_template_references(text)
    }
    return tuple(name for name in form.params if name in sources)


def _list_visible_templates(form: Form) -> Iterator[str]:
    """Yield the templates that a learner sees of every draw before any answer, without pools and slips."""
    yield form.setting
    for question in form.questions:
        yield question.prompt
        if not question.answer.show:
            yield from (option.text for option in question.answer.options)
        if not question.answer.slips:
            yield from (line.text for line in question.answer.lines)


def _list_distinct_draws(form: Form) -> list[Draw]:
    """Return all draws where they are few, else as many different ones as are counted."""
    # Up to 400 combinations of the parameters are counted in full.
    every = every_draw(form, 400)
    if every is not None:
        return every
    draws = (draw_numbers(form, seed) for seed in range(DRAWS))
    return list({tuple(drawn.params.values()): drawn for drawn in draws}.values())


def _render_visible_texts(expansion: VariantMaker) -> tuple[str, ...]:
    """Return the texts that a learner sees before any answer: the setting, prompts, lines and options."""
    texts = [expansion.texts.render(expansion.form.setting, "prompt")]
    for question in expansion.questions:
        answer = question.question.answer
        texts.append(question.text(question.question.prompt, "prompt"))
        texts += (question.text(option.text, "answer") for option in answer.options)
        texts += (question.text(line.text, "answer") for line in answer.lines)
    return tuple(texts)


def _read_distinguishing_key(question: StageMaker) -> str:
    answer = question.question.answer
    if isinstance(answer, FaultSpec) or answer.show:
        return ""  # lines and options separate variants; the choice of a slip or option is not a number
    return str(question.key)
