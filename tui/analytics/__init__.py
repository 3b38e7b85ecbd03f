"""Pure functions from Events and bars to the sections of the Board: the only home of numpy and pandas."""
