"""The public names of the package, each loaded when it is first used."""

from .meaning import Meaning as Meaning
