from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.breaker import FIRST_PAUSE, MOST_INVALID, Breaker
from bot.core.calendar import Calendar, Every
from bot.core.digest import CARDS_PER_MESSAGE, make_nonce, part_from, select_news, write_part
from bot.core.due import Compose, Skip, Wait, decide_due, list_next
from bot.core.errors import UserError
from bot.core.filter import NewsItem, find_objection, read_kinds, read_terms
from bot.core.models import EventId
from bot.core.orders import Filter, Options, Term, TermKind
from bot.reading.lexicon.lists import load_gazetteer

MINSK = NewsItem(
    news_id=1,
    event_id=EventId(1),
    article_id=None,
    kind="meeting",
    status="held",
    reported_by=2,
    names=("alexander lukashenko", "belarus", "china", "li qiang"),
    places=frozenset({"minsk", "belarus"}),
    words=frozenset({"trad", "energ"}),
    sources=frozenset({"belta", "the gazette"}),
)
ITEMS = st.builds(
    NewsItem,
    news_id=st.integers(1, 10_000),
    event_id=st.integers(1, 10_000).map(EventId),
    article_id=st.none(),
    kind=st.sampled_from(["meeting", "agreement", "figure", "article"]),
    status=st.sampled_from([None, "held", "planned", "cancelled", "intended", "signed"]),
    reported_by=st.integers(1, 9),
    names=st.just(()),
    places=st.just(frozenset()),
    words=st.just(frozenset()),
    sources=st.just(frozenset()),
    baseline=st.booleans(),
)


@pytest.mark.parametrize(
    ("typed", "passes"),
    [
        ("China", True),
        ("Lukashenko", True),
        ("PRC", True),
        ("Li Keqiang", False),
        ("place Minsk", True),
        ("place: Brest", False),
        ("source BelTA", True),
        ("source Gazette", True),
        ("Brazil, China", True),
        ("Brazil; India", False),
    ],
)
def test_any_of_lets_through_what_names_one(typed: str, passes: bool) -> None:  # noqa: FBT001  # as hypothesis or pytest hands it
    asked = Filter(any_of=read_terms(typed, load_gazetteer()))
    assert (find_objection(asked, MINSK) is None) == passes


def test_all_of_none_of_and_kinds_say_what_they_object_to() -> None:
    gazetteer = load_gazetteer()
    assert find_objection(Filter(all_of=read_terms("China, Brazil", gazetteer)), MINSK) == "it asks for Brazil"
    assert find_objection(Filter(none_of=read_terms("Belarus", gazetteer)), MINSK) == "it leaves out Belarus"
    assert find_objection(Filter(kinds=read_kinds("figures")), MINSK) == "it tells no meetings"
    assert find_objection(Filter(), MINSK) is None


def test_articles_are_searched_in_their_text() -> None:
    article = replace(MINSK, kind="article", names=(), places=frozenset(), text="a quiet day in minsk for china")
    china = Filter(any_of=(Term(TermKind.PARTY, "China", "china"),))
    assert find_objection(china, article) is None
    assert find_objection(Filter(any_of=(Term(TermKind.PARTY, "Chin", "chin"),)), article) is not None


@pytest.mark.parametrize("typed", ["!!!", ",".join(f"Name{n}" for n in range(30)), "word the"])
def test_lists_that_say_too_little_or_too_much_are_refused(typed: str) -> None:
    with pytest.raises(UserError):
        read_terms(typed, load_gazetteer())


@given(st.lists(ITEMS, max_size=60, unique_by=lambda item: item.event_id), st.integers(1, 40))
def test_every_item_is_shown_or_counted_once_within_the_limits(items: list[NewsItem], entries: int) -> None:
    chosen = select_news(items, Filter(), title="New", entries=entries)
    fresh = {item.event_id for item in items if not item.baseline}
    shown = [entry.event_id for part in chosen.parts for entry in part.entries]
    assert len(shown) == len(set(shown)) == min(entries, len(fresh))
    assert set(shown) | {item.event_id for item in chosen.counted} == fresh
    assert all(len(part.entries) <= CARDS_PER_MESSAGE for part in chosen.parts)
    assert [part_from(write_part(part)) for part in chosen.parts] == list(chosen.parts)


