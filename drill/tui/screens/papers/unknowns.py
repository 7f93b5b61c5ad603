"""What is not understood yet, by place and category: first what lies outside of the paper, then inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content

from drill.text import count
from drill.tui.bindings import bind, sides
from drill.tui.content import EMPTY, join, line
from drill.tui.forms import as_typed
from drill.tui.screens.papers.labelled_text import filled, own, paragraph, plain
from drill.tui.screens.papers.part import ListPart, Row
from drill.tui.widgets.note_fields import NoteLine

if TYPE_CHECKING:
    from drill.session.papers.workbook_views import Category, Unknown, UnknownGroup, Where
    from drill.session.prerequisites import SkillLine
    from drill.session.workspace import Workspace
    from drill.tui.screens.papers.paper import PaperScreen

DATE_CELLS = 10
# So many skills are offered to drill for one unknown.
MOST_NAMED = 2


class UnknownsPart(ListPart):
    """Ten groups; ``←`` and ``→`` move an unknown from one to the next."""

    called = "unknowns"
    BINDINGS: ClassVar = [
        bind("go-on", "enter", "answer"), bind("drill", words="drill"), bind("aim", "need", "needed"),
        bind("yes", "settle"), bind("more", "add", "add one"), *sides("category", "category"),
        bind("no", "remove", "remove"), bind("edit", "write", "reword"), bind("export"),
    ]  # fmt: skip

    def __init__(self, paper: PaperScreen) -> None:
        super().__init__(paper)
        self._unknowns: dict[str, Unknown] = {}

    def offer(self, action: str) -> str | bool:
        """Name what acts on the chosen row."""
        chosen = self._unknown
        match action:
            case "enter" | "category" | "remove" | "write":
                return super().offer(action) if chosen is not None else ""
            case "settle":
                return "" if chosen is None else "open again" if chosen.cleared else "clear now"
            case "drill" | "need" if not self._skills:
                return "" if action == "drill" else False
            case "export":
                return "export" if chosen is None else ""
            case _:
                return super().offer(action)

    # --- drawing -------------------------------------------------------------------------------------------

    def lead(self) -> Content:
        """How many there are; what the categories are while there is none."""
        from drill.session.papers.workbook_views import CATEGORY_TITLES

        unknowns = [each for group in self._groups for each in group.unknowns]
        if unknowns:
            told = count(len(unknowns), "unknown")
            cleared = sum(each.cleared is not None for each in unknowns)
            done = f", {cleared} cleared" if cleared else ""
            why = "   first what lies outside the paper, then inside"
            return line((told + done, "bold"), (why, "$secondary"))
        lines = [
            line(("Nothing is unknown so far. + notes what you do not understand, as one of five kinds:", ""))
        ]
        lines += [
            line((f"  {n}  {title}", "$secondary")) for n, title in enumerate(CATEGORY_TITLES.values(), 1)
        ]
        return join([*lines, line(("each outside the paper or inside it; ← → moves it.", "$secondary"))])

    def rows(self) -> Sequence[Row]:
        """Places, categories, unknowns; groups without any are left out."""
        from drill.session.papers.workbook_views import CATEGORIES, CATEGORY_TITLES, WHERE_TITLES

        self._unknowns = {each.key: each for group in self._groups for each in group.unknowns}
        rows: list[Row] = []
        where = ""
        for group in self._groups:
            if not group.unknowns:
                continue
            if group.where != where:
                where = group.where
                rows.append(Row("", line((WHERE_TITLES[group.where], "bold"))))
            number = CATEGORIES.index(group.category) + 1
            rows.append(Row("", line((f"  {number} {CATEGORY_TITLES[group.category]}", "$secondary"))))
            rows += [Row(each.key, self._row(each)) for each in group.unknowns]
        named = self.view.named if self.view is not None else ()
        rows += [Row("", line(("named in the paper, with exercises here", "bold")))] if named else []
        rows += [
            Row(skill.skill, line("     ", self.looks.sign(skill.state), f" {skill.title}"))
            for skill in named
        ]
        return rows

    def _row(self, each: Unknown) -> Content:
        looks = self.looks
        done = each.cleared
        date = f"{looks.glyph('✓', 'x')} {done.day} {done:%b}" if done else ""
        answered = looks.glyph("…", "~") if each.answer and not done else ""
        room = max(12, self.app.size.width - 8 - DATE_CELLS)
        text = plain(each.text, looks, room)
        return line(
            "     ",
            (filled(text, room, looks) + " ", "$secondary" if done else ""),
            (date or answered, "$secondary"),
        )

    def about(self, key: str) -> Content:
        """The whole of it, and the answer in one's own words."""
        each = self._unknowns.get(key)
        if each is None:
            return EMPTY
        width = max(20, self.app.size.width - 5)
        lines = [paragraph(as_typed(each.text), width, self.looks, "bold")]
        if each.answer:
            lines.append(own("answer", each.answer, width, self.looks))
        else:
            lines.append(line(("no answer yet: enter writes one, in your own words", "$secondary")))
        return join([*lines, *self._drills(each)])

    def _drills(self, each: Unknown) -> list[Content]:
        """What ``space`` drills."""
        told = [
            line((f"{'drill':10}", "$secondary"), self.looks.sign(skill.state), f" {skill.title}")
            for skill in each.skills
        ]
        return told or [line(("there are no exercises on it here: look it up", "$secondary"))]

    @property
    def _skills(self) -> Sequence[SkillLine]:
        """What ``space`` drills: the skills that the unknown names, or the one that the paper names."""
        if (each := self._unknown) is not None:
            return each.skills
        named = self.view.named if self.view is not None else ()
        return [skill for skill in named if skill.skill == self.chosen]

    @property
    def _groups(self) -> Sequence[UnknownGroup]:
        return self.view.unknowns if self.view is not None else ()

    @property
    def _unknown(self) -> Unknown | None:
        return self._unknowns.get(self.chosen)

    # --- acts ----------------------------------------------------------------------------------------------

    def action_enter(self) -> None:
        """Answer it in one's own words."""
        from drill.session.papers.notes import answer_unknown

        if (each := self._unknown) is None:
            self.action_add()
            return
        self._ask(
            f"answer: {each.text}",
            NoteLine("answer", "in your words", each.answer),
            lambda workspace, text: answer_unknown(workspace, self.paper.slug, each.key, text),
        )

    def _ask(self, title: str, asked: NoteLine, keep: Callable[[Workspace, str], None]) -> None:
        def then(changed: Mapping[str, str]) -> None:
            if changed:
                self.paper.act(lambda workspace: keep(workspace, changed[asked.key]))

        self.paper.write(title, [asked], then)

    def action_export(self) -> None:
        """Write the workbook into a file."""
        self.paper.export()

    def action_add(self) -> None:
        """Note something that is unknown."""
        from drill.session.papers.workbook_views import CATEGORIES, CATEGORY_TITLES, WHERE_TITLES, WHERES

        chosen = self._unknown
        where: Where = chosen.where if chosen is not None else WHERES[0]
        category: Category = chosen.category if chosen is not None else CATEGORIES[0]

        def add(workspace: Workspace, text: str) -> None:
            from drill.session.papers.notes import add_unknown

            if text:
                self.expect(add_unknown(workspace, self.paper.slug, where, category, text))

        title = f"new: {WHERE_TITLES[where]}, {CATEGORY_TITLES[category]}  (← → move it afterwards)"
        self._ask(title, NoteLine("unknown", "what is it?", "", "a question, a step, a term"), add)

    def action_write(self) -> None:
        """Say the chosen one in other words."""
        from drill.session.papers.notes import change_unknown

        if (each := self._unknown) is not None:
            self._ask(
                "in other words",
                NoteLine("unknown", "what is it?", each.text),
                lambda workspace, text: change_unknown(workspace, self.paper.slug, each.key, text=text),
            )

    def action_category(self, by: int) -> None:
        """To the next category, from outside of the paper to inside and back."""
        from drill.session.papers.notes import move_unknown

        if (each := self._unknown) is not None:
            self.paper.act(lambda workspace: move_unknown(workspace, self.paper.slug, each.key, by))

    def action_drill(self) -> None:
        """Drill the skills that the chosen one names."""
        self.paper.drill([skill.skill for skill in self._skills], "There are no exercises on it here.")

    def action_need(self) -> None:
        """The skills become prerequisites of the paper."""
        if self._skills:
            self.paper.keep_notes([("needs", skill.skill, "yes") for skill in self._skills])
            told = ", ".join(skill.title for skill in self._skills)
            self.paper.banner.say(f"Among the prerequisites now: {told}")

    def action_settle(self) -> None:
        """Clear the chosen one, or open it again."""
        from drill.session.papers.notes import settle_unknown

        if (each := self._unknown) is not None:
            slug, clear = self.paper.slug, each.cleared is None
            self.paper.act(lambda workspace: settle_unknown(workspace, slug, each.key, clear=clear))

    def action_remove(self) -> None:
        """Take the chosen one away."""
        if (each := self._unknown) is None:
            return

        def remove(workspace: Workspace) -> str:
            from drill.session.papers.notes import remove_unknown

            remove_unknown(workspace, self.paper.slug, each.key)
            return f"Removed: {each.text}"

        self.paper.act(remove)
