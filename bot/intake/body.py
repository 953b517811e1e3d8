"""The bytes of an answer, under caps that count what really arrives: wire bytes, decoded bytes, and their ratio. Pure.

Decompression goes in steps, so that a bomb of 500 MiB in half a megabyte never takes more than its cap. Only gzip is
offered to servers and only gzip is decoded, once.
"""

from __future__ import annotations

import zlib

MIB = 1 << 20
PAGE_CAP = 5 * MIB  # decoded bytes of an HTML page
FILE_CAP = 10 * MIB  # of a feed or PDF
RATIO = 100  # decoded to wire bytes; real pages reach 5 to 20
RATIO_FROM = MIB  # decoded bytes below which the ratio is not asked: a short page of spaces is harmless
MEMBERS = 64  # gzip members in one body; servers send one
_STEP = 1 << 16
_GZIP = 16 + zlib.MAX_WBITS


class BodyTooLarge(Exception):  # noqa: N818  # reads as what happened; turned into a FetchFailed by the fetcher
    """More bytes than the cap, or a ratio that only a bomb has."""


class BodyBroken(Exception):  # noqa: N818  # the same
    """Not what its headers say: damaged or cut short."""


class Body:
    """Collects one answer. ``feed`` takes wire bytes, ``finish`` gives the decoded content."""

    def __init__(self, *, gzip: bool, page: bool) -> None:
        self._gzip = gzip
        self._page = page  # the headers say HTML, so the lower cap holds
        self._inflate = zlib.decompressobj(_GZIP) if gzip else None
        self._members = 1
        self._wire = 0
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> None:
        """Take more wire bytes. Raises BodyTooLarge or BodyBroken."""
        self._wire += len(chunk)
        if self._inflate is None:
            self._keep(chunk)
            return
        waiting = chunk
        while waiting:
            inflate = self._inflate
            waiting = self._next_member(waiting) if inflate.eof else self._inflate_step(inflate, waiting)

    def finish(self) -> bytes:
        """The whole content. Raises BodyBroken when the compressed stream was cut short."""
        if self._inflate is not None and not self._inflate.eof and self._wire > 0:
            raise BodyBroken("the compressed stream ended early")
        return b"".join(self._parts)

    def _inflate_step(self, inflate: zlib._Decompress, waiting: bytes) -> bytes:
        """Take one step's worth of bytes; what is still to be taken."""
        try:
            part = inflate.decompress(waiting, _STEP)
            self._keep(part)
            # With all input taken, a full step may leave more output inside.
            while len(part) == _STEP and not inflate.unconsumed_tail and not inflate.eof:
                part = inflate.decompress(b"", _STEP)
                self._keep(part)
        except zlib.error as error:
            raise BodyBroken("the compressed stream is damaged") from error
        return inflate.unused_data if inflate.eof else inflate.unconsumed_tail

    def _next_member(self, waiting: bytes) -> bytes:
        """A further gzip member may follow the first; anything else behind it is ignored, as browsers do."""
        if not waiting.startswith(b"\x1f"):
            return b""
        self._members += 1
        if self._members > MEMBERS:
            raise BodyTooLarge
        self._inflate = zlib.decompressobj(_GZIP)
        return waiting

    def _keep(self, part: bytes) -> None:
        if not self._parts and part.lstrip()[:5].lower() in {b"<!doc", b"<html"}:
            self._page = True
        self._parts.append(part)
        self._size += len(part)
        if self._size > (PAGE_CAP if self._page else FILE_CAP):
            raise BodyTooLarge
        if self._gzip and self._size > RATIO_FROM and self._size > RATIO * self._wire:
            raise BodyTooLarge
