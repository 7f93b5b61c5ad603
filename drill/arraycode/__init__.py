"""Answers in NumPy, such as ``np.einsum('ij,j->i', A, x)``, or in PyTorch's names, ``x.softmax(dim=-1)``.

Nothing of an answer is ever handed to Python, and torch is never run: ``ast`` parses the text (``reader``,
with ``python_syntax`` before it, ``allowed`` and ``torch_names`` as its whitelist) into a ``tree`` of ours,
and ``run`` walks that tree. Before every call ``bounds`` says what it would cost, so that an answer never
takes more than a budget of steps and entries.

To judge one, ``trials`` draws arrays of the declared shapes, of several lengths and signs, and has the key's
results on them; ``outcome`` puts the answer's beside these, and ``diagnosis`` says what is off: an axis, a
transpose, a factor, a shape that does not fit. ``probe_results`` compares it with the key at many digits
(``precise``) where an exercise asks for stable code. ``judging`` leads through these steps.

Others read with ``read_code`` (light: no NumPy), judge with ``judge_code`` and ``fits_code``, and compute
with ``run_code``; what an exercise declares is read by ``arrays_of`` and ``read_axes`` into a ``CodeTask``.
"""

from __future__ import annotations

from drill.arraycode import allowed
from drill.arraycode.bounds import ENTRIES_LIMIT
from drill.arraycode.declared import arrays_of, axis_name, entries_of, is_reserved, length_of, read_axes
from drill.arraycode.judging import fits_code, judge_code, run_code, structured
from drill.arraycode.probes import probe_of, read_probe
from drill.arraycode.reader import read_code
from drill.arraycode.task import CodeTask
from drill.arraycode.torch_names import NAMES
from drill.arraycode.tree import has_result_of

__all__ = [
    "ENTRIES_LIMIT", "NAMES", "CodeTask", "allowed", "arrays_of", "axis_name", "entries_of", "fits_code",
    "has_result_of", "is_reserved", "judge_code", "length_of", "probe_of", "read_axes", "read_code",
    "read_probe", "run_code", "structured",
]  # fmt: skip
