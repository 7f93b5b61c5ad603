"""Families of moves: the content of their files, and their patterns for the search in formulas."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal

from drill.banks.read import place_faults_in_file
from drill.banks.yaml_nodes import Fields, fault_at, make_node_fault, read_node, written_faults
from drill.banks.yaml_scanner import compose_yaml_nodes, decode_bank_text
from drill.errors import BankError, ParseError
from drill.latex.tokens import match_pairs
from drill.notation import Notation, split_statements
from drill.papers.families.move_forms import list_lasting_parts, list_needed_parts, make_form
from drill.papers.families.pattern_search import FamilyPattern as FormPattern
from drill.papers.families.pattern_search import name_hole
from drill.papers.sheet.symbol_keys import canonical_tokens
from drill.papers.word_stems import list_words
from drill.reading import FieldFault, Lone, Pattern, Short, Size, Whole

# Letters of patterns that are not roles: the identity, a differential.
_MEANT = frozenset(("I", "d"))
_NAMES = Pattern(r"[a-z0-9]+(-[a-z0-9]+)*", "small letters, digits and hyphens: moving-average")
_LETTERS = Pattern(r"[A-Za-z]+(_[0-9])?", "the name of a letter, a number below it or not: w, beta, x_1")
_Skill = Annotated[str, Pattern(r"[a-z0-9]+(\.[a-z0-9-]+)+", "the id of a skill: calc.ser.ema")]
_Exercise = Annotated[str, Pattern(r"[a-z0-9]+(-[a-z0-9]+)*", "the id of an exercise: truncated-return")]
_Words = Annotated[tuple[str, ...], Lone(), Size(least=1)]


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write the move; ``commute`` where its factors may change places."""

    latex: str
    commute: Literal["yes", "no"] = "no"


@dataclass(frozen=True, slots=True)
class Role:
    """A hole: its content in words, ``the weight``, and whether it is applied: a function, a law."""

    name: str
    is_: Literal["any", "law", "function"] = "any"


@dataclass(frozen=True, slots=True)
class Guards:
    """Conditions besides the form.

    One of ``words`` occurs near the formula or in it. None of ``unless`` occurs in the sentences around it,
    because these words name another move. A word in capitals, ``MAP``, is in capitals in a text, too. Holes
    that ``differ`` are not the same; two that are ``free`` of each other have no name in common. A hole is
    ``without`` operators (``\\min``), and accents and labels of its names (``\\bar``, ``max``).
    """

    words: _Words
    unless: Annotated[tuple[str, ...], Lone()] = ()
    differ: tuple[Annotated[tuple[str, ...], Size(2, 2)], ...] = ()
    free: tuple[Annotated[tuple[str, ...], Size(2, 2)], ...] = ()
    # Holes for one name, not for anything longer.
    letters: Annotated[tuple[str, ...], Lone()] = ()
    without: Mapping[str, _Words] = field(default_factory=dict[str, _Words])


