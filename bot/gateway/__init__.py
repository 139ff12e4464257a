"""The web app: the only process that a network reaches."""
