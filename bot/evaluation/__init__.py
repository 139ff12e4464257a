"""Ask question sets, measure, plot, compare."""
