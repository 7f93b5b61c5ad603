"""The tools that show known facts: the day, progress, papers, an answered exercise, a verdict."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from drill.checking import SelfSpec, spec_from
from drill.cli.assistant.tool_arguments import (
    MOST_BYTES,
    Data,
    Name,
    Place,
    ReplyText,
    Scope,
    Shape,
    Text,
    fit_page,
    fit_rows,
    measure_reply,
    tool,
)
from drill.cli.commands.about import describe_about
from drill.cli.commands.grade import VERDICT_FIELDS, find_expect_fault, read_expect
from drill.cli.commands.today import describe_today
from drill.codec import leave_out_empty, pick_fields
from drill.errors import CheckError, UsageError
from drill.gyr.events import ItemId
from drill.session.drilling.tutor_page import write_tutor_page
from drill.session.drilling.working_feedback import describe_marks, list_marked_fields, mark_text
from drill.session.papers.formula_lookup import look_up_formula
from drill.session.papers.workbook import open_paper, open_papers
from drill.session.progress.progress_export import (
    gather_progress_report,
    list_report_mistakes,
    shape_progress_report,
)
from drill.session.scope import entry_of
from drill.session.standing.paper_names import find_paper_slug
from drill.session.standing.unanswered import list_unanswered, refuse_unanswered
from drill.session.today.formula_map import MapRow, make_map
from drill.session.today.today_view import read_today_view

if TYPE_CHECKING:
    from drill.session.papers.workbook_views import FormulaView, PaperRow
    from drill.session.workspace import Workspace

# Max characters shown of a sentence or a note.
_LONGEST = 2_000


# The arguments of the tools.
PaperName = Annotated[Name, Field(description="its bank or slug")]
PageNumber = Annotated[Place, Field(description="which page of its formulas")]
Expectation = Annotated[
    Data, Field(description="what is expected, such as {expression: 2x, vars: [x]} or {number: 3/4}")
]
GivenAnswer = Annotated[ReplyText, Field(description="what was answered")]
Derivation = Annotated[
    Text, Field(description="LaTeX or Markdown, with sentences between the lines if you like")
]
FormulaText = Annotated[Text, Field(description="LaTeX, or as it is typed")]
ItemName = Annotated[Name, Field(description="the exercise's name")]


class Lookup:
    """Queries of a workspace that do not change it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    @tool(
        "What is due today, the goal and how far it is, and what a day's session would bring.",
        is_reading=True,
    )
    def today(self) -> Shape:
        """Return the exercises of today's session."""
        workspace = self._workspace
        workspace.catch_up()
        view = read_today_view(workspace)
        titles = {row.item: row.title or row.item for row in view.plan}
        return {**pick_fields(view, "goal(title bank)"), **describe_today(view), "titles": titles}

    @tool(
        "How far the learner is: exercises pass by pass, skills, and what went wrong how often.",
        example={"scope": "calculus"},
        is_reading=True,
    )
    def progress(self, scope: Scope = "") -> Shape:
        """Return passes, skills and mistakes, of the named banks only if some are named."""
        workspace = self._workspace
        workspace.catch_up()
        report = gather_progress_report(workspace, [scope] if scope else [])
        reply: Shape = {**shape_progress_report(report, *list_report_mistakes(workspace, report))}
        del reply["forecast"]
        reply["disputes"] = pick_fields(report.log.disputes, "total attempts")  # their answers could be keys
        for spared in ("topics", "passes", "comes_back"):
            if measure_reply(reply) > MOST_BYTES:
                reply["banks"] = [
                    {name: value for name, value in bank.items() if name != spared} for bank in reply["banks"]
                ]
                reply["note"] = "shortened: name a scope for its topics, skills and passes"
        for spared in ("days", "greens", "fluent"):
            if measure_reply(reply) > MOST_BYTES:
                reply[spared] = []
        return reply

    @tool("The papers, shipped and imported, with how many skills are left for each.", is_reading=True)
    def papers(self) -> Shape:
        """Return all papers."""
        self._workspace.catch_up()
        return fit_rows({}, "papers", [_describe_paper(row) for row in open_papers(self._workspace)])

    @tool(
        "A paper's formulas with the sentences around them, the moves in them, and how ready the "
        "learner is for each, page by page.",
        example={"name": "papers/ddpm-2020"},
        is_reading=True,
    )
    def paper(self, name: PaperName, page: PageNumber = 1) -> Shape:
        """Return one page of a paper's formulas with their sentences, moves and readiness."""
        workspace = self._workspace
        workspace.catch_up()
        view = open_paper(workspace, find_paper_slug(name))
        bank = view.row.bank
        unanswered = refuse_unanswered(workspace, lambda entry: entry.bank == bank, passes_idle=True)
        items = {open_one.entry.item for open_one in unanswered}
        rows = {row.key: row for row in make_map(workspace, view).rows}
        listed = [formula for formula in view.formulas if formula.row.id in rows]
        spared = _find_revealing(listed, items)
        formulas = [
            _describe_formula(formula, rows[formula.row.id])
            for formula in sorted(listed, key=lambda formula: not formula.is_listed)
            if formula.row.id not in spared
        ]
        reply = _describe_paper(view.row)
        if spared:
            reply["not_shown"] = [
                f"{open_one.told}: what tells its key is left out" for open_one in unanswered
            ]
        return fit_page(reply, "formulas", formulas, page)

    @tool(
        "What you need to explain an exercise that the learner answered: prompt, answer, verdict, "
        "steps and card.",
        example={"item": "calculus/chain-rule-at-sight"},
        is_reading=True,
    )
    def tutor_page(self, item: ItemName) -> Shape:
        """Return the key, steps and reply that a tutor needs to explain an answered exercise."""
        workspace = self._workspace
        workspace.catch_up()
        about = entry_of(workspace.catalogue, workspace.catalogue.renamed.get(ItemId(item), ItemId(item)))
        refuse_unanswered(workspace, lambda entry: entry.item == about.item)
        page = write_tutor_page(workspace, about.item)
        reply = {"item": about.item, "page": page}
        while (over := measure_reply(reply) - MOST_BYTES) > 0:
            reply["page"] = reply["page"][: -max(over, 100)].rstrip() + "…"
        return reply

    @tool(
        "Is this answer right, and if not, what is wrong? For a question that you made up: say what is "
        "expected as drill grade takes it.",
        example={"expect": {"expression": "2x cos(x^2)", "vars": ["x"]}, "answer": "cos(x^2) 2x"},
        is_reading=True,
    )
    def judge(self, expect: Expectation, answer: GivenAnswer) -> Shape:
        """Return the checker's verdict on an answer to an invented question."""
        example = "for example {expression: 2x, vars: [x]}"
        try:
            spec = spec_from(read_expect(expect) if isinstance(expect, str) else expect)
        except (CheckError, UsageError) as error:
            raise UsageError(f"expect: {error.message.removeprefix('--expect:')}", example) from error
        if isinstance(spec, SelfSpec):
            raise UsageError("expect: an answer of kind self is judged by the learner alone")
        verdict = self._workspace.workers.check(spec, answer)
        if fault := find_expect_fault(verdict, spec):
            raise UsageError(f"expect: {fault}")
        return pick_fields(verdict, VERDICT_FIELDS)

    @tool(
        "Which lines of a derivation follow from the line before, with a counterexample where one does "
        "not. What is not certain is not judged, so nothing here says that a derivation is correct.",
        example={"text": "$$(x + 1)^2 = x^2 + 2x + 1$$\n$$= x^2 + 1$$"},
        is_reading=True,
    )
    def check_lines(self, text: Derivation) -> Shape:
        """Return which lines of a derivation follow from the line before."""
        marked = mark_text(text, self._workspace.workers)
        fields = list_marked_fields(marked)
        return fit_rows({"told": describe_marks(marked)} | fields, "lines", fields["lines"])

    @tool(
        "Which moves a formula has the form of, the skills that drill them, with cards and exercises.",
        example={"formula": "\\frac{1}{1 + e^{-z}}"},
        is_reading=True,
    )
    def about(self, formula: FormulaText) -> Shape:
        """Return the moves whose form a formula has, their skills, cards and exercises.

        The card of a skill is left out while one of its exercises is unanswered.
        """
        workspace = self._workspace
        workspace.catch_up()
        reply: Shape = {**describe_about(workspace, look_up_formula(workspace, formula))}
        with_card = {row["skill"] for row in reply["skills"] if row["card"] is not None}
        unanswered = [each for each in list_unanswered(workspace) if each.entry.skill in with_card]
        if unanswered:
            spared = {each.entry.skill for each in unanswered}
            reply["skills"] = [
                row | {"card": None} if row["skill"] in spared else row for row in reply["skills"]
            ]
            reply["not_shown"] = [f"{each.told}: the card of its skill is left out" for each in unanswered]
        return reply


