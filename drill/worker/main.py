"""The worker process: reads requests from its standard input, does the mathematics, answers.

Started as ``python -I -m drill.worker.main``, with ``reads`` if it only reads, so that it does
not load the checker ahead. It ends when its parent does: a thread waits on the input all the time, so that
its end is noticed even during a computation.
"""

from __future__ import annotations

import gc
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any, BinaryIO

from drill import limits
from drill.errors import BankError, CheckError, DrillError
from drill.reading import read_typed, write_plain
from drill.worker import sources, worker_messages

if TYPE_CHECKING:
    from drill.banks.draws import Variant

# Seconds after a request until a process loads SymPy ahead. Before its first one it does not: few questions
# need it to be drawn, and a session's first would share the processor.
IDLE_S = 1.0

# The module that loads SymPy, and has it compute for the first time.
_LOADS_SYMPY = "drill.checking.equality.sympy_decision"

Tell = Callable[[Any], None]
Operation = Callable[[Mapping[str, Any], Tell], Any]


def serve_until_end() -> None:
    """Serve requests until the input ends."""
    requests, answers = _take_pipes()
    limits.confine_process()
    waiting: queue.SimpleQueue[worker_messages.Message] = queue.SimpleQueue()
    threading.Thread(target=_listen_for_requests, args=(requests, waiting), daemon=True).start()
    if "reads" not in sys.argv[1:]:
        import drill.checking.judge  # noqa: F401  # pyright: ignore[reportUnusedImport]  the first check waits less

    sys.meta_path.insert(0, _SymPyFinder(lambda is_loading: _send_answer(answers, {"loading": is_loading})))
    _send_answer(answers, {"ready": True})
    is_patient = True
    while True:
        try:
            request = waiting.get(timeout=None if is_patient or _LOADS_SYMPY in sys.modules else IDLE_S)
        except queue.Empty:
            import_module(_LOADS_SYMPY)
            continue

        is_patient = request.get("op") in _READING

        def tell(part: Any, number: Any = request.get("id")) -> None:
            _send_answer(answers, {"id": number, "part": part})

        _send_answer(answers, serve_request(request, tell))


