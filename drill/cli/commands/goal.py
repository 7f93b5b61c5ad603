"""``drill goal``: print the progress of the goal, choose another one, or list all with their costs."""

from __future__ import annotations

import argparse
import os
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from drill.cli import output
from drill.cli.opened import open_reporting_workspace
from drill.codec import count_fields, pick_fields
from drill.errors import UsageError
from drill.session.standing.goals import current_goal, goal_view
from drill.session.standing.paper_names import is_paper
from drill.session.standing.prerequisites import find_learner_mastery
from drill.session.today.goal_choice import choose_skills, find_costs, list_goals, resolve_goal
from drill.settings import write_setting
from drill.text import clean_text

if TYPE_CHECKING:
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
    if (arguments.goal or changes_way) and (arguments.none or arguments.list):
        raise UsageError("name a goal, or write --none or --list", "drill goal papers/adam")
    if arguments.skills and not arguments.goal:
        raise UsageError("--skills is for a paper: name it", "drill goal papers/NAME --skills")
    only_reads = not (arguments.goal or arguments.none or changes_way)
    with open_reporting_workspace(os.environ, reads=only_reads) as workspace:
        if arguments.list:
            _print_goal_list(workspace, is_json=arguments.json)
            return output.DONE
        if arguments.goal or arguments.none:
            if arguments.skills:
                skills = map(str.strip, clean_text(arguments.skills).split(","))
                choose_skills(workspace, clean_text(arguments.goal), [*filter(None, skills)])
            _set_goal(workspace, clean_text(arguments.goal), is_quiet=arguments.json)
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
        shape: dict[str, Any] = {"goal": None, "title": "", "skills": None, "exercises": None}
        if view is not None:
            counts = count_fields(view.path, "known", "learned", "begun", "left")
            shape = pick_fields(view, "goal=bank title") | {
                "skills": {"all": view.path.skills, **counts},
                "exercises": pick_fields(view.own, "own=every own_left=left"),
            }
        output.emit_json(shape)
        return
    if view is None:
        output.emit_text(
            "No goal is set: all subjects come in turn. drill goal --list names what could be one."
        )
        return
    output.emit_text(view.told)
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
