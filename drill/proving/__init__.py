"""Prove banks: the tests of ``drill check`` beyond reading the files.

``verify`` takes one exercise: every key is confirmed by a second computation (``witnesses``) and by the
checker, known mistakes are graded, keys are mutated to see whether the witness would notice (``claims``),
variants are counted (``distinct_draws``), and proofs that cannot fail are reported (``hollow_proofs``).
References within and over banks are checked by ``bank_links``;
``proofs`` keeps earlier proofs and a check's right exercises. ``bank_check`` runs all of these, and
``reports`` hold the results.

``editor_schema`` writes the JSON Schema with which editors complete banks.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
