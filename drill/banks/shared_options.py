"""Options that answers of one exercise share: written out in each of them before anything else reads it."""

from __future__ import annotations

from collections.abc import Iterator

from drill.banks.faults import fault_at
from drill.banks.nodes import Fields, Items, Node, Text, id_of, plain, walk, with_ids
from drill.banks.rules import LETTERED
from drill.banks.schema import SharedChoice
from drill.errors import BankError
from drill.text import did_you_mean


def write_out_options(exercise: Node) -> Iterator[BankError]:
    """Put a list of its own, in place, into every answer that takes an exercise's ``options``.

    The exercise is one that its schema has accepted. Yields what keeps an answer from its list, and the
    options that no answer has.
    """
    assert isinstance(exercise, Fields)
    listed = exercise.get("options")
    written = listed.items if isinstance(listed, Items) else []
    options = {id_of(option): option for option in written}
    unused = set(options)
    fields = ((path, part) for path, part in walk(exercise) if isinstance(part, Fields))
    for path, part in fields:
        for place, (key, taken) in enumerate(part.entries):
            kind = key.text.strip()
            if kind not in LETTERED or not isinstance(taken, Fields) or "witness" in path:
                continue
            if not taken.get("right"):  # a part of that name
                continue
            answer, at = SharedChoice.model_validate(plain(taken)), with_ids(exercise, (*path, kind))
            if not options:
                yield fault_at(exercise, at, "the exercise has no options", "options: [{id: …, text: …}, …]")
            named = [("right", answer.right), ("say", answer.say or ()), ("claim", answer.claim or ())]
            for field, id_ in ((field, id_) for field, ids in named for id_ in ids if options):
                if id_ not in options:
                    message, hint = f"no option is called {id_!r}", did_you_mean(id_, options)
                    yield fault_at(exercise, (*at, field, id_), message, hint)
                elif field == "say" and id_ in answer.right:
                    message = f"{id_} is right here, so nobody is told this"
                    yield fault_at(exercise, (*at, field, id_), message)
            due = [options[id_] for id_ in answer.right if id_ in options] if kind == "order" else written
            unused.difference_update(map(id_of, due))
            rows: list[Node] = [_option(option, taken, kind, id_of(option) in answer.right) for option in due]
            part.entries[place] = (key, Items(rows, taken.line, taken.column))
    for id_ in (id_ for id_ in options if id_ in unused):
        yield fault_at(exercise, ("options", id_), f"no answer has the option {id_!r}", "take it out")
    exercise.entries[:] = [entry for entry in exercise.entries if entry[1] is not listed]


def _option(option: Node, taken: Fields, kind: str, is_right: bool) -> Fields:
    """An option as its answer's own list would have it, every part of it where it is written."""
    assert isinstance(option, Fields)
    parts = {key.text.strip(): value for key, value in option.entries}
    parts["text" if kind == "order" else "right" if is_right else "wrong"] = parts.pop("text")
    for field in ("say", "claim"):
        said = taken.get(field)
        if isinstance(said, Fields) and (own := said.get(id_of(option))):
            parts[field] = own
    left_out = {"say", "claim"} if kind == "order" else {"say"} if is_right else ()
    entries = [(Text(name, node.line, node.column, "plain"), node) for name, node in parts.items()]
    return Fields([entry for entry in entries if entry[0].text not in left_out], option.line, option.column)
