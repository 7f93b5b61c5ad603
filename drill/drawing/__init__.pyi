"""The public names of the package, each loaded when it is first used."""

from . import canvas as canvas
from . import figure as figure
from . import figure_layout as figure_layout
from . import figure_output as figure_output
