"""Which event a report belongs to, and which words, places and dates are alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.alike import compare_dates, compare_places, compare_words, read_place, stem_word, topic_words
from bot.core.merge import Candidate, Told, choose_event, compare_told
from bot.core.models import ArticleId, EventId, Meeting, MeetingKind, MeetingStatus, Quote, ReportId
from bot.core.names import Party
from bot.reading.lexicon.lists import load_gazetteer

LI = Party("person", "Li Qiang", "China", ("Premier",))
XI = Party("person", "Xi Jinping", "China", ("President",))
LUKASHENKO = Party("person", "Alexander Lukashenko", "Belarus", ("President",))
CHINA = Party("country", "China")


def told(article: int, *parties: Party, date: str | None = "2024-08-22", place: str | None = "Minsk",
         kind: MeetingKind = MeetingKind.TALKS, published: str = "2024-08-23") -> Told:  # fmt: skip
    names = tuple(party.name for party in parties)
    fact = Meeting(kind, names, place, date, MeetingStatus.HELD, (Quote(0, 1, "x"),))
    where = read_place(place, load_gazetteer())
    return Told(ReportId(article), ArticleId(article), fact, parties, where, published, frozenset())


def event(number: int, *reports: Told) -> Candidate:
    return Candidate(EventId(number), reports)


def test_a_report_joins_the_event_that_tells_the_same() -> None:
    others = [event(1, told(1, LI, LUKASHENKO, date="2023-01-05")), event(2, told(2, LI, LUKASHENKO))]
    assert choose_event(told(9, LUKASHENKO, LI), others) == 2


def test_two_facts_of_one_article_are_never_joined() -> None:
    assert choose_event(told(1, LI, LUKASHENKO), [event(5, told(1, LI, LUKASHENKO))]) is None


def test_a_report_that_contradicts_one_of_an_events_reports_stays_out() -> None:
    visit = told(1, LUKASHENKO, CHINA, place="China", kind=MeetingKind.VISIT)
    with_xi = told(2, LUKASHENKO, XI, place="Beijing")
    with_li = told(3, LUKASHENKO, LI, place="Beijing")
    assert choose_event(with_xi, [event(1, visit)]) == 1
    assert choose_event(with_li, [event(1, visit, with_xi)]) is None


def test_a_report_that_fits_two_events_equally_stands_alone() -> None:
    visit = told(9, LUKASHENKO, CHINA, place="China", kind=MeetingKind.VISIT)
    events = [
        event(1, told(1, LUKASHENKO, XI, place="Beijing")),
        event(2, told(2, LUKASHENKO, LI, place="Beijing")),
    ]
    assert choose_event(visit, events) is None
    assert choose_event(visit, events[:1]) == 1


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("2024-08-22", "2024-08-22", "day"),
        ("2024-08-22", "2024-08-23", "next"),
        ("2024-08-22", "2024-08-24", "apart"),
        ("2024-08-20/2024-08-22", "2024-08-22", "month"),
        ("2024-08", "2024-08-22", "month"),
        ("2024", "2024-08-22", "year"),
        ("2023", "2024-08", "apart"),
        (None, "2024", "unknown"),
        ("soon", "2024", "unknown"),
    ],
)
def test_dates_are_compared_as_precisely_as_they_are(one: str | None, other: str | None, relation: str) -> None:
    assert compare_dates(one, other) == relation
    assert compare_dates(other, one) == relation


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("Minsk", "Minsk, Belarus", "same"),
        ("Zappeion Hall, Athens", "Athens", "same"),
        ("Belarus", "Minsk", "within"),
        ("Minsk", "Gomel", "near"),
        ("Minsk", "Moscow", "other"),
        ("Minsk", "the Palace of Peace", "unsure"),
        ("Belarus", "the Republic of Belarus", "same"),
        ("Washington", "Washington, D.C.", "same"),
        ("the White House", "Washington D.C.", "same"),
        ("Kiev", "Kyiv", "same"),
        ("the Kremlin", "Moscow", "same"),
        (None, "Minsk", "unsure"),
    ],
)
def test_places_are_compared_by_what_lies_in_what(one: str | None, other: str | None, relation: str) -> None:
    gazetteer = load_gazetteer()
    assert compare_places(read_place(one, gazetteer), read_place(other, gazetteer)) == relation
    assert compare_places(read_place(other, gazetteer), read_place(one, gazetteer)) == relation


def test_forms_of_a_word_share_a_stem() -> None:
    assert len({stem_word(word) for word in ("trade", "trades", "trading", "traded", "turnover", "commerce")}) == 1
    assert len({stem_word(word) for word in ("cooperate", "cooperation", "cooperating")}) == 1
    assert stem_word("2024") == "2024"


def test_common_words_alone_make_nothing_alike() -> None:
    likeness = compare_words(topic_words("strengthen bilateral cooperation"), topic_words("deepen bilateral ties"))
    assert likeness.telling == 0


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_lies_between_nothing_and_all(one: str, other: str) -> None:
    first, second = topic_words(one), topic_words(other)
    likeness = compare_words(first, second)
    assert 0 <= likeness.overall <= likeness.covered + 1e-9 <= 1 + 2e-9
    assert compare_words(first, second) == compare_words(second, first)


@given(
    st.sampled_from(["2024-08-22", "2024-08-23", "2024-08", "2024", None]), st.sampled_from(["Minsk", "Moscow", None])
)
def test_comparing_does_not_depend_on_the_order(date: str | None, place: str | None) -> None:
    one, other = told(1, LI, LUKASHENKO), told(2, CHINA, LUKASHENKO, date=date, place=place)
    assert (compare_told(one, other) > 0) == (compare_told(other, one) > 0)
    assert compare_told(one, replace(one, article_id=ArticleId(3))) > 0
