"""Cards: the quote is checked again, sources are counted, what a moderator put right is marked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.compose import compose_card, list_names, say_date
from bot.core.models import (
    ArticleId,
    Event,
    EventId,
    FactKind,
    Meeting,
    MeetingKind,
    MeetingStatus,
    Quote,
    Report,
    ReportId,
)
from bot.core.summary import count_sources, summarise
from bot.reading.lexicon.lists import load_gazetteer

GAZETTEER = load_gazetteer()
TEXT = "According to the Foreign Ministry, Li Qiang met Golovchenko in Minsk."


def report(number: int, *, status: str = "held", date: str | None = None, published: str | None = "2024-08-23",
           text: str = TEXT, publisher: str = "", copy_of: int | None = None) -> Report:  # fmt: skip
    fact = Meeting(
        MeetingKind.TALKS,
        ("Li Qiang", "Roman Golovchenko"),
        None,
        date,
        MeetingStatus(status),
        (Quote(0, len(text), text),),
    )
    copied = None if copy_of is None else ArticleId(copy_of)
    source = publisher or f"Paper {number}"
    return Report(ReportId(number), ArticleId(number), fact, "Title", source, published, None, copied)


def event(*reports: Report, **more: object) -> Event:
    return replace(Event(EventId(1), FactKind.MEETING, reports), **more)  # type: ignore[arg-type]


def standing(*reports: Report) -> dict[tuple[ArticleId, int, int], str]:
    return {(r.article_id, q.start, q.end): q.text for r in reports for q in r.fact.quotes}


def test_a_card_has_the_quote_first_and_says_according_to_whom() -> None:
    card = compose_card(event(report(1)), standing(report(1)), GAZETTEER)
    assert card is not None
    assert (card.quote, card.heading, card.reported_by) == (TEXT, "Talks, held", 1)
    assert dict(card.details)["According to"] == "the Foreign Ministry"


@pytest.mark.parametrize("text", ["", TEXT[:-1], TEXT.lower(), TEXT + " "])
def test_a_quote_that_stands_otherwise_is_not_shown(text: str) -> None:
    false = {(ArticleId(1), 0, len(TEXT)): text}
    assert compose_card(event(report(1)), false, GAZETTEER) is None
    assert compose_card(event(report(1)), {}, GAZETTEER) is None
    both = compose_card(event(report(1), report(2)), false | standing(report(2)), GAZETTEER)
    assert both is not None
    assert [line.article_id for line in both.sources] == [2]
    assert both.reported_by == 1


def test_sources_are_publishers_with_words_of_their_own() -> None:
    assert count_sources([(1, "A", None), (2, "B", None), (3, "B", None)]) == 2
    assert count_sources([(1, "A", None), (2, "B", 1), (3, "C", 1)]) == 1
    assert count_sources([(2, "B", 1), (3, "C", 1)]) == 1
    assert count_sources([(1, "A", None), (2, "a ", None)]) == 1
    assert count_sources([]) == 0


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from("ABC"), st.none() | st.integers(1, 6)), max_size=8))
def test_there_are_never_more_sources_than_publishers_or_articles(heads: list[tuple[int, str, int | None]]) -> None:
    count = count_sources(heads)
    assert count <= len({publisher for _, publisher, _ in heads})
    assert (count == 0) == (not heads)


def test_held_is_never_undone_by_an_older_plan_nor_by_a_later_one() -> None:
    held = report(1, published="2024-08-22")
    for day in ("2024-08-01", "2024-09-01"):
        assert summarise(event(held, report(2, status="planned", published=day)), GAZETTEER).status == "held"


def test_a_cancelled_meeting_that_is_planned_again_later_is_planned() -> None:
    steps = [("planned", "2024-08-01"), ("cancelled", "2024-08-05"), ("planned", "2024-08-09")]
    reports = [report(n, status=status, published=day) for n, (status, day) in enumerate(steps, 1)]
    summary = summarise(event(*reports[::-1]), GAZETTEER)
    assert summary.status == "planned"
    assert [status for status, _ in summary.trail] == ["planned", "cancelled", "planned"]


def test_a_contradiction_of_the_status_is_shown_with_who_says_it() -> None:
    reports = (report(1, publisher="A"), report(2, status="cancelled", publisher="B"))
    card = compose_card(event(*reports), standing(*reports), GAZETTEER)
    assert card is not None
    assert dict(card.disagreements)["Status"] == "held (A); cancelled (B)"


def test_the_date_most_sources_tell_is_shown_and_a_rougher_one_is_no_contradiction() -> None:
    dates = ["2024-08-22", "2024-08-22", "2024-08-23", "2024-08"]
    summary = summarise(event(*(report(n, date=day) for n, day in enumerate(dates, 1))), GAZETTEER)
    assert summary.date == "2024-08-22"
    (difference,) = summary.differences
    assert [value for value, _ in difference.views] == ["2024-08-22", "2024-08-23"]


def test_copies_do_not_outvote_a_source_of_its_own() -> None:
    own = report(1, date="2024-08-22")
    copies = [report(n, date="2024-08-23", copy_of=2) for n in (2, 3, 4)]
    second = report(5, date="2024-08-22")
    assert summarise(event(*copies, own, second), GAZETTEER).date == "2024-08-22"


def test_what_a_moderator_put_right_is_shown_and_marked() -> None:
    corrections = (("date", "2024-08-21"), ("place", None), ("who", "Li Qiang; Slovakia"))
    card = compose_card(event(report(1), corrections=corrections), standing(report(1)), GAZETTEER)
    assert card is not None
    assert (card.date, dict(card.details)["Who"]) == ("2024-08-21", "Li Qiang, Slovakia")
    assert set(card.corrected) == {"When", "Where", "Who"}


def test_dates_are_said_as_precisely_as_they_are_known() -> None:
    said = {
        "2024-08-22": "22 August 2024",
        "2024-08": "August 2024",
        "2024": "2024",
        "2024-08-20/2024-08-22": "20 to 22 August 2024",
        "2024-08-30/2024-09-02": "30 August 2024 to 2 September 2024",
        "2019/2020": "2019 to 2020",
    }
    assert {iso: say_date(iso) for iso in said} == said
    assert say_date(None) == ""


def test_long_lists_of_names_say_how_many_more() -> None:
    assert list_names([f"N{n}" for n in range(15)]).endswith("N11 and 3 more")
