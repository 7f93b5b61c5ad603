"""``drill goal``: print the progress of the goal, choose another one, or list all with their costs."""

from __future__ import annotations

import argparse
import os
import shlex
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.codec import count_fields, pick_fields, to_json_value
from drill.errors import UsageError
from drill.session.progress.goal_date import find_goal_date, keep_goal_date, tell_goal_date
from drill.session.standing.goals import current_goal, goal_view
from drill.session.standing.paper_names import is_paper
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.today.goal_choice import choose_skills, find_costs, list_goals, resolve_goal
from drill.settings import write_setting
from drill.text import clean_text, one_line

if TYPE_CHECKING:
    from drill.session.standing.goals import Goal
    from drill.session.workspace import Workspace

COST_CELLS = len("100 skills, three to four weeks")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add arguments: the goal, and the format."""
    parser.add_argument(
        "goal", nargs="?", default="", metavar="PAPER|TOPIC|SKILL", help="what to work towards from now on"
    )
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--none", action="store_true", help="no goal: all subjects in turn")
    chosen.add_argument("--list", action="store_true", help="all goals, with what they cost and rest on")
    parser.add_argument(
        "--skills",
        default="",
        metavar="SKILL,…",
        help="up to five skills that an imported paper is to lead to, where nothing in it is linked",
    )
    parser.add_argument(
        "--by",
        default="",
        metavar="DATE",
        help="a day to read the paper by, such as 2027-01-20: what it takes is told once a week; or none",
    )
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--deeper",
        action="store_true",
        help="to a paper, or the goal, with all that it rests on; to an imported one with a level more of it",
    )
    way.add_argument("--near", action="store_true", help="to a paper, or the goal, with only what it needs")
    output.add_json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the goal, or set it. Raises UsageError for an unknown name."""
    changes_way = arguments.deeper or arguments.near
    changes_goal = bool(arguments.goal or arguments.by or changes_way)
    if changes_goal and (arguments.none or arguments.list):
        raise UsageError("name a goal, or write --none or --list", "drill goal papers/adam")
    if arguments.skills and not arguments.goal:
        raise UsageError("--skills is for a paper: name it", "drill goal papers/NAME --skills")
    by = _parse_day(arguments.by)
    only_reads = not (changes_goal or arguments.none)
    with open_reporting_workspace(os.environ, reads=only_reads) as workspace:
        if arguments.list:
            _print_goal_list(workspace, is_json=arguments.json)
            return output.DONE
        if arguments.goal or arguments.none:
            if arguments.skills:
                skills = map(str.strip, clean_text(arguments.skills).split(","))
                choose_skills(workspace, clean_text(arguments.goal), [*filter(None, skills)])
            if arguments.by:
                _set_day(workspace, resolve_goal(workspace, clean_text(arguments.goal)), by)
            _set_goal(workspace, clean_text(arguments.goal), is_quiet=arguments.json)
        elif arguments.by:
            _set_day(workspace, current_goal(workspace), by)
        if changes_way:
            _change_way(workspace, is_near=arguments.near, is_quiet=arguments.json)
        _print_goal(workspace, is_json=arguments.json, is_new=bool(arguments.goal or arguments.none))
    return output.DONE


def _change_way(workspace: Workspace, *, is_near: bool, is_quiet: bool) -> None:
    from drill.session.papers.lesson import change_way  # loads paper records

    goal = current_goal(workspace)
    if goal is None or not is_paper(goal.id):
        raise UsageError("only a paper has two ways", "drill goal papers/NAME --deeper")
    told = change_way(workspace, goal.bank, is_near=is_near)
    if not is_quiet:
        output.narrate_line(told)


def _parse_day(word: str) -> date | None:
    """Return the day that a word names; ``None`` for none. Raises UsageError for anything else."""
    if word in ("", "none"):
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise UsageError(f"{one_line(word)!r} is not a day", "write it as 2027-01-20, or none") from None


def _set_day(workspace: Workspace, goal: Goal | None, by: date | None) -> None:
    """Keep the day by which a goal is to be reached. Raises UsageError without a goal."""
    if goal is None:
        raise UsageError("no goal is set", "drill goal papers/NAME --by 2027-01-20")
    keep_goal_date(workspace, goal, by)


def _set_goal(workspace: Workspace, word: str, *, is_quiet: bool) -> None:
    """Save a goal, or none, in the settings; explain how to restore the former one."""
    goal = resolve_goal(workspace, word) if word else None
    former = current_goal(workspace)
    name = goal.id if goal is not None else ""
    write_setting(workspace.places.config, "goal", name)
    workspace.settings = replace(workspace.settings, goal=name)
    if former is not None and former.id != name and not is_quiet:
        title = former.title.partition(": ")[0]
        output.narrate_line(f"drill goal {shlex.quote(former.id)} brings {title} back.")


def _print_goal(workspace: Workspace, *, is_json: bool, is_new: bool) -> None:
    """Print the progress of the goal, and, if most of it is new, the way to find the known part."""
    parts = workspace.parts()
    view = goal_view(workspace, parts, find_learner_mastery(workspace, parts))
    if is_json:
        shape: dict[str, Any] = {"goal": None, "title": "", "skills": None, "exercises": None, "by": None}
        if view is not None:
            counts = count_fields(view.path, "known", "learned", "begun", "left")
            shape = pick_fields(view, "goal=bank title") | {
                "skills": {"all": view.path.skills, **counts},
                "exercises": pick_fields(view.own, "own=every own_left=left"),
                "by": to_json_value(find_goal_date(workspace, view.bank)),
            }
        output.emit_json(shape)
        return
    if view is None:
        output.emit_text(
            "No goal is set: all subjects come in turn. drill goal --list names what could be one."
        )
        return
    output.emit_text(view.told)
    if told := tell_goal_date(workspace, view):
        output.emit_text(told)
    if is_new and view.path.is_mostly_new:
        from drill.session.standing.placement import describe_length

        output.emit_text(f"drill start --place: {describe_length(len(view.path.left))}")


def _print_goal_list(workspace: Workspace, *, is_json: bool) -> None:
    """Print all goals, each with its cost and its required skills."""
    goals = list_goals(workspace)
    costs = find_costs(workspace, [goal.id for goal in goals])
    if is_json:
        rows = [
            pick_fields(goal, "title kind goal=id")
            | pick_fields(costs[goal.id], "skills exercises=own weeks")
            | {"rests_on": dict(costs[goal.id].rests_on)}
            for goal in goals
        ]
        output.emit_json({"goals": rows})
        return
    cells = max((len(goal.id) for goal in goals), default=0)
    room = max(40, output.terminal_width() - cells - COST_CELLS - 3)
    for goal in goals:
        cost = costs[goal.id]
        output.emit_text(f"{goal.id:{cells}}  {cost!s:{COST_CELLS}} {cost.tell_rests_on(room)}".rstrip())
