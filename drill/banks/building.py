"""Exercises as models, built from text that the schema has accepted.

A sister is merged here: each of her fields stands in place of the exercise's, only her prompt goes after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from drill.banks.authored_figures import AuthoredFigure, figure_from
from drill.banks.models import Card, Declared, Exercise, FieldPath, Form, Link, Mistake, Question
from drill.checking import Key, spec_from
from drill.codec import Written, is_list

Body = Mapping[str, Any]
"""The checked text of an exercise: scalars as texts, trimmed, in lists and mappings."""

# Of five: practice.
_DEFAULT_LEVEL = 2


def exercise_from(body: Body) -> Exercise:
    """Return the exercise of a checked text; ``topic`` may stand in it."""
    sisters: list[Body] = list(body.get("sisters") or ())
    forms = [_form(_merged(body, sister), ("sisters", sister["id"])) for sister in sisters]
    return Exercise(
        id=body["id"], title=body.get("title") or "", topic=body.get("topic") or "",
        skill=body.get("skill") or "", needs=texts(body, "needs"),
        level=int(body.get("level") or _DEFAULT_LEVEL), was=texts(body, "was"),
        corrects=texts(body, "corrects"), source=body.get("source") or "", tags=texts(body, "tags"),
        seeds=tuple(map(int, texts(body, "seeds"))), allow=dict(body.get("allow") or {}),
        forms=tuple(forms) or (_form(body, ()),),
    )  # fmt: skip


def card_from(body: Body) -> Card:
    """Return a skill's card."""
    return Card(
        when=body["when"],
        why=body["why"],
        watch=body["watch"],
        links=_links(body),
        figure=figure_from(body.get("figure")),
    )


def texts(body: Body, field: str) -> tuple[str, ...]:
    """Return a field of several texts, of which one may stand alone."""
    value = body.get(field)
    return (value,) if isinstance(value, str) else tuple(map(str, value or ()))


def _merged(body: Body, sister: Body) -> Body:
    merged = {**body, **sister}
    prompts = [part["prompt"] for part in (body, sister) if part.get("prompt")]
    merged["prompt"] = "\n\n".join(prompts)
    merged["sister"] = sister["id"]
    if "stages" in sister:
        merged.pop("answer", None)
    elif "answer" in sister:
        merged.pop("stages", None)
    return merged


def _form(body: Body, at: FieldPath) -> Form:
    stages: list[Body] | None = body.get("stages")
    params: Mapping[str, str | Sequence[str]] = body.get("params") or {}
    if stages is None:
        questions = [_question(body, at, Declared())]
    else:
        questions = [
            _question(stage, (*at, "stages", place), _declared(stage)) for place, stage in enumerate(stages)
        ]
    return Form(
        sister=body.get("sister") or "",
        at=at,
        setting=body.get("prompt", "") if stages is not None else "",
        params={
            name: domain if isinstance(domain, str) else tuple(map(str, domain))
            for name, domain in params.items()
        },
        where=texts(body, "where"),
        claim=texts(body, "claim"),
        declared=_declared(body),
        shape=body.get("shape") or "",
        motion=body.get("motion") or "",
        theory=body.get("theory") or "",
        card=body.get("card") or "",
        links=_links(body),
        figure=figure_from(body.get("figure")) if stages is not None else None,
        questions=tuple(questions),
        has_stages=stages is not None,
    )


def _question(body: Body, at: FieldPath, declared: Declared) -> Question:
    written: Any = body.get("steps") or ()
    steps: Sequence[Any] = [written] if isinstance(written, str) else written
    drawn = tuple(None if isinstance(each, str) else figure_from(each.get("figure")) for each in steps)
    return Question(
        prompt=body.get("prompt") or "",
        answer=spec_from(body["answer"]),
        declared=declared,
        result=body.get("result") or "",
        hints=texts(body, "hints"),
        steps=tuple(each if isinstance(each, str) else str(each["text"]) for each in steps),
        wrong=tuple(
            Mistake(answer=_key(each["answer"]), say=each["say"]) for each in body.get("wrong") or ()
        ),
        witness=cast("Mapping[str, Written]", body.get("witness") or {}),
        at=at,
        figure=figure_from(body.get("figure")),
        step_figures=drawn if any(drawn) else (),
        option_figures=_option_figures(body["answer"]),
    )


def _option_figures(answer: Body) -> dict[str, AuthoredFigure]:
    listed: Sequence[Body] = answer.get("choice") or answer.get("choices") or ()
    drawn = {str(option["id"]): figure_from(option.get("figure")) for option in listed if "figure" in option}
    return {name: figure for name, figure in drawn.items() if figure is not None}


def _declared(body: Body) -> Declared:
    return Declared(
        vars=texts(body, "vars"),
        assume=texts(body, "assume"),
        names=dict(body.get("names") or {}),
        let=dict(body.get("let") or {}),
    )


def _key(written: str | Mapping[str, str]) -> Key:
    return written if isinstance(written, str) else dict(written)


def _links(body: Body) -> tuple[Link, ...]:
    """Links, also under their former name ``resources``."""
    listed = body.get("links") or body.get("resources")
    each: Sequence[str | Mapping[str, str]] = listed if is_list(listed) else [listed] if listed else ()
    return tuple(Link(title=link) if isinstance(link, str) else Link(**link) for link in each)
