"""What becomes of one entry of a feed. Pure."""

from __future__ import annotations

from enum import StrEnum


class Course(StrEnum):
    """Where the article's text comes from."""

    SKIP = "skip"  # brought before, or nothing to bring
    FEED = "feed"  # the feed carries the whole article
    PAGE = "page"  # the page is fetched
    SUMMARY = "summary"  # the feed's own short text is all there is


def decide_course(*, seen: bool, full: bool, own_site: bool, has_link: bool, has_text: bool) -> Course:
    """How an entry is brought in.

    A feed's full text counts as the page's own only when the page is on the feed's site: a feed could else put words
    under another publisher's address.
    """
    if seen:
        return Course.SKIP
    if full and (own_site or not has_link):
        return Course.FEED
    if has_link:
        return Course.PAGE
    return Course.SUMMARY if has_text else Course.SKIP
