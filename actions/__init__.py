"""Rasa custom actions, one a module. Each translates in, calls a use case, translates out."""
