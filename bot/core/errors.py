"""Every error of our own, and the one rule about them.

    CommuniqueError
    ├── UserError          its text is shown to the person who asked: one plain sentence that says what to do
    │   ├── NotFound       nothing by that name here; may carry suggestions
    │   ├── NotAllowed     the person lacks a right
    │   └── QuotaReached   the library is full or too fast
    └── FaultError         something of ours or of the machine failed; shown as an apology with a short id

Every other exception is treated as a FaultError at the one door (bot.tree, bot.cli): its text is never shown.
"""

from __future__ import annotations


class CommuniqueError(Exception):
    """Base of every error that Communiqué raises on purpose."""


class UserError(CommuniqueError):
    """What went wrong, in one plain sentence for the person who asked."""

    def __init__(self, sentence: str, *, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.suggestions = suggestions  # things they may have meant, best first


class NotFound(UserError):  # noqa: N818  # reads as what happened, like LookupError's family in the standard library
    """Nothing by that name is in this library."""


class NotAllowed(UserError):  # noqa: N818  # the same
    """The person lacks the right to do this here."""


class QuotaReached(UserError):  # noqa: N818  # the same
    """The library holds as much, or was filled as fast, as its settings allow."""


class FaultError(CommuniqueError):
    """Something of ours or of the machine failed; the text is for the log alone."""
