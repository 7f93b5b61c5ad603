"""Build exercises of the fields that are written, each of which has its type.

A sister is merged here: each of her fields replaces the exercise's, only her prompt goes after it.
"""

from __future__ import annotations

from typing import Any

from drill.banks.models import Declared, Exercise, FieldPath, Form, Question
from drill.banks.written_shapes import SHAPE, ExerciseShape, Fields
from drill.reading import plan_record


def build_exercise(written: Fields, shape: ExerciseShape = SHAPE) -> Exercise:
    """Return the exercise of written fields, which have a prompt and an answer or stages."""
    return _Builder(shape).exercise(_with_links(written))


def _with_links(written: Fields) -> Fields:
    """Return fields with further reading under its name, if it is under the former one, ``resources``."""
    return {"links": written["resources"], **written} if "resources" in written else written


class _Builder:
    def __init__(self, shape: ExerciseShape) -> None:
        self._shape = shape

    def exercise(self, written: Fields) -> Exercise:
        """Return an exercise with a form of its own, or one a sister."""
        forms = [
            self._form(_merge_sister(written, sister), ("sisters", sister["id"]))
            for sister in written.get("sisters", ())
        ]
        own = _select_fields(self._shape.exercise, written)
        return self._shape.exercise(**own, forms=tuple(forms) or (self._form(written, ()),))

    def _form(self, written: Fields, path: FieldPath) -> Form:
        own = _select_fields(self._shape.form, written)
        own["at"], own["declared"], own["sister"] = path, self._declared(written), path[1] if path else ""
        if "stages" not in written:
            own.pop("figure", None)  # it is the question's
            return self._shape.form(**own, questions=(self._question(written, path, Declared()),))
        questions = tuple(
            self._question(stage, (*path, "stages", index), self._declared(stage))
            for index, stage in enumerate(written["stages"])
        )
        setting = written.get("prompt", "")
        return self._shape.form(**own, setting=setting, questions=questions, has_stages=True)

    def _question(self, written: Fields, path: FieldPath, declared: Declared) -> Question:
        own = _select_fields(self._shape.question, written)
        own.setdefault("prompt", "")
        return self._shape.question(**own, at=path, declared=declared)

    def _declared(self, written: Fields) -> Declared:
        return self._shape.declared(**_select_fields(self._shape.declared, written))


def _select_fields(model: Any, written: Fields) -> dict[str, Any]:
    """Return the fields of a class that are written."""
    names = (planned.attribute for planned in plan_record(model) if not planned.is_derived)
    return {name: written[name] for name in names if name in written}


def _merge_sister(written: Fields, sister: Fields) -> Fields:
    prompts = [fields["prompt"] for fields in (written, _with_links(sister)) if fields.get("prompt")]
    merged = {**written, **_with_links(sister), "prompt": "\n\n".join(prompts)}
    if "stages" in sister:
        merged.pop("answer", None)
    elif "answer" in sister:
        merged.pop("stages", None)
    return merged
