"""The public names of the package, each loaded when it is first used."""

from .derivation_check import mark_derivation as mark_derivation
from .derivation_rows import split_derivation as split_derivation
from .marked_text import MarkedLine as MarkedLine
from .marked_text import MarkedText as MarkedText
from .marked_text import check_derivation_text as check_derivation_text
