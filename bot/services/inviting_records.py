"""Invitations to the chat."""

import datetime
from dataclasses import dataclass


@dataclass
class Invitation:
    """A code that lets people in."""

    code: str
    """SHA-256 of the code without spaces and dashes; the code itself is shown once and kept nowhere."""
    label: str
    """For whom it is, in the words of whoever made it: a team, a leaflet, an event."""
    uses_left: int
    expires: datetime.datetime
    created: datetime.datetime
    created_by: int | None = None
    """The person of the desk; None for the command line."""
    number: int | None = None
