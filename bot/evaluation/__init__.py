"""Ask question sets, count what came back, measure beside Rasa's default pipeline and public tables."""