def _describe_paper(row: PaperRow) -> Shape:
    skills = {"all": row.path.skills, "left": len(row.path.left)}
    fields = "bank title authors states due is_imported drafts_to_review=drafts_waiting"
    return pick_fields(row, fields) | {"skills": skills}


def _describe_formula(formula: FormulaView, row: MapRow) -> Shape:
    shape: Shape = {
        **pick_fields(formula.row, "id latex=in_use families(family title roles skills)"),
        **pick_fields(formula, "called exercises(item state)"),
        **pick_fields(row, "ready=reached skills_left next(item title)"),
        "before": formula.row.before[:_LONGEST], "after": formula.row.after[:_LONGEST],
        "notes": {name: text[:_LONGEST] for name, text in formula.notes.items()},
    }  # fmt: skip
    return leave_out_empty(shape)


def _find_revealing(formulas: Sequence[FormulaView], items: Collection[str]) -> frozenset[str]:
    """Return the ids of the formulas that exercises are about, and of those in the same letters."""
    latex = {formula.row.id: "".join(formula.row.in_use.split()) for formula in formulas}
    about = [formula.row.id for formula in formulas if any(each.item in items for each in formula.exercises)]
    parts = [latex[id_] for id_ in about]
    alike = [id_ for id_, whole in latex.items() if any(part in whole for part in parts)]
    return frozenset((*about, *alike))
