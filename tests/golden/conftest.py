"""Commands in this process, as the tests of the command line run them."""

from tests.cli.conftest import drill, home, small_banks_and_one_worker

__all__ = ["drill", "home", "small_banks_and_one_worker"]
