"""The champions' desk: server-rendered pages below `/desk` for members of staff."""
