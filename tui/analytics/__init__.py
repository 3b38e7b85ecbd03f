"""Pure functions from Events and bars to the sections of the Board: the only home of numpy and pandas."""

import os

# These sums take a millisecond; OpenBLAS would spread them over every core and let its threads spin for more than that.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
