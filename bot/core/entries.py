"""What becomes of one entry of a feed. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

CHANGES_AT_ONCE = 3
LATER_CHANGES = timedelta(days=1)


class Course(StrEnum):
    """Where the article's text comes from."""

    SKIP = "skip"  # there is nothing to bring
    FEED = "feed"  # the feed carries the whole article
    PAGE = "page"  # the page is fetched
    SUMMARY = "summary"  # the feed's own short text is all there is


def decide_course(*, full: bool, own_site: bool, has_link: bool, has_text: bool) -> Course:
    """How an entry that was not brought before is brought in.

    A feed's full text counts as the page's own only when the page is on the feed's site: a feed could else put words
    under another publisher's address.
    """
    if full and (own_site or not has_link):
        return Course.FEED
    if has_link:
        return Course.PAGE
    return Course.SUMMARY if has_text else Course.SKIP


def is_change_due(changes: int, seen_at: datetime, now: datetime) -> bool:
    """Is an entry that says something else than before to be brought again?

    Three times at once, as corrections come soon after; then once a day, so that a feed whose texts hold a clock or an
    advertisement does not bring a version at each check.
    """
    return changes < CHANGES_AT_ONCE or now - seen_at >= LATER_CHANGES
