"""The family of errors. Every text says what happened, where, and what to do about it.

GuideError
├── ConfigurationError      a setting is missing or cannot be used
├── ContentError            `knowledge/` holds faults; carries all of them
├── ModelError              the trained model is missing, damaged or does not fit the content
├── StorageError            the database cannot be read or written
├── UnderstandingError      Rasa or the action server did not answer
└── RefusedError            what a person sent cannot be taken; the text is for that person
    ├── TooLongError
    ├── ConflictError       somebody else changed it meanwhile; nothing was overwritten
    └── UnknownItemError    a ticket, article, choice or session that does not exist
"""


class GuideError(Exception):
    """Base of all errors that the product raises on purpose."""


class ConfigurationError(GuideError):
    """A setting is missing or cannot be used."""


class ContentError(GuideError):
    """`knowledge/` holds faults; `faults` carries all of them, worded for the person who edits."""

    def __init__(self, faults: list[str]) -> None:
        """Keep all faults and show them one a line."""
        self.faults = faults
        super().__init__("\n".join(faults))


class ModelError(GuideError):
    """The trained model is missing, damaged or does not fit the content."""


class StorageError(GuideError):
    """The database cannot be read or written."""


class UnderstandingError(GuideError):
    """Rasa or the action server did not answer."""


class RefusedError(GuideError):
    """What a person sent cannot be taken; the text is for that person."""


class TooLongError(RefusedError):
    """The message is longer than the product takes."""


class ConflictError(RefusedError):
    """Somebody else changed it since it was read; nothing was overwritten."""


class UnknownItemError(RefusedError):
    """A ticket, article, choice or session that does not exist."""
