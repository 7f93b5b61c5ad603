"""The public names of the package, each loaded when it is first used."""

from .app import DrillApp as DrillApp
from .app_runner import run_app as run_app
from .formula_forms import in_form as in_form
from .method import method_text as method_text
from .screens.progress import report_rows as report_rows
from .served import SERVED as SERVED
from .served import typed_in_browser as typed_in_browser
from .textual_internals import drop_replies as drop_replies
