"""Planned is not held, intended is not signed: whatever the words by which a sentence leaves an event open."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import cycle, product
from pathlib import Path
from typing import Any

import pytest

from bot.core.models import Agreement, AgreementStatus, ArticleText, Meeting, MeetingStatus
from bot.reading.pipeline import RuleReader

TOLD: dict[str, Any] = tomllib.loads((Path(__file__).parent / "never_firmer.toml").read_text("utf-8"))
DONE = {MeetingStatus.HELD, AgreementStatus.AGREED, AgreementStatus.SIGNED, AgreementStatus.IN_FORCE}


@cache
def load_reader() -> RuleReader:
    return RuleReader()


def tell_events(frame: str) -> list[str]:
    """The sentences that a frame makes of every event, with one pair after the other."""
    told = (
        frame.format(**pair, **{form: words.format(**pair) for form, words in event.items()})
        for event, pair in zip(TOLD["event"], cycle(TOLD["pair"]), strict=False)
    )
    return list(dict.fromkeys(told))


def read_done(sentence: str) -> list[Meeting | Agreement]:
    """What the reader tells of a sentence as done."""
    facts = load_reader().read(ArticleText("News of the day", "2023-05-10", sentence))
    told: list[Meeting | Agreement] = [*facts.meetings, *facts.agreements]
    return [fact for fact in told if fact.status in DONE]


@pytest.mark.parametrize("frame", TOLD["firm"])
def test_what_happened_is_told_as_done(frame: str) -> None:
    assert [sentence for sentence in tell_events(frame) if not read_done(sentence)] == []


@pytest.mark.parametrize("frame", [*TOLD["open"], *TOLD["open_meetings"], *TOLD["open_agreements"]])
def test_what_is_open_is_never_told_as_done(frame: str) -> None:
    assert {sentence: facts for sentence in tell_events(frame) if (facts := read_done(sentence))} == {}


def tell_stories(frame: str) -> list[str]:
    """Articles of two paragraphs: what lies ahead, and how it goes on."""
    return [f"{first}\n\n{frame}".format(**pair) for first, pair in product(TOLD["ahead"], TOLD["pair"])]


@pytest.mark.parametrize("frame", TOLD["goes_on"])
def test_what_lies_ahead_stays_ahead_while_the_article_goes_on(frame: str) -> None:
    assert {story: facts for story in tell_stories(frame) if (facts := read_done(story))} == {}


@pytest.mark.parametrize("frame", TOLD["has_been"])
def test_an_earlier_meeting_is_told_as_held_beside_one_that_lies_ahead(frame: str) -> None:
    assert [story for story in tell_stories(frame) if not read_done(story)] == []
