"""Rasa graph components, training-data importer and input channel."""
