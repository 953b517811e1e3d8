"""Why nothing was fetched, in detail for the bot and in one sentence for people."""

from __future__ import annotations

from enum import StrEnum

from bot.core.errors import UserError


class FetchFault(StrEnum):
    """Why nothing was fetched; for the log, for tests, and for what is done next."""

    REFUSED = "refused"  # the address, name or port is not one that may be connected to
    UNREACHABLE = "unreachable"
    TIME = "time"
    CERTIFICATE = "certificate"
    STATUS = "status"  # the server answered that it has nothing
    GONE = "gone"  # the server says that it is gone for good
    REDIRECTS = "redirects"  # too many, in a circle, or to nowhere
    SIZE = "size"
    ENCODING = "encoding"  # compressed in a way that was not asked for
    BROKEN = "broken"  # no HTTP, or cut short


_OUT_OF_REACH = "That address could not be reached."
_SENTENCES = {
    FetchFault.CERTIFICATE: "The site's certificate is not valid, so nothing was taken from it.",
    FetchFault.GONE: "The site says that this page is gone for good.",
    FetchFault.REDIRECTS: "That address leads in a circle or too far round.",
    FetchFault.SIZE: "What is at that address is too large.",
    FetchFault.ENCODING: "What is at that address is packed in a way that can't be read.",
}
_STATUS_SENTENCES = {
    401: "The site asks for a login.",
    403: "The site does not let the bot read this page.",
    404: "There is no page at that address.",
    429: "The site asks to come back later.",
    451: "The site may not show this page for legal reasons.",
}


class FetchFailed(UserError):  # noqa: N818  # reads as what happened, like the errors of bot.core.errors
    """Nothing was fetched; ``fault`` says why, in more detail than the person is told."""

    def __init__(self, fault: FetchFault, *, status: int | None = None, retry_after_s: int | None = None) -> None:
        sentence = _SENTENCES.get(fault, _OUT_OF_REACH)
        if fault is FetchFault.STATUS and status is not None:
            sentence = _STATUS_SENTENCES.get(status, f"The site answered with an error ({status}).")
        super().__init__(sentence)
        self.fault = fault
        self.status = status
        self.retry_after_s = retry_after_s

    @property
    def passing(self) -> bool:
        """May it be well again soon? A page that is not there, or may not be read, will not."""
        if self.fault is FetchFault.STATUS:
            return self.status is None or self.status >= 500 or self.status in {408, 425, 429}
        return self.fault in {FetchFault.UNREACHABLE, FetchFault.TIME, FetchFault.BROKEN, FetchFault.CERTIFICATE}
