"""The tools of a second author: the request, the proof of exercises, a blind round, the kept ones."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from drill.cli.assistant.tool_arguments import Data, Name, Names, NamesOrNone, OptionalName, Shape, Text, tool
from drill.cli.commands.take import describe_answer
from drill.codec import count_fields, is_mapping, pick_fields
from drill.errors import UsageError
from drill.exchange import arxiv_id
from drill.formulas import Meaning
from drill.papers import Call, find_page_code
from drill.reading import FaultyData, read_typed
from drill.session.papers.author_page import find_page_note, write_author_page
from drill.session.papers.author_states import find_next_call, keep_proved
from drill.session.papers.author_subjects import find_bank
from drill.session.papers.author_taking import Answer, take_author_answer
from drill.session.papers.given_meanings import give_meaning
from drill.session.papers.paper_import import import_paper_source, save_merged_paper
from drill.session.scope import find_named_exercises, unknown
from drill.session.standing.paper_names import find_paper_slug, name_paper_bank, slugs_on_record
from drill.session.standing.unanswered import refuse_unanswered
from drill.text import one_line

if TYPE_CHECKING:
    from drill.gyr.entry import Entry
    from drill.session.workspace import Workspace

# The fault of an exercise that nobody solved without knowing its key.
NOT_BLIND = "not-blind"


# The arguments of the tools.
Source = Annotated[
    Name, Field(description="an arXiv id, or a path below the folders that mcp_folders in config.toml names")
]
About = Annotated[Name, Field(description="a bank, topic or skill; with text, what that is to be called")]
GivenText = Annotated[Text, Field(description="a text in this conversation, of which no file is read")]
AuthorAnswer = Annotated[Text, Field(description="the whole answer, with the first line of the page")]
AboutWhat = Annotated[
    OptionalName, Field(description="what the page was about, if its first line is missing")
]
Batch = Annotated[Name, Field(description="what prove returned")]
BlindAnswers = Annotated[
    Data, Field(description="answers by the numbers of the tasks; step, false and empty as the page has them")
]
KeptNames = Annotated[Names, Field(description="the exercises' names as prove returned them (item)")]


PaperName = Annotated[Name, Field(description="its bank or slug")]
FormulaName = Annotated[Name, Field(description="its number, its label, or its LaTeX")]
MeaningLine = Annotated[Text, Field(description="NumPy or PyTorch; the letter of an axis is its length")]
DeclaredArrays = Annotated[Data, Field(description="each name with its axes, [] for a number")]
AssumedTexts = Annotated[NamesOrNone, Field(description="what is assumed of them, such as eps > 0")]
LettersOfNames = Annotated[Data, Field(description="the formula's LaTeX of names that are spelled otherwise")]


def _read_data(name: str, data: dict[str, Any] | str) -> dict[str, Any]:
    """Return an object, or the one in a JSON text. Raises UsageError for another text."""
    if not isinstance(data, str):
        return data
    with suppress(ValueError, RecursionError):
        if is_mapping(read := json.loads(data)):
            return dict(read)
    raise UsageError(f"{name}: an object is expected")


class Authoring:
    """The exercises of an author, once they are proved."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._asked_about = ""
        # Texts of the conversation by their names.
        self._texts: dict[str, str] = {}

    @tool(
        "Import a paper and make exercises of its formulas; it may take minutes.",
        example={"source": "2006.11239"},
    )
    def import_paper(self, source: Source) -> Shape:
        """Import a paper from arXiv, or from a folder that the settings name."""
        workspace = self._workspace
        read = import_paper_source(
            workspace.workers, workspace.places, self._resolve_permitted_source(source)
        )
        kept = save_merged_paper(read)
        workspace.catch_up()
        refused = count_fields(kept.record, "refused")
        return {**pick_fields(kept.record, "bank title"), "told": kept.told, **refused}

    @tool(
        "Say what a formula of an imported paper means: one line of NumPy on declared arrays, or several "
        "that end in an expression. It is run at once; a second line for the same formula is compared "
        "with the first, and should come from a conversation that has not seen it.",
        example={
            "paper": "papers/adam", "of": "(3)", "code": "(x - x.mean()) / np.sqrt(x.var() + eps)",
            "arrays": {"x": ["d"], "eps": []}, "assume": ["eps > 0"], "letters": {"eps": "\\epsilon"},
        },
    )  # fmt: skip
    def meaning(
        self,
        paper: PaperName,
        of: FormulaName,
        code: MeaningLine,
        arrays: DeclaredArrays,
        assume: AssumedTexts = (),
        letters: LettersOfNames = "{}",
    ) -> Shape:
        """Return what a line gives, and whether it is kept or agrees with the one that the paper has."""
        workspace = self._workspace
        workspace.catch_up()
        plain = {"of": of, "code": code, "arrays": _read_data("arrays", arrays), "assume": list(assume)}
        try:
            meaning = read_typed(
                Meaning, {**plain, "letters": _read_data("letters", letters)}, scalars="text"
            )
        except FaultyData as error:
            raise UsageError(f"{error.faults[0].message}", "such as arrays: {x: [d], eps: []}") from error
        reply = give_meaning(workspace, find_paper_slug(paper), meaning)
        fields = "meaning inside asks notes compared kept"
        return {name: value for name, value in reply.items() if name in fields.split() and value != []}

    @tool(
        "The page that asks a second author for exercises; then, once they are proved, for their hints "
        "and steps. Write the answer yourself, exactly in the form it asks for, and send it to prove.",
        example={"about": "papers/adam"},
        is_reading=True,
    )
    def page(self, about: About, text: GivenText = "") -> Shape:
        """Return the page that asks for exercises, or for hints and steps of those that are proved.

        With a ``text`` the exercises are on that text, and ``about`` is only its name.
        """
        workspace = self._workspace
        workspace.catch_up()
        if text.strip():
            self._texts[about] = text
        bank = self._require_subject(about)
        waiting = find_next_call(workspace, bank)
        call: Call = "1" if waiting == "blind" else waiting
        unanswered = refuse_unanswered(workspace, self._make_key_test(about, bank), passes_idle=True)
        items = frozenset(open_one.entry.item for open_one in unanswered)
        given = self._texts.get(about)
        page = write_author_page(workspace, about, call=call, leaves_out=items, text=given)
        self._asked_about = about
        more: Shape = {"batch": self._find_batch(bank)} if waiting == "blind" else {}
        return {"about": about, "call": call, "page": page, **more}

    @tool(
        "Prove the exercises in an answer to a page: each key is computed a second time. It returns a "
        "batch for the blind round, and of each exercise what was found; what is refused may come "
        "again, mended.",
        example={"text": "```yaml\n# drill 7k2f\nexercises:\n- id: …\n```"},
    )
    def prove(self, text: AuthorAnswer, about: AboutWhat = "") -> Shape:
        """Prove an answer to a page, and offer its exercises without a fault for review."""
        note = find_page_note(self._workspace.places, find_page_code(text))
        if note is not None and note.call == "blind":
            raise UsageError("these are answers of a blind round: blind_answers takes them")
        about = about or (note.about if note is not None else self._asked_about)
        if not about:
            raise UsageError(
                "it is not said what these exercises are about",
                "begin the text with the first line of the page, or name it with about",
            )
        self._workspace.catch_up()
        bank = self._require_subject(about)
        refuse_unanswered(self._workspace, self._make_key_test("", bank))
        is_second = find_next_call(self._workspace, bank) == "2" and "prompt" not in text
        call: Call = note.call if note is not None else "2" if is_second else "1"
        answer = take_author_answer(
            self._workspace, about, text, call=call, about_text=self._texts.get(about)
        )
        return self._describe(answer) | {"batch": self._find_batch(bank)}

    @tool(
        "The prompts of a batch without their keys. Who wrote the keys is not blind: have a fresh "
        "conversation call this.",
        example={"batch": "papers/adam#7k2f"},
        is_reading=True,
    )
    def blind(self, batch: Batch) -> Shape:
        """Return the prompts of a batch, without their keys, for somebody who has not seen them."""
        bank, _ = self._read_batch(batch)
        refuse_unanswered(self._workspace, self._make_key_test("", bank))
        return {
            "batch": batch,
            "page": write_author_page(self._workspace, find_paper_slug(bank), call="blind"),
        }

    @tool(
        "Grade the answers to the prompts of blind. What differs from its key is refused, both shown.",
        example={
            "batch": "papers/adam#7k2f",
            "answers": {"1": "3*a/2", "2": "c", "step": {"1": "the cap holds", "2": "the sum telescopes"}},
        },
    )
    def blind_answers(self, batch: Batch, answers: BlindAnswers) -> Shape:
        """Grade the answers of somebody who has not seen the keys."""
        bank, mark = self._read_batch(batch)
        refuse_unanswered(self._workspace, self._make_key_test("", bank))
        solved = answers if isinstance(answers, str) else json.dumps(dict(answers), ensure_ascii=False)
        text = solved if find_page_code(solved) else f"# drill {mark}\n\n{solved}\n"
        return self._describe(take_author_answer(self._workspace, find_paper_slug(bank), text, call="blind"))

    @tool(
        "Keep exercises that are proved, so that they are drilled. Nothing else is kept; what nobody "
        "solved blind is marked not-blind.",
        example={"ids": ["papers/adam/bias-at-step-one"]},
    )
    def keep(self, ids: KeptNames) -> Shape:
        """Keep exercises that are proved, each with whether somebody solved it blind."""
        kept: list[Shape] = []
        refused: list[Shape] = []
        for item in dict.fromkeys(ids):
            try:
                exercise = keep_proved(self._workspace, item)
                kept.append({"item": exercise.item} | ({} if exercise.is_solved else {"warning": NOT_BLIND}))
            except UsageError as error:
                refused.append({"item": item, "why": str(error)})
        self._workspace.catch_up()
        return {"kept": kept, "refused": refused}

    # --- meaning of names ----------------------------------------------------------------------------------

    def _require_subject(self, about: str) -> str:
        """Return the bank that exercises on a bank, topic or skill go into; no file is looked at.

        Raises UsageError if there is no such subject.
        """
        if about in self._texts:
            return find_bank(self._workspace, about, self._texts[about])
        catalogue = self._workspace.catalogue
        slug = find_paper_slug(about)
        is_recorded = slug in slugs_on_record(self._workspace.places)
        is_bank = catalogue.bank(about) is not None or catalogue.bank(name_paper_bank(slug)) is not None
        if not (is_recorded or is_bank or any(find_named_exercises(catalogue, about))):
            raise unknown(catalogue, about)
        return find_bank(self._workspace, about)

    def _make_key_test(self, about: str, bank: str) -> Callable[[Entry], bool]:
        """Return a test of whether a page may show an exercise's key: for those in question, and its own."""
        catalogue = self._workspace.catalogue
        items = {entry.item for entry in (find_named_exercises(catalogue, about) if about else ())}
        banks = {bank, name_paper_bank(find_paper_slug(about)) if about else bank}

        def tells(entry: Entry) -> bool:
            return entry.item in items or entry.bank in banks

        return tells

    def _find_batch(self, bank: str) -> str:
        """Return the name of the batch that waits for the blind round, or an empty text."""
        try:
            page = write_author_page(self._workspace, find_paper_slug(bank), call="blind")
        except UsageError:
            return ""
        return f"{bank}#{find_page_code(page)}"

    def _read_batch(self, batch: str) -> tuple[str, str]:
        bank, _, mark = batch.partition("#")
        self._workspace.catch_up()
        if not mark or find_paper_slug(bank) not in slugs_on_record(self._workspace.places):
            raise UsageError(f"no batch is called {one_line(batch)}", "prove says what it is called")
        if (now := self._find_batch(bank)) != batch:
            hint = f"now it is {now}" if now else "nothing of it waits any more"
            raise UsageError(f"{one_line(batch)} has changed since", hint)
        return bank, mark

    def _resolve_permitted_source(self, source: str) -> str:
        """Return an arXiv id, or the path of a file below the folders of the settings, links resolved.

        Raises UsageError for anything else.
        """
        is_file = any(map(os.path.lexists, (source, f"arXiv:{source}")))
        if not is_file and (id_ := arxiv_id(source)) is not None and not os.path.lexists(f"arXiv:{id_}"):
            return f"arXiv:{id_}"
        folders = [Path(folder).expanduser() for folder in self._workspace.settings.mcp_folders]
        if not folders:
            raise UsageError(
                "only papers from arXiv are imported here",
                'mcp_folders = ["~/papers"] in config.toml names folders that an assistant may read',
            )
        for folder in folders:
            try:
                root = folder.resolve(strict=True)
                path = (root / Path(source).expanduser()).resolve(strict=True)
            except (OSError, RuntimeError, ValueError):
                continue
            if path.is_relative_to(root) and ".." not in Path(source).parts:
                return str(path)
        raise UsageError(
            f"{one_line(source)} is in none of the folders that an assistant may read",
            "mcp_folders in config.toml names them",
        )

    def _describe(self, answer: Answer) -> Shape:
        """Return the outcome for an answer, each exercise under its name in the bank."""
        words = {outcome.own or outcome.part.id: outcome.word for outcome in answer.taken}
        reply: Shape = {**describe_answer(answer), "told": answer.told}
        for row in reply["exercises"]:
            row["word"] = words.get(row["taken_as"] or row["id"], "")
            row["item"] = f"{answer.bank}/{row['taken_as']}" if row["taken_as"] else ""
        return reply
