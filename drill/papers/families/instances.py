"""A family's exercise in a paper's letters, or why it is none of this paper's.

Three witnesses stand for it: a word of the family is near (that made the match), the paper calls the symbols
what their roles are, and its own formula has the value of the exercise's at three draws.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from drill.banks.models import Declared, Exercise
from drill.errors import UndefinedError
from drill.maths.domains import Domain
from drill.maths.maths_tree import Const
from drill.maths.maths_tree import walk_tree as walk_maths
from drill.maths.names import WITNESS_ONLY
from drill.notation import replace_nodes, tree, walk_nodes
from drill.papers.families.exercise_reading import (
    MOVE,
    find_letters_of_texts,
    list_key_roles,
    list_own_vars,
    list_prompt_roles,
    shows_move,
)
from drill.papers.families.family_file import Role
from drill.papers.families.move_forms import ANY_INDEX, Form, list_indices, make_form, print_form
from drill.papers.families.move_links import Move
from drill.papers.families.renaming import Expressions, find_collision, find_formula_key
from drill.papers.lowering import points
from drill.papers.lowering.formula_lowering import latex_of
from drill.papers.lowering.formula_values import evaluate_formula_tree
from drill.papers.lowering.inputs import RefusedError
from drill.papers.paper_reading import Reading
from drill.papers.sheet.inline_names import read_names_in_formula
from drill.papers.sheet.symbol_keys import make_spelling_key, make_symbol_key
from drill.papers.sheet.types import Domain as StatedDomain
from drill.papers.sheet.types import Quantity
from drill.papers.word_stems import has_word, list_words

# Draws at which the paper's formula has to have the value of the exercise's.
_DRAWS: Final = 3
_CLOSE: Final = 1e-9
_INLINE: Final = re.compile(r"\$([^$]+)\$")
# What stands between symbols that are introduced together, and words with which a sentence says what one is.
_JOINS: Final = re.compile(r"\band\b|\bor\b|[,;.:()]")
_SAYS: Final = re.compile(
    r"^\W*(?:is|are|be|denotes?|represents?|controls?|determines?|stands? for|being|called|refers to|the"
    r"|an?)\b|^\s*[:=(\u2013\u2014-]",
    re.IGNORECASE,
)
_PI: Final = Form("name", atom=tree.Ref(tree.Name("\\pi")))
# Words beside a symbol that may say what it is.
_NEAR: Final = 8


@dataclass(frozen=True)
class Instance:
    """An exercise of a family for a match in a paper."""

    reading: Reading
    move: Move
    template: Exercise

    def make(self) -> Exercise:
        """Return the exercise in the paper's letters.

        Raises:
            RefusedError: one of the witnesses does not stand, or two things would have one name.
        """
        names = self._names
        self._check_roles()
        self._check_states()
        self._check_letters()
        self._check_value()
        declared = self.template.forms[0].declared
        own = list_own_vars(self.template, self.move.family.roles)
        # a learner is told how to type what has LaTeX: what is asked for, and what is printed within a text
        shown = (self._asked | self._expressions.list_templates(joined=True)) & names.keys()
        printed = {names[role]: latex_of(self._ref(role)) for role in sorted(shown)}
        printed |= {name: declared.names[name] for name in own if name in declared.names}
        symbols = dict.fromkeys((*names.values(), *own))
        # what a witness binds is seen by nobody, and so may not be taken for a symbol of the paper
        bound = {name: f"{name}_bound" for name in self._expressions.bound_names - {*names, *symbols}}
        latex = {role: print_form(bound) for role, bound in self.move.binding.shown.items()}
        latex[MOVE] = print_form(self.move.part)
        named = Declared(vars=tuple(name for name in symbols if name not in printed), names=printed)
        return self._expressions.rename({**names, **bound}, latex, named)

    @property
    def key(self) -> str:
        """What tells it from other instances: what each role stands for."""
        shown = self.move.binding.shown
        return " ".join(f"{role}={print_form(shown[role])}" for role in sorted(shown) if role in self._used)

    @cached_property
    def _expressions(self) -> Expressions:
        return Expressions(self.template)

    @cached_property
    def _formula(self) -> frozenset[str]:
        """The roles in the exercise's formula of the move."""
        return self._expressions.list_symbols([self.template.forms[0].declared.let[MOVE]])

    @cached_property
    def _used(self) -> frozenset[str]:
        """The roles that it speaks of or computes with."""
        form, roles = self.template.forms[0], self.move.family.roles
        texts = (*form.declared.let.values(), *form.where)
        found = self._expressions.list_symbols(texts) | self._expressions.list_witness_symbols()
        return frozenset(roles) & (found | self._typed | self._expressions.list_templates())

    @cached_property
    def _typed(self) -> frozenset[str]:
        return list_key_roles(self.template, self.move.family.roles)

    @cached_property
    def _asked(self) -> frozenset[str]:
        """The roles of the key itself."""
        return self._expressions.list_symbols([find_formula_key(self.template.forms[0].questions[0])])

    @cached_property
    def _spoken(self) -> frozenset[str]:
        """The roles that its prompt speaks of, of which a paper has to say in words what they are."""
        roles = self.move.family.roles
        return frozenset(name for name in list_prompt_roles(self.template, roles) if roles[name].words)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """The name of each role that is one symbol: what a learner types for it."""
        shown = self.move.binding.shown
        if missing := sorted(self._used - shown.keys()):
            raise RefusedError(f"nothing in it is {self.move.family.roles[missing[0]].name}")
        names = {role: name for role in sorted(self._used) if (name := self._find_name(role))}
        joined = self._expressions.list_templates(joined=True) & self._used
        if longer := sorted((self._typed | joined) - names.keys()):
            raise RefusedError(f"{self.move.family.roles[longer[0]].name} is no single symbol")
        if cut := [
            role for role in sorted(self._used) if shown[role].node is None and shown[role].head == "sum"
        ]:
            raise RefusedError(f"{self.move.family.roles[cut[0]].name} is some of the terms of a sum")
        if masked := [role for role in sorted(self._used) if self._is_masked(shown[role])]:
            raise RefusedError(f"{self.move.family.roles[masked[0]].name} is a product of what changes")
        # what is computed with and never shown keeps its letter where a paper has more than a symbol
        hidden = {
            role: f"{role.replace('_', '')}{WITNESS_ONLY}" for role in sorted(self._used - names.keys())
        }
        if len(set(names.values())) < len(names):
            raise RefusedError("two of its roles have one name")
        return names | hidden

    def _is_masked(self, form: Form) -> bool:
        """Return whether a part is a product with an indicator, or with a function at the same step."""
        running = frozenset(self.move.binding.indices.values())
        changing = [
            part
            for part in form.parts
            if form.head == "product" and not running.isdisjoint(list_indices(part))
        ]
        return len(changing) > 1 and any(part.head not in ("name", "transpose") for part in changing)

    def _ref(self, role: str) -> tree.Node:
        node = self.move.binding.shown[role].node
        return tree.Ref(tree.Name(role)) if node is None else node

    def _find_name(self, role: str) -> str:
        form = self.move.binding.shown[role]
        if form.head != "name":
            return ""
        if (quantity := self._quantity(form.atom)) is not None:
            return quantity.typed
        row = self.reading.glossary.row(form.atom, self.move.line.formula.section)
        return "" if row is None else row.typed

    def _quantity(self, ref: tree.Ref) -> Quantity | None:
        typed = self.move.line.typed
        found = () if typed is None else typed.quantities
        return next((quantity for quantity in found if quantity.symbol == ref), None)

    def _check_roles(self) -> None:
        """Raise RefusedError unless the paper says of each typed symbol what its role is, or its numbers."""
        for letter in sorted(self._spoken - self._typed):
            role, named = self.move.family.roles[letter], self.move.binding.shown[letter].names
            if not any(self._is_said(ref, role) for ref in named):
                raise RefusedError(f"nothing says that a part of it is {role.name}")
        binding = self.move.binding
        for letter in sorted(self._typed):
            role, ref = self.move.family.roles[letter], binding.shown[letter].atom
            # what has the step's index where no spelling gives it one is no longer the same at every step
            is_stepped = self._key_form(binding.shown[letter]) != binding.shown[letter]
            if is_stepped and binding.compared[letter] == binding.shown[letter]:
                raise RefusedError(f"{latex_of(ref)} changes from step to step")
            domain, quantity = role.find_domain(letter), self._quantity(ref)
            row = self.reading.glossary.row(ref, self.move.line.formula.section)
            if quantity is not None and quantity.is_stated and row is not None and row.declared:
                if not _do_domains_overlap(quantity.domain, domain):
                    raise RefusedError(f"the paper gives {latex_of(ref)} other numbers than {role.name} has")
                if _is_telling_domain(domain) and _lies_in(quantity.domain, domain):
                    continue
            if not self._is_said(ref, role):
                raise RefusedError(f"nothing says that {latex_of(ref)} is {role.name}")

    def _check_states(self) -> None:
        """Raise RefusedError where a role that is carried from step to step is not on the left side, too."""
        statement = self.move.line.computed or self.move.line.statement
        left = None if statement is None else _without_index(make_form(statement.sides[0]))
        for letter in sorted(self._formula & self.move.family.states):
            if _without_index(self.move.binding.shown[letter]) != left:
                raise RefusedError(f"{self.move.family.roles[letter].name} is not what the formula sets")

    def _is_said(self, ref: tree.Ref, role: Role) -> bool:
        """Return whether a word of a role stands beside a symbol."""
        beside = [list_words(text) for text in self._list_sayings(ref)]
        return any(has_word(words, word) for words in beside for word in role.words)

    def _list_sayings(self, ref: tree.Ref) -> Iterator[str]:
        """Yield the paper's words on a symbol."""
        formula = self.move.line.formula
        row = self.reading.glossary.row(ref, formula.section)
        if row is not None:
            yield row.means
        sentences = () if row is None else (mention.text for mention in row.mentions)
        for text in (formula.before, formula.after, *sentences):
            yield from find_words_beside(text, make_symbol_key(ref))

    def _check_letters(self) -> None:
        """Raise RefusedError where a letter of the exercise is another thing in the paper's formula."""
        roles = self.move.family.roles
        seen = self._expressions.own_names - self._expressions.bound_names
        own = {*seen, *find_letters_of_texts(self.template)} - {*roles, MOVE}
        statement = self.move.line.computed or self.move.line.statement
        refs = (
            [part for part in walk_nodes(statement) if isinstance(part, tree.Ref)]
            if statement is not None
            else []
        )
        there = {*self._names.values()}
        for ref in refs:
            there |= {ref.name.base.removeprefix("\\"), self._find_name_of(ref)}
            there |= {
                i.letter.removeprefix("\\") for i in (*ref.below, *ref.above) if isinstance(i, tree.Running)
            }
        if letter := find_collision(own, there):
            raise RefusedError(f"{letter} is another thing in the exercise")

    def _find_name_of(self, ref: tree.Ref) -> str:
        quantity = self._quantity(ref)
        return "" if quantity is None else quantity.typed

    def _check_value(self) -> None:
        """Raise RefusedError unless the paper's formula has the value of the exercise's at each draw."""
        part = None if self.move.part.node is None else _open_mean(self.move.part.node)
        statement = self.move.line.computed or self.move.line.statement
        sides = () if statement is None else statement.sides
        is_whole = part is not None and any(make_form(_open_mean(side)) == make_form(part) for side in sides)
        if part is None or not (is_whole or shows_move(self.template)):
            raise RefusedError("it is a part of a longer formula")
        formula = self._expressions.read(self.template.forms[0].declared.let[MOVE])
        shown = self.move.binding.shown
        assert formula is not None
        for seed in range(_DRAWS):
            values = self._draw_values(seed)
            bound = {_PI: _make_bracketed_number(math.pi)} if Const("pi") in walk_maths(formula) else {}
            bound |= {
                self._key_form(shown[role]): _make_bracketed_number(value) for role, value in values.items()
            }

            def change(node: tree.Node, bound: Mapping[Form, tree.Node] = bound) -> tree.Node | None:
                return bound.get(self._key_form(make_form(node)))

            own = points.evaluate_at_point(replace_nodes(part, change), seed)
            for role in self._formula - values.keys():
                values[role] = _find_value(shown[role], change, seed)
            try:
                wanted = evaluate_formula_tree(formula, values)
            except (UndefinedError, ArithmeticError, ValueError):
                wanted = None
            if own is None or wanted is None or not math.isclose(own, wanted, rel_tol=_CLOSE, abs_tol=_CLOSE):
                raise RefusedError("its own formula has another value than the exercise's")

    def _key_form(self, form: Form) -> Form:
        """Return a form by which what a hole stands for is found wherever it stands, at whatever step."""
        return _without_index(form, self.move.binding.indices.values())

    def _draw_values(self, seed: int) -> dict[str, float]:
        """Return a number for each role in the formula that is one part of the paper's."""
        draw, roles = random.Random(seed), self.move.family.roles
        one = (role for role in sorted(self._formula) if self.move.binding.shown[role].node is not None)
        return {role: _draw_number_in_domain(roles[role].find_domain(role), draw) for role in one}


