"""The public names of the package, each loaded when it is first used."""

from . import belief as belief
from . import day_plan as day_plan
from . import entry as entry
from . import events as events
from . import fluency as fluency
from . import fold as fold
from . import path as path
from . import plan_ledger as plan_ledger
from . import progress as progress
from . import skills as skills
from . import state as state
from . import wire as wire
from . import words as words
