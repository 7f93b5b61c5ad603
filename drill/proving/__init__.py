"""Proving banks: what ``drill check`` does beyond reading them.

Every key is confirmed by a second computation (``witnesses``) and by the checker in several spellings
(``respell``, ``rewrite``), known mistakes are graded, keys are mutated to see whether the witness notices
(``mutate``, ``mutation``), variants are counted (``distinct``), links between exercises followed (``links``),
and what was proved before is not proved again (``proofs``).
"""