def _find_value(form: Form, change: Callable[[tree.Node], tree.Node | None], seed: int) -> float:
    """Return the value of some factors or terms of a longer product or sum; nan where it has none."""
    if form.node is not None:
        value = points.evaluate_at_point(replace_nodes(form.node, change), seed)
        return math.nan if value is None else value
    values = [_find_value(part, change, seed) for part in form.parts]
    match form.head:
        case "product":
            return math.prod(values)
        case "sum":
            return math.fsum(values)
        case "negative":
            return -values[0]
        case "reciprocal":
            return 1 / values[0] if values[0] else math.nan
        case _:
            return math.nan


def _open_mean(node: tree.Node) -> tree.Node:
    """Return what a mean or a sum is of: an exercise on it is about each of its terms."""
    match node:
        case tree.Expect(body=body) | tree.Reduce("\\sum", body) | tree.Bracket(body, "(" | "["):
            return _open_mean(body)
        case tree.Neg(tree.Expect(body=body)):
            return tree.Neg(_open_mean(body))
        case _:
            return node


def _without_index(form: Form, letters: Collection[str] | None = None) -> Form:
    """Return a form whose names have none of some running indices, or none: ``m_t``, ``m_{t-1}`` are one."""

    def drop(indices: Sequence[tree.Index]) -> tuple[tree.Index, ...]:
        return tuple(
            tree.Running(ANY_INDEX, 0)
            if isinstance(index, tree.Running) and (letters is None or index.letter in letters)
            else index
            for index in indices
        )

    if form.head == "name":
        ref: tree.Ref = form.atom
        return Form("name", atom=replace(ref, below=drop(ref.below), above=drop(ref.above)))
    return replace(form, parts=tuple(_without_index(part, letters) for part in form.parts), node=None)


