"""Assemble banks from their files: topics in order, unique ids, and a problem for every clash of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from drill.banks.bank_names import is_beside, topic_name_fault
from drill.banks.catalogue import Bank, Topic
from drill.banks.graph import Skill
from drill.banks.loaded_files import LoadedFile, Source
from drill.errors import BankError
from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId, SkillId, TopicId
from drill.settings import SUBJECTS

# Names that no bank of a learner's can have: they were shipped before a learner's own bank could keep its
# name. What is shipped later gives way to a bank that is there, so nothing is ever added here.
RESERVED = frozenset(
    (
        "calculus", "linear-algebra", "frequentist", "bayesian",
        "papers/adam", "papers/attention", "papers/numpy-signs", "papers/qhadam", "papers/segment-anything",
    )
)  # fmt: skip


def assemble_banks(
    shipped: Sequence[Bank], learner_banks: Sequence[Bank], reserved: Mapping[str, str]
) -> tuple[tuple[Bank, ...], tuple[BankError, ...], tuple[Skill, ...]]:
    """Return the banks in order, the problems of those that were left out, and the skills that their files
    declare.

    A bank whose name is taken, or ``reserved`` (name → place), is left out; the problem names both places.
    Any other shipped bank gives way to the learner's own of its name.
    """
    banks: dict[str, Bank] = {}
    stray: list[BankError] = []
    for bank in (*shipped, *learner_banks):
        first = banks.get(bank.id)
        gives_way = first is not None and first.shipped and not bank.shipped and bank.id not in reserved
        first_location = first.path if first is not None else None if bank.shipped else reserved.get(bank.id)
        if first_location is None or gives_way:
            banks.pop(bank.id, None)  # the learner's own are behind the shipped ones
            banks[bank.id] = replace(bank, hides_shipped=gives_way)
            continue
        message = f"a second bank called {bank.id}; the first is {first_location}"
        stray.append(BankError(message, "rename the file or folder", path=bank.path, code="bank-clash"))
    resolved = _without_clashing_renames(tuple(banks.values()))
    # The first word on a skill holds: strangers' come last.
    skills = (
        skill for bank in sorted(resolved, key=lambda bank: bank.is_from_elsewhere) for skill in bank.skills
    )
    return resolved, tuple(stray), tuple(skills)


def make_bank_of_files(
    id_: str, path: str, subject: LoadedFile, files: Sequence[LoadedFile], *, shipped: bool
) -> Bank:
    """Return the bank of a subject's file (empty for a bank without one) and compiled topics' files."""
    bank = BankId(id_)
    titles = dict(subject.topics)
    order = {topic: index for index, topic in enumerate(titles)}
    misnamed = {file.path: topic_name_fault(file.topic_id, file.path) for file in files}
    named = [file for file in files if misnamed[file.path] is None]
    named.sort(key=lambda file: order.get(file.topic_id, len(order)))
    topics = {topic: Topic(TopicId(topic), title, "", bank) for topic, title in subject.topics}
    for file in named:
        topics |= {topic: Topic(TopicId(topic), title, "", bank) for topic, title in file.topics}
        id_of_topic = file.topic_id
        known = topics.get(id_of_topic)
        title = (known.title if known else "") or file.title or id_of_topic
        theory = (known.theory if known else "") or file.theory
        topics[id_of_topic] = Topic(TopicId(id_of_topic), title, theory, bank)
    problems = [*subject.problems, *(problem for file in named for problem in file.problems)]
    problems += filter(None, misnamed.values())
    entries: dict[str, Entry] = {}
    for entry in (_place_entry(entry, bank, file) for file in named for entry in file.entries):
        first = entries.setdefault(entry.id, entry)
        if first is not entry:
            message = f"a second exercise with the id {entry.id}; the first is {first.file}:{first.line}"
            problems.append(
                _make_entry_fault(entry, message, "ids are unique in a bank", "id", "duplicate-id")
            )
    used = {entry.topic for entry in entries.values()}
    own_title = files[0].title if len(files) == 1 else ""
    return Bank(
        id=bank, title=subject.title or own_title or id_.rpartition("/")[2], path=path,
        topics=tuple(topic for topic in topics.values() if topic.id in used or topic.id in titles),
        entries=tuple(entries.values()), problems=tuple(problems), skills=subject.skills,
        cards={name: file.path for file in reversed(named) for name in file.cards}, shipped=shipped,
        source=_find_bank_source([file.source for file in named]),
        licence=subject.licence or next((file.licence for file in named if file.licence), ""),
        field_of_work=next((file.field_of_work for file in named if file.field_of_work), ""),
    )  # fmt: skip


def _find_bank_source(sources: Sequence[Source]) -> Source:
    """Return where the files come from; a single imported file makes the whole bank an imported one."""
    imported = next((source for source in sources if not isinstance(source, str)), None)
    return imported or next((source for source in sources if source), "")


def _place_entry(entry: Entry, bank: BankId, file: LoadedFile) -> Entry:
    """Return the entry of an exercise that a file of a bank holds."""
    return entry._replace(
        item=ItemId(f"{bank}/{entry.id}"), bank=bank, file=file.path,
        topic=entry.topic or TopicId(file.topic_id),
        trains=SkillId("") if is_beside(bank) else entry.skill,
        in_file_order=bank not in SUBJECTS,
    )  # fmt: skip


def _make_entry_fault(entry: Entry, message: str, hint: str, field: str, code: str) -> BankError:
    return BankError(
        message, hint, path=entry.file, line=entry.line, field=field, exercise=entry.id, code=code
    )


def _may_rename(bank: Bank, was: str, banks: Mapping[str, Bank]) -> bool:
    """Return whether marks under another name may count for an exercise of ``bank``.

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
    """Drop former item names that are still in use or claimed twice, and report each as a problem."""
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
            former_items: list[ItemId] = []
            for old in entry.was:
                if not _may_rename(bank, old, by_id):
                    continue
                holder = places.setdefault(old, entry)
                if holder is entry and holder.item != old:
                    former_items.append(old)
                else:
                    message = f"{old} is claimed here and at {holder.file}:{holder.line}"
                    hint = "only one exercise can have been that item"
                    problems.append(_make_entry_fault(entry, message, hint, "was", "was-clash"))
            entries.append(entry._replace(was=tuple(former_items)))
        checked.append(replace(bank, entries=tuple(entries), problems=(*bank.problems, *problems)))
    return tuple(checked)
