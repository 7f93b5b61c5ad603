"""The public names of the package, each loaded when it is first used."""

from . import client as client
from . import process as process
from . import worker_messages as worker_messages
from .client import Workers as Workers
from .verifying import verify_tasks as verify_tasks
from .worker_messages import AskedStage as AskedStage
