"""Answers in NumPy, such as ``np.einsum('ij,j->i', A, x)``, or in PyTorch's names, ``x.softmax(dim=-1)``.

Both may call ``rearrange``, ``reduce`` and ``repeat`` of einops. ``axis_patterns`` reads their patterns and
computes the resulting shape; only then does einops compute the array.

No part of an answer is ever executed by Python, and torch is never run: ``ast`` parses the text
(``array_code_reader``, with ``allowed`` as its whitelist) into a tree of ours (``array_code_tree``), and
``array_code_runner`` walks that tree. Before every call ``bounds`` computes its cost, so that an answer never
exceeds a budget of steps and entries.

To judge an answer, ``trials`` draws arrays of the declared shapes, of several lengths and signs, and computes
the key's results on them; ``code_diagnosis`` compares the answer's results with these and finds the mistake:
an axis, a transpose, a factor, a shape that does not fit. ``probe_results`` compares it with the key at many
digits if an exercise requires stable code. ``judging`` controls these steps.

Other packages read with ``parse_code`` (light: no NumPy), judge with ``judge_code`` and ``fits_code``, and
compute with ``run_code``; ``arrays_of`` and ``read_axes`` read the declarations of an exercise into a
``CodeTask``.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
