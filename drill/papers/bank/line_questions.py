"""The exercises that a paper's lines of NumPy give: the questions that they answer, and the line itself.

An id is a hash of the formula and of the question, never of the line. When a line changes, each question is
tried on the new one: what still holds keeps its id and its marks, the others are retired.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from drill.arraycode import arrays_of, assign_lengths, has_result_of, parse_code
from drill.codec import is_mapping
from drill.errors import CheckError
from drill.formulas import Ask, Meaning, find_questions, make_exercises, take_meaning, works_on_axis
from drill.latex import canonicalise_formula
from drill.papers import wording
from drill.papers.bank.review_decisions import RETIRED
from drill.papers.meanings import find_meant_formula
from drill.papers.model import LINE_KIND, DraftRecord, FormulaRow, Paper
from drill.proving import markup_faults
from drill.text import join_in_sentence

# Max questions of one formula, and CPU seconds of the search in one line.
_MOST, _SEARCH_S = 3, 2.0
# Max CPU seconds in which the questions of an earlier line are looked for, because one not found is retired.
_AGAIN_S = 8.0
_TITLES = {"same": ", what leaves it unchanged", "end": ", a special case", "bug": ", the wrong part"}
# The kind of the exercise to write a formula in NumPy, and its slot: earlier versions had others.
_NUMPY, _LINE = "numpy", "line"


def draft_line_questions(paper: Paper) -> Paper:
    """Return a paper with the exercises of its meanings, as they are now; retired ones stay as left out.

    One idea is asked once in a paper, of a formula at most three questions, and of a formula that has an
    exercise in NumPy no other one.
    """
    drafting = _Drafting(paper)
    for row, meaning in _list_lines(paper):
        drafting.add_line(row, meaning)
    return drafting.finish()


def _list_lines(paper: Paper) -> Iterator[tuple[FormulaRow, Meaning]]:
    """Yield the formulas that have a line, the most central first, each with its first line."""
    found: dict[str, tuple[FormulaRow, Meaning]] = {}
    for meaning in paper.meanings:
        row = find_meant_formula(paper.formulas, meaning.of)
        if row is not None:
            found.setdefault(row.id, (row, meaning))
    yield from sorted(found.values(), key=lambda each: each[0].rank or len(paper.formulas))


@dataclass
class _Drafting:
    paper: Paper
    ideas: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])
    made: dict[str, DraftRecord] = field(default_factory=dict[str, DraftRecord])

    def add_line(self, row: FormulaRow, meaning: Meaning) -> None:
        """Keep, write again or add the exercises of a formula; a line that is not taken gives none."""
        earlier = [draft for draft in self.paper.drafts if draft.about == row.id and _is_asked(draft)]
        if earlier and all(_is_of_line(draft, meaning) for draft in earlier):
            self._keep(replace(draft, solved=bool(meaning.confirmed)) for draft in earlier)
        else:
            try:
                meaning = take_meaning(meaning, row.in_use).meaning
                self._draft_questions(row, meaning, earlier)
            except CheckError:
                return
        others = [draft.id for draft in self.paper.drafts if draft.kind == _NUMPY and draft.about == row.id]
        if meaning.confirmed and works_on_axis(meaning) and {*others} <= {_make_id(row, _NUMPY, _LINE)}:
            self._keep(_draft_in_numpy(self.paper, row, meaning))

    def finish(self) -> Paper:
        """Return the paper with what was made, and with what does not hold any more left out."""
        ids = {draft.id for draft in self.paper.drafts}
        drafts = [self._find_present(draft) for draft in self.paper.drafts]
        added = [draft for id_, draft in self.made.items() if id_ not in ids]
        retired = [draft.id for draft in drafts if draft.remark.startswith(RETIRED)]
        decisions = {**self.paper.decisions, **dict.fromkeys(retired, "left")}
        review = {id_: each for id_, each in self.paper.review.items() if id_ not in retired}
        return replace(
            self.paper, drafts=(*drafts, *_number_titles(added, drafts)), decisions=decisions, review=review
        )

    def _find_present(self, draft: DraftRecord) -> DraftRecord:
        row = self.paper.find_formula(draft.about)
        is_line = _is_asked(draft) or (row is not None and draft.id == _make_id(row, _NUMPY, _LINE))
        if draft.id in self.made or not is_line or draft.remark.startswith(RETIRED):
            return self.made.get(draft.id, draft)
        return replace(draft, remark=f"{RETIRED}: it does not hold for the line of its formula")

    def _keep(self, drafts: Iterator[DraftRecord]) -> None:
        for draft in drafts:
            self.made[draft.id] = draft
            witness = draft.exercise.get("witness")
            if draft.kind == LINE_KIND and is_mapping(witness):
                self.ideas.add(_read_ask(witness).idea)

    def _draft_questions(self, row: FormulaRow, meaning: Meaning, earlier: Sequence[DraftRecord]) -> None:
        held: list[DraftRecord] = []
        if earlier:
            every = find_questions(meaning, cpu_seconds=_AGAIN_S, every=True).asks
            ids = {draft.id for draft in earlier}
            held = [draft for draft in self._write(row, meaning, every) if draft.id in ids]
            self._keep(iter(held))
        asks = find_questions(meaning, cpu_seconds=_SEARCH_S, without=self.ideas).asks
        left_out = {id_ for id_, decision in self.paper.decisions.items() if decision == "left"}
        for draft in self._write(row, meaning, asks):
            if len(held) < _MOST and draft.id not in left_out and draft.id not in self.made:
                held.append(draft)
                self._keep(iter((draft,)))

    def _write(self, row: FormulaRow, meaning: Meaning, asks: Sequence[Ask]) -> Iterator[DraftRecord]:
        formula = wording.quote_paper_markdown(row.in_use.strip().rstrip(".,;").rstrip())
        for fields in make_exercises(replace(meaning, of=_refer(row)), tuple(asks), formula=formula):
            kind, _, slot = str(fields.pop("id")).partition("-")
            fields["title"] = wording.make_exercise_title(row, _TITLES[kind])
            if not any(map(_has_markup, _list_texts(fields))):
                yield _make_record(self.paper, row, meaning, LINE_KIND, slot, fields)


def _is_asked(draft: DraftRecord) -> bool:
    """Return whether a draft is a question of a line that is not retired."""
    return draft.kind == LINE_KIND and not draft.remark.startswith(RETIRED)


def _is_of_line(draft: DraftRecord, meaning: Meaning) -> bool:
    """Return whether a question was made of a line with the same arrays and assumptions."""
    witness = draft.exercise.get("witness")
    if not is_mapping(witness):
        return False
    arrays = {name: list(axes) for name, axes in meaning.arrays.items()}
    given = (meaning.code, arrays, list(meaning.assume))
    return given == (witness.get("meaning"), witness.get("arrays"), witness.get("assume"))


def _read_ask(witness: Mapping[str, Any]) -> Ask:
    """Return the question of a witness, as far as its idea needs it."""
    change = str(witness["change"])
    if "wrong" in witness:
        return Ask("bug", (), change, "")
    if "outcome" in witness:
        return Ask("end", (), change, str(witness["outcome"]))
    return Ask("same", (), change, "same")


def _draft_in_numpy(paper: Paper, row: FormulaRow, meaning: Meaning) -> Iterator[DraftRecord]:
    """Yield the exercise to write a formula in NumPy; none where its second line is no second computation."""
    names, library = frozenset(meaning.arrays), meaning.library.replace(_NUMPY, "")
    lengths = assign_lengths(arrays_of(meaning.arrays.items(), ()))
    try:
        second, first = (
            parse_code(code, names, lengths, library) for code in (meaning.confirmed, meaning.code)
        )
    except CheckError:
        return
    if has_result_of(second, first):
        return
    shapes = {name: list(axes) for name, axes in meaning.arrays.items()}
    given = join_in_sentence([_describe_array(meaning, name) for name in meaning.arrays])
    formula = wording.write_displayed_formula(row.in_use.strip().rstrip(".,;").rstrip())
    torch = "PyTorch" if library else "NumPy"
    fields: dict[str, Any] = {
        "title": wording.make_exercise_title(row, f", in {torch}"),
        "level": 3,
        "prompt": f"Write the value of {_refer_in_prompt(row)} in {torch}. Given: {given}.\n\n{formula}",
        "answer": {"code": meaning.code, "arrays": shapes, "assume": list(meaning.assume)},
        "hints": ["Which axis does each sum or mean run along, and which axes are left?"],
        "steps": [f"The line is `{meaning.code.splitlines()[-1]}`.".replace("@", "@@")],
        "witness": {"array": meaning.confirmed},
    }
    if library:
        fields["answer"]["library"] = library
    yield _make_record(paper, row, meaning, _NUMPY, _LINE, fields)


def _describe_array(meaning: Meaning, name: str) -> str:
    """Return a declared name with the paper's letter and its shape in brackets."""
    letter = f" for ${meaning.letters[name]}$" if name in meaning.letters else ""
    axes = meaning.arrays[name]
    return f"`{name}`{letter} ({' × '.join(axes) or 'a number'})"


