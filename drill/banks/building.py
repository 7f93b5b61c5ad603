"""Build exercises as models, from text that the schema has accepted.

A sister is merged here: each of her fields replaces the exercise's, only her prompt goes after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from drill.banks.authored_figures import AuthoredFigure, read_as
from drill.banks.models import Card, Declared, Exercise, FieldPath, Form, Question
from drill.checking import spec_from
from drill.codec import Written, is_list

# The checked text of an exercise: scalars as texts, trimmed, in lists and mappings.
Body = Mapping[str, Any]


def exercise_from(body: Body) -> Exercise:
    """Return the exercise of a checked text, which may contain its ``topic``."""
    body = _with_links(body)
    sisters: list[Body] = list(map(_with_links, body.get("sisters") or ()))
    forms = [_form(_merged(body, sister), ("sisters", sister["id"])) for sister in sisters]
    return read_as(Exercise, body, forms=tuple(forms) or (_form(body, ()),))


def card_from(body: Body) -> Card:
    """Return a skill's card."""
    return read_as(Card, _with_links(body))


def _with_links(body: Body) -> Body:
    """Return a text with its links as mappings."""
    listed = body.get("links") or ()
    links: Sequence[str | Body] = listed if is_list(listed) else [listed] if listed else ()
    named = [{"title": link} if isinstance(link, str) else link for link in links]
    return {**body, "links": named} if named else body


def _merged(body: Body, sister: Body) -> Body:
    prompts = [part["prompt"] for part in (body, sister) if part.get("prompt")]
    merged = {**body, **sister, "prompt": "\n\n".join(prompts), "sister": sister["id"]}
    if "stages" in sister:
        merged.pop("answer", None)
    elif "answer" in sister:
        merged.pop("stages", None)
    return merged


def _form(body: Body, field_path: FieldPath) -> Form:
    stages: list[Body] | None = body.get("stages")
    params: Mapping[str, str | Sequence[str]] = body.get("params") or {}
    domains = {
        name: domain if isinstance(domain, str) else tuple(map(str, domain))
        for name, domain in params.items()
    }
    shared: dict[str, Any] = {"at": field_path, "params": domains, "declared": read_as(Declared, body)}
    if stages is None:
        return read_as(
            Form, body, **shared, figure=None, questions=(_question(body, field_path, Declared()),)
        )
    questions = (
        _question(stage, (*field_path, "stages", index), read_as(Declared, stage))
        for index, stage in enumerate(stages)
    )
    setting = body.get("prompt", "")
    return read_as(Form, body, **shared, setting=setting, questions=tuple(questions), has_stages=True)


def _question(body: Body, field_path: FieldPath, declared: Declared) -> Question:
    written: Any = body.get("steps") or ()
    steps: Sequence[Any] = [written] if isinstance(written, str) else written
    drawn = tuple(None if isinstance(step, str) else _figure(step) for step in steps)
    options: Sequence[Body] = body["answer"].get("choice") or body["answer"].get("choices") or ()
    figures = {str(option["id"]): _figure(option) for option in options if "figure" in option}
    return read_as(
        Question, body, prompt=body.get("prompt") or "", answer=spec_from(body["answer"]), at=field_path,
        declared=declared, witness=cast("Mapping[str, Written]", body.get("witness") or {}),
        steps=tuple(step if isinstance(step, str) else str(step["text"]) for step in steps),
        step_figures=drawn if any(drawn) else (),
        option_figures={name: figure for name, figure in figures.items() if figure is not None},
    )  # fmt: skip


def _figure(body: Body) -> AuthoredFigure | None:
    drawn = body.get("figure")
    return None if drawn is None else read_as(AuthoredFigure, drawn)
