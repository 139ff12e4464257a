"""What templates call to put moments into words, as seen from one now."""

import datetime
from dataclasses import dataclass

from bot.helpdesk.moments import lasting, when
from bot.helpdesk.reminders import expected_by


@dataclass(frozen=True)
class Moments:
    """Words for moments."""

    now: datetime.datetime

    def when(self, at: datetime.datetime) -> str:
        """Say when something was or will be: "3pm today"."""
        return when(at, self.now)

    def since(self, at: datetime.datetime) -> str:
        """Say how long ago something was: "2 days"."""
        return lasting(self.now - at)

    def overdue(self, due: datetime.datetime | None) -> bool:
        """Tell whether a promised moment has passed."""
        return due is not None and due <= self.now

    def due(self, due: datetime.datetime) -> str:
        """Say by when something was promised: "by 3pm today"."""
        return expected_by(due, self.now)
