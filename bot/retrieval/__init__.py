"""Find the articles that may answer a question, and say how sure that is."""