def test_the_most_reported_come_first_and_are_kept_when_there_is_too_much() -> None:
    items = [replace(MINSK, news_id=n, event_id=EventId(n), reported_by=n) for n in (1, 3, 2)]
    chosen = select_news(items, Filter(), title="New", entries=2)
    assert [entry.event_id for entry in chosen.parts[0].entries] == [3, 2]
    assert chosen.parts[0].note is not None
    assert "1 more: 1 meetings" in chosen.parts[0].note.lower()


@given(st.text(max_size=300), st.integers(0, 50), st.integers(0, 2**62))
def test_nonces_fit_and_differ_for_every_part_date_and_channel(key: str, part: int, channel: int) -> None:
    nonce = make_nonce("here", key, part, channel)
    assert len(nonce) == 24
    others = [
        make_nonce("there", key, part, channel),
        make_nonce("here", key + "x", part, channel),
        make_nonce("here", key, part + 1, channel),
        make_nonce("here", key, part, channel + 1),
    ]
    assert nonce not in others
    assert nonce == make_nonce("here", key, part, channel)


NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)
DAILY = Calendar(Every.DAY, "Europe/Berlin", time(2, 30))


def test_due_waits_composes_and_skips_by_rows_and_now_alone() -> None:
    last = NOON - timedelta(days=1)
    at = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # 02:30 does not exist that day; 03:00 local is the next valid minute
    course = decide_due(DAILY, Options(), last_at=last, now=at, news=None)
    assert isinstance(course, Compose)
    assert course.occurrence.key == "2026-03-29"
    assert isinstance(decide_due(DAILY, Options(), last_at=last, now=at - timedelta(minutes=1), news=None), Wait)
    assert isinstance(decide_due(DAILY, Options(), last_at=last, now=at + timedelta(hours=7), news=None), Skip)
    assert isinstance(decide_due(DAILY, Options(), last_at=at, now=at + timedelta(hours=2), news=None), Wait)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001
    st.integers(0, 60 * 24 * 5),
    st.sampled_from([Every.HOUR, Every.DAY, Every.WEEK, Every.MONTH]),
    st.sampled_from(["UTC", "Europe/Warsaw", "America/Santiago", "Australia/Lord_Howe", "Africa/Cairo"]),
    st.booleans(),
)
def test_a_digest_always_has_a_next_time_that_lies_ahead(
    last_at: datetime,
    minutes: int,
    every: Every,
    zone: str,
    quiet: bool,  # noqa: FBT001  # as hypothesis or pytest hands it
) -> None:
    calendar = Calendar(every, zone, time(0, 15), frozenset({0, 4}), 31)
    options = Options(quiet=(time(22), time(6)) if quiet else None)
    now = last_at + timedelta(minutes=minutes)
    course = decide_due(calendar, options, last_at=last_at, now=now, news=None)
    assert course.next_at is not None
    assert course.next_at > now
    if isinstance(course, Compose):
        assert last_at < course.occurrence.at <= now


def test_the_next_times_count_quiet_hours_in() -> None:
    hourly = Calendar(Every.HOUR, "UTC", time(0))
    times = list_next(hourly, Options(quiet=(time(20), time(8))), datetime(2026, 1, 1, 18, 30, tzinfo=UTC), 3)
    assert [at.hour for at in times] == [19, 8, 9]


def test_the_breaker_opens_for_longer_each_time_and_closes_again() -> None:
    breaker = Breaker()
    for number in range(MOST_INVALID - 1):
        breaker.note_refusal(NOON + timedelta(seconds=number))
    assert not breaker.is_open(NOON)
    breaker.note_refusal(NOON + timedelta(seconds=99))
    assert breaker.is_open(NOON + timedelta(seconds=100))
    assert not breaker.is_open(NOON + timedelta(seconds=100) + FIRST_PAUSE)
    breaker.note_block(NOON)
    assert breaker.is_open(NOON + 2 * FIRST_PAUSE - timedelta(seconds=1))
    breaker.note_success()
    breaker.note_block(NOON)
    assert not breaker.is_open(NOON + FIRST_PAUSE)


def test_refusals_that_are_far_apart_do_not_open_the_breaker() -> None:
    breaker = Breaker()
    for number in range(500):
        breaker.note_refusal(NOON + timedelta(minutes=number))
    assert not breaker.is_open(NOON + timedelta(minutes=500))