def _make_bracketed_number(value: float) -> tree.Node:
    return tree.Bracket(tree.Neg(tree.Num(repr(-value))) if value < 0 else tree.Num(repr(value)), "(")


def _draw_number_in_domain(domain: Domain, draw: random.Random) -> float:
    low, high = float(domain.low), float(domain.high)
    if math.isfinite(low) and math.isfinite(high):
        return low + (high - low) * draw.uniform(0.1, 0.9)
    if math.isfinite(low):
        return low + draw.uniform(0.2, 3)
    return high - draw.uniform(0.2, 3) if math.isfinite(high) else draw.choice((-1, 1)) * draw.uniform(0.2, 3)


def _is_telling_domain(domain: Domain) -> bool:
    """Return whether numbers say what a symbol is: between two ends, not only positive."""
    return math.isfinite(domain.low) and math.isfinite(domain.high)


def _do_domains_overlap(stated: StatedDomain, wanted: Domain) -> bool:
    return max(stated.low, float(wanted.low)) < min(stated.high, float(wanted.high))


def _lies_in(stated: StatedDomain, wanted: Domain) -> bool:
    return stated.low >= wanted.low and stated.high <= wanted.high


def find_words_beside(text: str, key: str) -> Iterator[str]:
    """Yield what a sentence says right before or behind a symbol, whose ``key`` is that of its row."""
    pieces = _INLINE.split(text)
    for place in range(1, len(pieces), 2):
        named = read_names_in_formula(pieces[place].strip())
        heads = () if named is None else (name.partition("(")[0] for name in named.names)
        if key not in map(make_spelling_key, heads):
            continue
        before = _pass_over(pieces[place - 1 :: -2])
        *_, last = _JOINS.split(before)
        yield " ".join(last.split()[-_NEAR:])
        behind = _pass_over(pieces[place + 1 :: 2])
        if _SAYS.match(behind):
            first = next((part for part in _JOINS.split(behind) if part.strip()), "")
            yield " ".join(first.split()[:_NEAR])


def _pass_over(pieces: Iterable[str]) -> str:
    """Return the first of some pieces of a sentence that is more than ``and``."""
    return next((piece for piece in pieces if _JOINS.sub("", piece).strip()), "")
