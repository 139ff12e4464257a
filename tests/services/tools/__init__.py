"""Formulas of the guided tools, worked by hand and by rule."""
