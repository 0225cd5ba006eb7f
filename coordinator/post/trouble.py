"""What can be in the way of a letter, told apart by what the worker has to do about it."""

FOR_GOOD = 500  # a reply code from here on is a no for good (RFC 5321 §4.2.1)


class Trouble(Exception):
    """A letter did not leave; `code` is the server's, or a word, and never the server's text."""

    def __init__(self, code: object) -> None:
        """Keep the code."""
        self.code = str(code)
        super().__init__(self.code)


class NoServer(Trouble):
    """The mail server cannot be reached or will not let us in; that is not about any letter."""


class Busy(Trouble):
    """The server took this letter not yet: try again later."""


class Refused(Trouble):
    """The server will never take this letter: the address is gone, or unheard of."""


def code_of(trouble: Exception) -> str:
    """Return a server's code, or what kind of trouble it was; a server's text may hold an address."""
    return str(getattr(trouble, "smtp_code", "") or type(trouble).__name__)


def verdict(code: int) -> Busy | Refused:
    """Return what a server's no to a letter means."""
    return (Refused if code >= FOR_GOOD else Busy)(code)