class _SymPyFinder(MetaPathFinder):
    """An import finder that announces when SymPy's import begins and ends: no deadline counts it."""

    def __init__(self, tell: Callable[[bool], None]) -> None:
        self._tell = tell
        self._is_loading = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec of SymPy, or of what loads it; None for anything else."""
        if self._is_loading or fullname not in ("sympy", _LOADS_SYMPY):
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module = partial(self._load, spec.loader.exec_module)
        return spec

    def _load(self, load: Callable[[ModuleType], None], module: ModuleType) -> None:
        self._is_loading = True
        self._tell(True)
        limits.allow_sympy_loading()
        load(module)
        gc.freeze()  # its objects stay, so the collector need not visit them
        self._is_loading = False
        self._tell(False)


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Reserve the two pipes for messages; anything else that prints goes to the null device."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return requests, answers


def _listen_for_requests(requests: BinaryIO, waiting: queue.SimpleQueue[worker_messages.Message]) -> None:
    while (message := worker_messages.read_message(requests, worker_messages.PAPER_LIMIT_BYTES)) is not None:
        waiting.put(message)
    os._exit(0)  # the parent is gone: stop at once, whatever is being computed


def _send_answer(answers: BinaryIO, message: worker_messages.Message) -> None:
    answers.write(worker_messages.encode_message(message))
    answers.flush()


def serve_request(
    message: worker_messages.Message, tell: Tell = lambda part: None
) -> worker_messages.Message:
    """Return the answer to one request; every failure becomes an answer, none ends the process.

    ``tell`` sends parts of a long answer in advance.
    """
    number = message.get("id")
    try:
        limits.allow_cpu(float(message.get("deadline_s", 1.0)))
        operation = _OPERATIONS.get(str(message.get("op")))
        if operation is None:
            raise CheckError(f"the worker knows no operation {message.get('op')!r}")
        return {"id": number, "result": write_plain(operation(message, tell))}
    except DrillError as error:
        return {"id": number, "error": _describe_error(error)}
    except (MemoryError, RecursionError) as error:
        is_full = isinstance(error, MemoryError)
        reason = "the memory allowed for it is used up" if is_full else "it is nested too deep"
        return {"id": number, "error": {"type": "CheckError", "message": reason}}
    except Exception as error:  # noqa: BLE001  the front door: the process stays, the caller decides
        return {"id": number, "error": _describe_fault(error)}


def _describe_fault(error: Exception) -> dict[str, Any]:
    """Return the error of a fault in the program: a sentence, and where it arose."""
    sentence = f"this is a fault of the program ({type(error).__name__}: {error})"
    trace = "".join(traceback.format_exception(error))
    # The end names the place, and all of it must fit into a message.
    return {"type": "CheckError", "message": sentence, "trace": trace[-50_000:]}


def _describe_error(error: DrillError) -> dict[str, Any]:
    told = vars(error) if isinstance(error, BankError) else {"message": error.message, "hint": error.hint}
    return {"type": type(error).__name__, **told}


def _prepare_variant(message: Mapping[str, Any], _tell: Tell) -> Any:
    from drill.banks.models import Exercise
    from drill.banks.variant_expansion import expand_values, expand_variant, expand_with
    from drill.worker import worker_messages

    exercise = read_typed(Exercise, message["exercise"])
    item = message["item"]
    seed = message["seed"]
    if message.get("params") is not None:
        variant = expand_values(exercise, message["params"], item=item, seed=seed)
    elif message.get("wanted"):
        variant = expand_with(exercise, seed, message["wanted"], item=item)
    else:
        variant = expand_variant(exercise, seed, item=item, avoid=message.get("avoid", ()))
    _prove_variant(variant)
    if message.get("prints_conditions"):
        from drill.proving import print_conditions

        variant = print_conditions(variant, exercise)
    if message.get("content"):
        worker_messages.keep_variant(variant, message["content"])
    return variant


def _prove_variant(variant: Variant) -> None:
    """Refuse a variant with a key that would not be accepted: it is better left out than met."""
    from drill.checking import SelfSpec, check

    for stage in variant.stages:
        if isinstance(stage.expect, SelfSpec):
            continue
        verdict = check(stage.expect, stage.right_answer, shown=stage.shown)
        if verdict.verdict != "correct":
            raise CheckError(f"its own key is {verdict.verdict}: {verdict.message or stage.key}")


def _check_answer(message: Mapping[str, Any], _tell: Tell) -> Any:
    """Return the verdict on an answer; None where only the name of a variant is given, and it is not kept
    here.
    """
    from drill.checking import check, explain_check
    from drill.worker import worker_messages

    asked_stage = worker_messages.find_asked_stage(message)
    if asked_stage is None:
        return None

    judge = partial(
        check, asked_stage.expect, message["answer"], mistakes=asked_stage.wrong, shown=asked_stage.shown
    )
    return explain_check(judge) if message.get("explain") else judge()


def _before_key(message: Mapping[str, Any], _tell: Tell) -> Any:
    """Return feedback on a wrong answer that does not give its key away; None as `_check_answer`."""
    from drill.checking import Verdict, say_before_key
    from drill.worker import worker_messages

    asked_stage = worker_messages.find_asked_stage(message)
    if asked_stage is None:
        return None
    verdict = read_typed(Verdict, message["verdict"])
    return say_before_key(asked_stage.expect, asked_stage.key, message["answer"], verdict)


def _check_working_request(message: Mapping[str, Any], _tell: Tell) -> Any:
    from drill.banks.draws import KnownMistake
    from drill.checking import Spec, checked_lines, explain_lines

    expect = read_typed(Spec, message["expect"])
    mistakes = read_typed(list[KnownMistake], message["mistakes"])
    checked = checked_lines(expect, message["lines"], mistakes)
    return list(explain_lines(checked) if message.get("explain") else checked)


def _mark_derivation_text(message: Mapping[str, Any], _tell: Tell) -> Any:
    from drill.checking import mark_derivation

    fields = ("is_working", "is_claim", "declared")
    return mark_derivation(message["text"], **{field: message[field] for field in fields})


def _draw_card_figure(message: Mapping[str, Any], _tell: Tell) -> Any:
    """Return the figure of a card."""
    from drill.authored_figure import AuthoredFigure
    from drill.banks.figure_expansion import card_figure

    return card_figure(read_typed(AuthoredFigure, message["card"]))


def _verify_asked_exercise(message: Mapping[str, Any], _tell: Tell) -> Any:
    from drill.banks.models import Exercise
    from drill.proving import verify_exercise

    exercise = read_typed(Exercise, message["exercise"])
    return verify_exercise(exercise, item=message["item"], variants=message["variants"])


# After these none that needs SymPy is to be expected.
_READING: dict[str, Operation] = {
    "code": sources.quote_code, "draft": sources.draft_paper, "families": sources.find_families,
    "formula": sources.match_formula, "look_inside": sources.look_inside_line,
    "compare": sources.compare_formula_meanings, "meaning": sources.describe_formula_meaning,
    "line_questions": sources.draft_line_questions, "own_line": sources.read_own_line,
    "paper": sources.read_paper_source, "pdf": sources.read_pdf, "read": sources.read_bank,
}  # fmt: skip
_OPERATIONS: dict[str, Operation] = _READING | {
    "before_key": _before_key, "check": _check_answer, "derivation": _mark_derivation_text,
    "figure": _draw_card_figure,
    "prepare": _prepare_variant,
    "prove": sources.prove_second_author_exercise, "verify": _verify_asked_exercise,
    "working": _check_working_request,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(serve_until_end())
