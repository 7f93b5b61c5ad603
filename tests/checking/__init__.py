"""Tests of checking. NumPy's threads only get in one another's way on matrices of this size."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
