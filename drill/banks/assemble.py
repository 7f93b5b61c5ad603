"""From the files of all banks to banks: topics in order, ids unique, clashes named by both places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, cast

from drill.banks.catalogue import Bank, Entry, Topic
from drill.banks.compile import Row
from drill.banks.content import Source, SubjectPart
from drill.banks.graph import Skill
from drill.banks.names import topic_name_fault
from drill.errors import BankError
from drill.gyr.events import BankId, ItemId, SkillId, TopicId

if TYPE_CHECKING:
    from drill.banks.models import Renews

# Names that no bank of a learner's can have: they were shipped before a learner's own bank could keep its
# name. What is shipped later gives way to a bank that is there, so nothing is ever added here.
RESERVED = frozenset(
    (
        "calculus", "linear-algebra", "frequentist", "bayesian",
        "papers/adam", "papers/attention", "papers/numpy-signs", "papers/qhadam", "papers/segment-anything",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FilePart:
    """What one topic's file holds for listing."""

    path: str
    topic: str = ""
    title: str = ""
    theory: str = ""
    source: Source = ""
    rows: tuple[Row, ...] = ()
    problems: tuple[BankError, ...] = ()
    licence: str = ""
    cards: tuple[str, ...] = ()
    topics: tuple[tuple[str, str], ...] = ()
    field_of_work: str = ""

    @classmethod
    def read(cls, path: str, head: Mapping[str, Any], problems: Iterable[BankError]) -> FilePart:
        """Read it from the cache's first line."""
        rows = tuple(Row(*row) for row in head["rows"])
        return cls(
            path, head["topic"], head["title"], head["theory"], head["source"], rows, tuple(problems),
            head["licence"], tuple(head["cards"]), tuple((id_, title) for id_, title in head["topics"]),
            head["field"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class BankFiles:
    """A bank in its parts."""

    id: str
    path: str
    subject: SubjectPart
    files: tuple[FilePart, ...]
    shipped: bool
    # Where it was got from; else its files say.
    source: Source = ""


def assemble(
    shipped: Sequence[BankFiles], own: Sequence[BankFiles], reserved: Mapping[str, str]
) -> tuple[tuple[Bank, ...], tuple[BankError, ...], tuple[Skill, ...]]:
    """Return the banks in order, problems of what became no bank, and the skills that banks beside subjects
    bring.

    A bank whose name is taken, or ``reserved`` (name → place), is left out; the problem names both places.
    Any other shipped bank gives way to the learner's own of its name.
    """
    banks: dict[str, Bank] = {}
    stray: list[BankError] = []
    for files in (*shipped, *own):
        first = banks.get(files.id)
        gives_way = first is not None and first.shipped and not files.shipped and files.id not in reserved
        taken = first.path if first is not None else None if files.shipped else reserved.get(files.id)
        if taken is None or gives_way:
            banks.pop(files.id, None)  # the learner's own stand behind the shipped ones
            banks[files.id] = replace(_bank(files), hides_shipped=gives_way)
            continue
        message = f"a second bank called {files.id}; the first is {taken}"
        stray.append(BankError(message, "rename the file or folder", path=files.path, code="bank-clash"))
    resolved = _without_clashing_renames(tuple(banks.values()))
    # The first word on a skill holds: strangers' come last.
    skills = (
        skill for bank in sorted(resolved, key=lambda bank: bank.is_from_elsewhere) for skill in bank.skills
    )
    return resolved, tuple(stray), tuple(skills)


def _bank(files: BankFiles) -> Bank:
    titles = dict(files.subject.topics)
    order = {topic: place for place, topic in enumerate(titles)}
    parts, misnamed = _with_topics(files.files)
    parts.sort(key=lambda part: order.get(_topic_id(part), len(order)))
    topics: dict[str, Topic] = {
        id_: Topic(TopicId(id_), title, "", BankId(files.id)) for id_, title in files.subject.topics
    }
    for part in parts:
        topics |= {id_: Topic(TopicId(id_), title, "", BankId(files.id)) for id_, title in part.topics}
        id_ = _topic_id(part)
        known = topics.get(id_)
        title = (known.title if known else "") or part.title or id_
        theory = (known.theory if known else "") or part.theory
        topics[id_] = Topic(TopicId(id_), title, theory, BankId(files.id))
    problems = [*files.subject.problems, *(problem for part in parts for problem in part.problems), *misnamed]
    entries: dict[str, Entry] = {}
    for part in parts:
        for row in part.rows:
            entry = _entry(files.id, row.topic or _topic_id(part), part.path, row)
            first = entries.setdefault(row.id, entry)
            if first is not entry:
                message = f"a second exercise with the id {row.id}; the first is {first.file}:{first.line}"
                problems.append(_fault(entry, message, "ids are unique in a bank", "id", "duplicate-id"))
    used = {entry.topic for entry in entries.values()}
    return Bank(
        id=BankId(files.id), title=files.subject.title or _title(files), path=files.path,
        topics=tuple(topic for topic in topics.values() if topic.id in used or topic.id in titles),
        entries=tuple(entries.values()), problems=tuple(problems), skills=files.subject.skills,
        cards={name: part.path for part in reversed(parts) for name in part.cards}, shipped=files.shipped,
        source=files.source or _source([part.source for part in parts]),
        licence=files.subject.licence or next((part.licence for part in parts if part.licence), ""),
        field_of_work=next((part.field_of_work for part in parts if part.field_of_work), ""),
    )  # fmt: skip


def _with_topics(parts: Sequence[FilePart]) -> tuple[list[FilePart], list[BankError]]:
    """Return the files whose topic can be named, and the faults of the others."""
    named = [(part, topic_name_fault(_topic_id(part), part.path)) for part in parts]
    fitting = [part for part, fault in named if fault is None]
    return fitting, [fault for _, fault in named if fault is not None]


def _source(sources: Sequence[Source]) -> Source:
    """What the files say of where they come from; one that was imported makes the whole bank so."""
    imported = next((source for source in sources if not isinstance(source, str)), None)
    return imported or next((source for source in sources if source), "")


def _topic_id(part: FilePart) -> str:
    return part.topic or PurePath(part.path).stem


def _title(files: BankFiles) -> str:
    """The title of a bank that is no subject: its only file's, or its own name."""
    titles = [part.title for part in files.files]
    return titles[0] if len(titles) == 1 and titles[0] else files.id.rpartition("/")[2]


def _entry(bank: str, topic: str, path: str, row: Row) -> Entry:
    return Entry(
        item=ItemId(f"{bank}/{row.id}"), bank=BankId(bank), id=row.id, title=row.title, topic=TopicId(topic),
        skill=SkillId(row.skill), needs=tuple(map(SkillId, row.needs)), level=row.level, pace=row.pace,
        kind=row.kind, stages=row.stages, renews=cast("Renews", row.renews), maths=row.maths,
        wording=row.wording, was=tuple(map(ItemId, row.was)), corrects=tuple(row.corrects), file=path,
        line=row.line,
    )  # fmt: skip


def _fault(entry: Entry, message: str, hint: str, field: str, code: str) -> BankError:
    return BankError(
        message, hint, path=entry.file, line=entry.line, field=field, exercise=entry.id, code=code
    )


def _may_rename(bank: Bank, was: str, banks: Mapping[str, Bank]) -> bool:
    """Whether marks under another name may count for an exercise of ``bank``.

    Within one bank they may, among shipped banks, and among the learner's own; a bank from elsewhere takes
    none of another.
    """
    former = was.rpartition("/")[0] or bank.id
    if former == bank.id:
        return True
    known = banks.get(former)
    if bank.shipped:
        return known is None or known.shipped
    return not bank.is_from_elsewhere and former not in RESERVED and not (known and known.shipped)


def _without_clashing_renames(banks: tuple[Bank, ...]) -> tuple[Bank, ...]:
    """Each former item belongs to one exercise, and to none that still exists; what clashes is named."""
    by_id: dict[str, Bank] = {bank.id: bank for bank in banks}
    places: dict[str, Entry] = {entry.item: entry for bank in banks for entry in bank.entries}
    checked: list[Bank] = []
    for bank in banks:
        if not any(entry.was for entry in bank.entries):
            checked.append(bank)
            continue
        problems: list[BankError] = []
        entries: list[Entry] = []
        for entry in bank.entries:
            kept: list[ItemId] = []
            for old in entry.was:
                if not _may_rename(bank, old, by_id):
                    continue
                holder = places.setdefault(old, entry)
                if holder is entry and holder.item != old:
                    kept.append(old)
                else:
                    message = f"{old} is claimed here and at {holder.file}:{holder.line}"
                    hint = "only one exercise can have been that item"
                    problems.append(_fault(entry, message, hint, "was", "was-clash"))
            entries.append(replace(entry, was=tuple(kept)))
        checked.append(replace(bank, entries=tuple(entries), problems=(*bank.problems, *problems)))
    return tuple(checked)