@dataclass(frozen=True)
class Family:
    """A move that many papers contain, how it is written, and the skills of the banks that drill it.

    ``family`` is its id. ``drills`` names skills, the most telling first, ``first`` of some of them the
    exercise that is served before the others.
    """

    family: Annotated[str, _NAMES]
    title: str
    match: Annotated[tuple[Annotated[Spelling, Short("latex")], ...], Size(least=1)]
    guards: Guards
    roles: Annotated[Mapping[Annotated[str, _LETTERS], Role], Size(least=1)]
    drills: Annotated[tuple[_Skill, ...], Size(1, 4)]
    first: Mapping[_Skill, _Exercise] = field(default_factory=dict[_Skill, _Exercise])
    revised: Annotated[int, Whole(1)] = 1

    def may_be_whole(self, role: str, words: Container[str]) -> bool:
        """Return whether a role is a function or a law, or has one of the ``words`` in its name."""
        known = self.roles.get(role)
        return known is None or known.is_ != "any" or any(word in words for word in known.name.split())

    def require_patterns(self) -> None:
        """Raise FieldFault where a spelling is not read, or roles and guards do not fit the spellings."""
        bound = {hole for index in range(len(self.match)) for hole in self._list_holes(index)}
        for role in self.roles:
            if role not in bound:
                raise FieldFault(("roles", role), f"{role} occurs in no spelling", "put it into match:")
        for guard in ("words", "unless"):
            for index, word in enumerate(getattr(self.guards, guard)):
                if not list_words(word):
                    message = f"{word} has no letter: it is found in no text"
                    raise FieldFault(("guards", guard, index), message, "write a word, or leave it out")
        for guard in ("differ", "free"):
            for index, holes in enumerate(getattr(self.guards, guard)):
                self._require_roles(holes, ("guards", guard, index))
        self._require_roles(self.guards.letters, ("guards", "letters"))
        for hole in self.guards.without:
            self._require_roles((hole,), ("guards", "without", hole))
        for skill in self.first:
            if skill not in self.drills:
                raise FieldFault(("first", skill), f"{skill} is not one of the drills", "put it into drills:")

    def list_patterns(self, parts: Collection[str]) -> Iterator[FormPattern]:
        """Yield the patterns that may be in a formula with these lasting parts; no other spelling is read."""
        for spelling, needed in zip(self.match, self._needed_parts, strict=True):
            if needed.issubset(parts):
                yield self._read_spelling(spelling)

    def _read_spelling(self, spelling: Spelling) -> FormPattern:
        return read_pattern(spelling.latex, self._holes, self._functions, spelling.commute == "yes")

    @cached_property
    def _holes(self) -> frozenset[str]:
        return frozenset(self.roles)

    @cached_property
    def _needed_parts(self) -> tuple[frozenset[str], ...]:
        return tuple(list_needed_parts(spelling.latex) for spelling in self.match)

    @cached_property
    def _functions(self) -> frozenset[str]:
        """The roles that are applied: by their kind, or since a bracket follows at once, ``f(x)``."""
        return frozenset(
            name
            for name, role in self.roles.items()
            if role.is_ != "any"
            or any(re.search(rf"(?<![A-Za-z]){name}\(", spelling.latex) for spelling in self.match)
        )

    def _list_holes(self, index: int) -> Iterator[str]:
        """Yield the roles in a spelling. Raises FieldFault for anything but a role."""
        latex = self.match[index].latex
        try:
            pattern = read_pattern(latex, frozenset(self.roles), self._functions, False)
        except ValueError as error:
            raise FieldFault(("match", index), str(error)) from error
        if missing := list_needed_parts(latex) - list_lasting_parts(pattern.sides):
            message = f"{latex} would never be found: {min(missing)} in it is not a part of the formula"
            raise FieldFault(("match", index), message, "write what an operator runs over in braces")
        if stray := [name for name in _list_letters(pattern) if name not in self.roles]:
            raise FieldFault(("match", index), f"{stray[0]} is not one of the roles", "a letter is a role")
        names = [ref for side in pattern.sides for ref in side.names]
        yield from (hole for ref in names if (hole := name_hole(ref, self.roles)) in self.roles)

    def _require_roles(self, holes: Sequence[str], path: tuple[str | int, ...]) -> None:
        if unknown := [hole for hole in holes if hole not in self.roles]:
            raise FieldFault(path, f"{unknown[0]} is not one of the roles", f"roles: {', '.join(self.roles)}")


def _list_letters(pattern: FormPattern) -> Iterator[str]:
    """Yield the Latin letters of a pattern, but those that have one meaning everywhere."""
    for side in pattern.sides:
        for ref in side.names:
            is_letter = len(ref.name.base) == 1 and ref.name.base.isalpha() and not ref.name.font
            if is_letter and ref.name.base not in _MEANT:
                yield name_hole(ref, pattern.holes)


