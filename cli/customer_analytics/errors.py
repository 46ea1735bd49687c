"""The one family of errors that people see: what happened, and what to do next."""


class CustomerAnalyticsError(Exception):
    """Something a person can mend.

    Attributes:
        message: What happened and where, one or two sentences.
        hint: What to do next; may be empty.
        exit_code: Exit code of the command that it ends.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the message and the hint apart, so that they can be printed apart."""
        super().__init__(message)
        self.message = message
        self.hint = hint