def _refer(row: FormulaRow) -> str:
    return f"({row.number})" if row.number else ""


def _refer_in_prompt(row: FormulaRow) -> str:
    return f"formula {_refer(row)}" if row.number else "this formula"


def _make_record(
    paper: Paper, row: FormulaRow, meaning: Meaning, kind: str, slot: str, fields: Mapping[str, Any]
) -> DraftRecord:
    first = {"title": fields["title"], "level": 2, "prompt": fields["prompt"]}
    links = [{"title": wording.say_where_to_read_on(paper, row)}]
    return DraftRecord(
        _make_id(row, kind, slot), kind, row.id, {**first, **fields, "links": links}, proved=True,
        solved=bool(meaning.confirmed), file=row.file, line=row.line,
    )  # fmt: skip


def _make_id(row: FormulaRow, kind: str, slot: str) -> str:
    source = " ".join(canonicalise_formula(row.latex))
    digest = hashlib.sha256("\n".join((kind, slot, source)).encode()).hexdigest()
    return f"{kind}-{digest[:10]}"


def _number_titles(added: Sequence[DraftRecord], known: Sequence[DraftRecord]) -> Iterator[DraftRecord]:
    """Yield new drafts, with a number behind a title that another one has."""
    taken = {str(draft.exercise.get("title")) for draft in known}
    for draft in added:
        title = own = str(draft.exercise["title"])
        number = 2
        while title in taken:
            title, number = f"{own} ({number})", number + 1
        taken.add(title)
        yield replace(draft, exercise={**draft.exercise, "title": title})


def _has_markup(text: str) -> bool:
    return any(markup_faults(text.replace("@@", "@")))


def _list_texts(fields: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of an exercise that a learner reads, without its code."""
    yield from (str(fields["prompt"]).split("```")[0], *map(str, fields["hints"]), *map(str, fields["steps"]))
    yield from (str(text) for option in fields["answer"]["choice"] for text in option.values())
