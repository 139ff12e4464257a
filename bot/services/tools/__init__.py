"""Guided tools: what people type is read into values, and pure formulas work on them. No input or output.

Every formula takes a frozen request and the figures of `knowledge/facts.yml`, and returns a frozen result that explains
itself line by line. Amounts are decimals, so that pennies are pennies. Nothing here knows a dialogue, a database or a
clock; a day comes in with the request.
"""
