"""The pure rules of sources: what a candidate becomes, when to look again, how much and how fast."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.decide import Insert, Skip, SkipReason, Update, decide_article
from bot.core.entries import Course, decide_course, is_change_due
from bot.core.errors import QuotaReached
from bot.core.freshness import FAR_S, parse_max_age, parse_retry_after, read_freshness
from bot.core.models import Article, ArticleId, NewArticle, ReadState
from bot.core.pace import KEYS, Pace
from bot.core.quotas import Held, Quotas, check_quotas
from bot.core.schedule import LONGEST, SHORTEST, USUAL, decide_next_attempt, decide_next_check, is_time_to_tell

NOW = datetime(2024, 9, 1, 12, tzinfo=UTC)
TEXT = "The ministers met in Oslo and spoke about trade for three hours. " * 5
NEW = NewArticle("T", "P", "2024-08-20", None, "https://e.example/a", None, "en", TEXT, private=False)
KNOWN = Article(
    ArticleId(5),
    "T",
    "P",
    "2024-08-20",
    "https://e.example/a",
    None,
    "en",
    TEXT,
    None,
    ReadState.READ,
    None,
    NOW,
    None,
    None,
)


def test_page_that_is_not_known_is_inserted() -> None:
    assert decide_article(NEW, None, NOW) == Insert(NEW)


def test_page_whose_words_changed_is_a_new_version() -> None:
    changed = replace(NEW, text=TEXT + " A correction was made.")
    assert decide_article(changed, KNOWN, NOW) == Update(changed, KNOWN.article_id)


def test_page_whose_spaces_and_marks_changed_is_the_same() -> None:
    assert decide_article(replace(NEW, text=TEXT.replace(". ", " . ")), KNOWN, NOW) == Skip(
        ArticleId(5), SkipReason.SAME
    )


def test_page_that_shrank_to_a_stub_does_not_replace_its_article() -> None:
    assert decide_article(replace(NEW, text="Please log in to read this."), KNOWN, NOW) == Skip(
        ArticleId(5), SkipReason.STUB
    )


def test_new_version_without_a_date_keeps_the_old_date() -> None:
    decision = decide_article(replace(NEW, text=TEXT + " More.", published=None), KNOWN, NOW)
    assert isinstance(decision, Update)
    assert decision.article.published == "2024-08-20"


@pytest.mark.parametrize(
    ("published", "kept"), [("2024-09-02", True), ("2024-09-03", False), ("2030-01-01", False), ("x", False)]
)
def test_date_more_than_a_day_ahead_is_dropped(published: str, kept: bool) -> None:  # noqa: FBT001
    decision = decide_article(replace(NEW, published=published), None, NOW)
    assert isinstance(decision, Insert)
    assert decision.article.published == (published if kept else None)


@given(st.text(min_size=1), st.one_of(st.none(), st.text()), st.one_of(st.none(), st.just(KNOWN)))
def test_every_candidate_gets_a_decision(text: str, published: str | None, known: Article | None) -> None:
    decision = decide_article(replace(NEW, text=text, published=published), known, NOW)
    assert isinstance(decision, Insert | Update | Skip)


@pytest.mark.parametrize(
    ("full", "own_site", "has_link", "has_text", "course"),
    [
        (True, True, True, True, Course.FEED),
        (True, False, True, True, Course.PAGE),
        (True, False, False, True, Course.FEED),
        (False, True, True, True, Course.PAGE),
        (False, False, False, True, Course.SUMMARY),
        (False, False, False, False, Course.SKIP),
    ],
)
def test_where_the_text_of_an_entry_comes_from(
    *, full: bool, own_site: bool, has_link: bool, has_text: bool, course: Course
) -> None:
    decided = decide_course(full=full, own_site=own_site, has_link=has_link, has_text=has_text)
    assert decided is course


@pytest.mark.parametrize(
    ("changes", "age", "due"),
    [
        (0, timedelta(0), True),
        (2, timedelta(minutes=5), True),
        (3, timedelta(hours=23), False),
        (3, timedelta(days=1), True),
        (400, timedelta(days=1), True),
    ],
)
def test_entry_that_changes_again_and_again_is_brought_again_once_a_day(
    *, changes: int, age: timedelta, due: bool
) -> None:
    assert is_change_due(changes, NOW - age, NOW) is due


@given(
    st.integers(0, 10**9), st.one_of(st.none(), st.integers(0, 10**12)), st.one_of(st.none(), st.integers(0, 10**12))
)
def test_next_check_is_between_five_minutes_and_a_day(source: int, max_age_s: int | None, ttl_s: int | None) -> None:
    max_age_s = min(max_age_s, FAR_S) if max_age_s else max_age_s
    ttl_s = min(ttl_s, FAR_S) if ttl_s else ttl_s
    pause = decide_next_check(source, NOW, max_age_s=max_age_s, ttl_s=ttl_s) - NOW
    assert SHORTEST <= pause <= LONGEST
    assert pause >= USUAL
    assert decide_next_check(source, NOW, max_age_s=max_age_s, ttl_s=ttl_s) - NOW == pause


def test_wish_of_the_server_is_honoured() -> None:
    assert timedelta(hours=2) <= decide_next_check(1, NOW, max_age_s=7_200) - NOW <= timedelta(hours=2.2)
    assert timedelta(hours=3) <= decide_next_check(1, NOW, max_age_s=60, ttl_s=10_800) - NOW <= timedelta(hours=3.3)


@given(st.integers(0, 10**9), st.integers(1, 10**6), st.one_of(st.none(), st.integers(0, FAR_S)))
def test_next_attempt_is_between_five_minutes_and_a_day(source: int, failures: int, retry: int | None) -> None:
    pause = decide_next_attempt(source, NOW, failures=failures, retry_after_s=retry) - NOW
    assert SHORTEST <= pause <= LONGEST


def test_attempts_grow_apart_and_what_is_gone_is_asked_daily() -> None:
    pauses = [decide_next_attempt(3, NOW, failures=n) - NOW for n in range(1, 12)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST
    assert decide_next_attempt(3, NOW, failures=1, gone=True) - NOW == LONGEST
    assert decide_next_attempt(3, NOW, failures=9, retry_after_s=600) - NOW == timedelta(minutes=10)


def test_moderators_hear_of_the_third_failure_or_of_what_is_gone() -> None:
    assert [is_time_to_tell(n, gone=False) for n in (1, 2, 3, 4)] == [False, False, True, True]
    assert is_time_to_tell(1, gone=True)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=60", 60),
        ("public, Max-Age=60", 60),
        ('max-age="60"', 60),
        ("max-age=" + "9" * 40, FAR_S),
        ("no-cache", None),
        ("max-age=-1", None),
        ("max-age=x", None),
        ("max-age=0", None),
        ("", None),
        (None, None),
        ("s-maxage=5", None),
    ],
)
def test_max_age_is_read_or_silent(header: str | None, seconds: int | None) -> None:
    assert parse_max_age(header) == seconds


@given(st.text(max_size=80))
def test_no_header_breaks_the_reading_of_freshness(raw: str) -> None:
    parse_retry_after(raw, NOW)
    kept = read_freshness(etag=raw, last_modified=raw, cache_control=raw, expires=raw, now=NOW)
    assert kept.etag is None or ("\n" not in kept.etag and kept.etag.isascii())


def test_expires_counts_only_when_cache_control_is_silent() -> None:
    soon = "Sun, 01 Sep 2024 12:01:00 GMT"
    asked = [
        read_freshness(etag=None, last_modified=None, cache_control=control, expires=soon, now=NOW).max_age_s
        for control in (None, "max-age=300")
    ]
    assert asked == [60, 300]


@pytest.mark.parametrize(
    ("held", "word"),
    [(Held(10, 0, 0), "articles"), (Held(0, 10, 0), "sources"), (Held(0, 0, 10), "text")],
)
def test_full_library_is_told_what_it_is_full_of(held: Held, word: str) -> None:
    with pytest.raises(QuotaReached, match=word):
        check_quotas(held, Quotas(articles=10, sources=10, text_bytes=10), new_source=True)
    check_quotas(Held(9, 9, 9), Quotas(articles=10, sources=10, text_bytes=10), new_source=True)


def test_sources_at_their_limit_still_bring_articles() -> None:
    check_quotas(Held(0, 10, 0), Quotas(sources=10), new_source=False)


def test_pace_allows_so_many_a_minute_for_each_key_and_stays_small() -> None:
    pace = Pace()
    assert [pace.allow("a", NOW, 2) for _ in range(3)] == [True, True, False]
    assert pace.allow("b", NOW, 2)
    assert pace.allow("a", NOW + timedelta(minutes=1), 2)
    for key in range(KEYS + 50):
        pace.allow(key, NOW, 1)
    assert len(pace._done) == KEYS
