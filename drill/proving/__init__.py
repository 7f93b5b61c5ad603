"""Proving banks: what ``drill check`` does beyond reading them.

``verify`` takes one exercise: every key is confirmed by a second computation (``witnesses``) and by the
checker in several spellings (``respell``, ``rewrite``), known mistakes are graded, keys are mutated to see
whether the witness would notice (``mutate``, ``mutation``), variants are counted (``distinct``). Whole
banks are looked at by ``links``, ``completeness``, ``twins`` and ``language``; ``proofs`` keeps what was
proved before.
"""