@lru_cache(maxsize=1024)
def read_pattern(
    latex: str, holes: frozenset[str], functions: frozenset[str], has_free_order: bool
) -> FormPattern:
    """Read a spelling; ``functions`` are the holes that are applied to arguments.

    Raises:
        ValueError: it cannot be read, or is more than one statement.
    """
    names = functions | {f"\\{name}" for name in functions}
    parsed = split_statements(canonical_tokens(latex), Notation(functions=names))
    if len(parsed) != 1 or parsed[0].statement is None:
        why = parsed[0].refused if len(parsed) == 1 else "one statement is expected"
        try:
            match_pairs(latex)
        except ParseError as error:
            why = error.message
        raise ValueError(f"{latex} is not read: {why}")
    sides = tuple(map(make_form, parsed[0].statement.sides))
    return FormPattern(latex, sides, holes, has_free_order)


def read_family(
    raw: bytes, path: str, *, is_proved: bool = False
) -> tuple[Family | None, tuple[BankError, ...]]:
    """Read a family's file; None with all its faults, each with file, line and column.

    Reading all spellings takes the most time: of a family that ``is_proved`` each is read where it is looked
    for.
    """
    try:
        root = compose_yaml_nodes(decode_bank_text(raw))
    except BankError as error:
        return None, place_faults_in_file([error], path)
    if not isinstance(root, Fields):
        return None, place_faults_in_file([BankError("a family begins with family:")], path)
    faults = [*written_faults(root)]
    family = read_node(Family, root, faults)
    stem = Path(path).stem
    if family is not None and family.family != stem:
        node = root.get("family") or root
        faults.append(make_node_fault(node, ("family",), f"the file is {stem}.yaml", f"family: {stem}"))
    if family is not None and not is_proved:
        try:
            family.require_patterns()
        except FieldFault as fault:
            faults.append(fault_at(root, fault.path, fault.message, fault.hint, "schema"))
    return None if faults else family, place_faults_in_file(faults, path)


def check_family(path: Path, skills: Mapping[str, Collection[str]]) -> tuple[BankError, ...]:
    """Return the faults of a family's file; skills and exercises that no bank has are among them.

    ``skills`` are all skills with the ids of the exercises that train them.

    Raises:
        OSError: it cannot be read.
    """
    raw = path.read_bytes()
    family, faults = read_family(raw, str(path))
    if family is None:
        return faults
    root = compose_yaml_nodes(decode_bank_text(raw))
    unknown = list[BankError]()
    for index, skill in enumerate(family.drills):
        if root is not None and skill not in skills:
            near = get_close_matches(skill, skills, 1)
            hint = (
                f"did you mean {near[0]}?"
                if near
                else "the skills of a subject are listed in its _subject.yaml"
            )
            unknown.append(fault_at(root, ("drills", index), f"no skill has the id {skill}", hint, "skill"))
    for skill, exercise in family.first.items():
        if root is not None and exercise not in (own := skills.get(skill, ())):
            near = get_close_matches(exercise, own, 1)
            message = f"no exercise with the id {exercise} trains {skill}"
            hint = f"did you mean {near[0]}?" if near else "the id of one whose skill it is"
            unknown.append(fault_at(root, ("first", skill), message, hint, "exercise"))
    return place_faults_in_file(unknown, str(path))


def is_family_file(path: Path) -> bool:
    """Return whether a file is a family's: its first name is ``family``."""
    if path.suffix != ".yaml" or not path.is_file():
        return False
    lines = path.read_text("utf-8", "replace").splitlines()
    written = next((line for line in lines if line.strip() and not line.startswith(("#", "---"))), "")
    return written.startswith("family:")


@cache
def shipped_families() -> tuple[Family, ...]:
    """Return the families that come with the program, by their ids."""
    read = (read_family(path.read_bytes(), str(path), is_proved=True)[0] for path in list_files())
    return tuple(sorted(filter(None, read), key=lambda family: family.family))


def list_files() -> Iterator[Path]:
    """Yield the files of the families that come with the program."""
    yield from sorted(Path(__file__).parent.glob("*.yaml"))
