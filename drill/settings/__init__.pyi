"""The public names of the package, each loaded when it is first used."""

from .schema import DEFAULTS as DEFAULTS
from .schema import RETENTIONS as RETENTIONS
from .schema import SCHEMA as SCHEMA
from .schema import SUBJECTS as SUBJECTS
from .schema import Setting as Setting
from .schema import Settings as Settings
from .settings_file import ACTIONS as ACTIONS
from .settings_file import ALIASES as ALIASES
from .settings_file import COMMAND_NAMES as COMMAND_NAMES
from .settings_file import MOVED as MOVED
from .settings_file import LoadedSettings as LoadedSettings
from .settings_file import find_keys_in_use as find_keys_in_use
from .settings_file import find_setting_line as find_setting_line
from .settings_file import has_key as has_key
from .settings_file import has_plain_locale as has_plain_locale
from .settings_file import is_read_aloud as is_read_aloud
from .settings_file import load_settings as load_settings
from .settings_file import write_setting as write_setting
