"""Rasa custom action: greeting, thanks, farewell, help."""

from actions.answer import ActionAnswer


class ActionSocial(ActionAnswer):
    """A message that looks social may hold a question: the same use case decides."""

    def name(self) -> str:
        """Name in domain.yml."""
        return "action_social"
