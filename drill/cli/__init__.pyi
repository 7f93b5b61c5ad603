"""The public names of the package, each loaded when it is first used."""

from . import api as api
from . import assistant as assistant
from . import commands as commands
from . import main as main
from . import output as output
from . import plain_words as plain_words
from . import printed_sheets as printed_sheets
from .api import Grader as Grader
from .api import explain as explain
from .api import explain_working as explain_working
from .api import grade as grade
from .api import load as load
from .api import variant as variant
from .output import run_guarded as run_guarded
from .plain import PlainSession as PlainSession
from .session_protocol import Protocol as Protocol
