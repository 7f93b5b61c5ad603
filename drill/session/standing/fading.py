"""Skills that fade: which of their exercises is checked, and in which order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from drill.gyr.belief import KNOWN_FROM
from drill.gyr.checks import Offer, compute_memory_state, retrievability
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.gyr.path import collect_skills
from drill.gyr.skills import NOT_MET, Part, Parts, Skill
from drill.session.workspace import Workspace

# Of more greens that slip the others are not looked at.
_MOST = 5000
# So many skills a day that are known and were never met are confirmed in passing.
CONFIRMED_A_DAY = 2
_NONE_UNCLEAR: Mapping[SkillId, date] = {}


def find_fading_checks(
    workspace: Workspace,
    parts: Parts,
    today: date,
    *,
    first: Collection[SkillId] = (),
    unclear: Mapping[SkillId, date] = _NONE_UNCLEAR,
    with_new: bool = False,
) -> tuple[Offer, ...]:
    """Return what to check today: an exercise of each skill that fades.

    A skill fades when all of its greens slip; an exercise that trains none is looked at alone. Skills that
    are ``unclear`` since a day come first, whether they fade or not, where no new exercise of them is left:
    on that day and once later. Then come those of the skills ``first``, then the likeliest forgotten. The
    exercise is, ``with_new``, the next of the skill that was not met yet, else the green that is the
    likeliest forgotten.
    """
    offered = workspace.store.slipping(today, workspace.settings.retention, at_most=_MOST)
    slipping = {ItemId(offer.item): offer for offer in offered}
    skills = collect_skills(workspace.catalogue.entries, parts)
    offers = [
        (SkillId(""), offer)
        for item, offer in slipping.items()
        if (entry := workspace.catalogue.entries.get(item)) is not None and not entry.trains
    ]
    for skill_id, skill in skills.items():
        offer = _find_faded_offer(skill, slipping)
        if offer is None and skill_id in unclear:
            offer = _looked_at_again(workspace, skill, unclear[skill_id], today)
        if offer is None or skill.is_held_up:
            continue
        if with_new and (item := _next_new(skill)) is not None:
            offer = offer._replace(item=item)
        if parts.get(ItemId(offer.item), NOT_MET).met_on != today:
            offers.append((skill_id, offer))
    offers.sort(
        key=lambda ranked: (
            ranked[0] not in unclear, ranked[0] not in first, ranked[1].retrievability, ranked[1].item
        )
    )  # fmt: skip
    return tuple(offer for _, offer in offers)


def to_confirm(
    workspace: Workspace, parts: Parts, today: date, known: Collection[SkillId], first: Collection[SkillId]
) -> tuple[Offer, ...]:
    """Return an exercise of each skill that a placement found known and that was never met, a few a day.

    Those of the skills ``first`` come first. Rapid exercises are left to the warm-up, if that is on.
    """
    skills = collect_skills(workspace.catalogue.entries, parts)
    begun_today = sum(skills[skill].begun_on == today for skill in known if skill in skills)
    unmet = {
        skill_id: item
        for skill_id, skill in skills.items()
        if skill_id in known and skill.begun_on is None
        if not (skill.rapid and workspace.settings.warm_up)
        if (item := _next_new(skill)) is not None
    }
    order = sorted(unmet, key=lambda skill: skill not in first)
    return tuple(Offer(unmet[skill], KNOWN_FROM) for skill in order)[: max(0, CONFIRMED_A_DAY - begun_today)]


def _find_faded_offer(skill: Skill, slipping: Mapping[ItemId, Offer]) -> Offer | None:
    """Return what to check of a skill whose greens all slip; it is as likely known as the best of them."""
    greens = [entry.item for entry, part in _with_parts(skill) if part.state == "green"]
    if not greens or any(item not in slipping for item in greens):
        return None
    offers = [slipping[item] for item in greens]
    faintest = min(offers, key=lambda offer: (offer.retrievability, offer.item))
    return faintest._replace(retrievability=max(offer.retrievability for offer in offers))


def _looked_at_again(workspace: Workspace, skill: Skill, said_on: date, today: date) -> Offer | None:
    """Return the check of an unclear skill, unless a later check or a new exercise settled it."""
    if _next_new(skill) is not None:
        return None
    offers: list[Offer] = []
    for entry, part in _with_parts(skill):
        if part.state == "green":
            held = compute_memory_state(
                workspace.state(workspace.catalogue.entries[entry.item]).reviews, today
            )
            if held is not None and (held.last > said_on or held.last >= today):
                return None
            offers += [] if held is None else [Offer(entry.item, retrievability(held, today))]
    return min(offers, key=lambda offer: (offer.retrievability, offer.item), default=None)


def _next_new(skill: Skill) -> ItemId | None:
    """Return the easiest exercise of a skill that was never met."""
    unmet = [entry for entry, part in _with_parts(skill) if part.state == "unseen"]
    return min(unmet, key=lambda entry: entry.level).item if unmet else None


def _with_parts(skill: Skill) -> zip[tuple[Entry, Part]]:
    return zip(skill.exercises, skill.parts, strict=True)
