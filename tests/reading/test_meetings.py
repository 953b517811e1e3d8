"""Meetings: every frame of the lexicon by its example, and what the frames must not take for one."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from bot.core.models import ArticleText, Meeting, MeetingKind, MeetingStatus
from bot.core.quotes import quote_holds
from bot.reading.context.context import build_context
from bot.reading.explain import Recorder
from bot.reading.meetings.frames import Governor, NounFrame, VerbFrame, load_meetings
from bot.reading.meetings.read import read_meetings
from bot.reading.parsing.sentences import split_text
from bot.reading.parsing.syntax import SpacyParser

PUBLISHED = "2024-08-23"  # a Friday
LEXICON = load_meetings()


@cache
def load_parser() -> SpacyParser:
    return SpacyParser()


def read(text: str, published: str | None = PUBLISHED) -> tuple[tuple[Meeting, ...], Recorder]:
    """The meetings of a text, and what the rules report."""
    article = ArticleText("Notes of the day", published, text)
    recorder = Recorder()
    context = build_context(article, load_parser().parse(split_text(text, article.title).paragraphs))
    meetings = read_meetings(context, recorder)
    assert all(quote_holds(text, quote) for meeting in meetings for quote in meeting.quotes)
    return meetings, recorder


def shown(meeting: Meeting) -> tuple[Any, ...]:
    return meeting.kind, meeting.participants, meeting.place, meeting.date, meeting.status


@pytest.mark.parametrize("frame", [*LEXICON.verbs, *LEXICON.nouns], ids=lambda frame: frame.words)
def test_each_frame_finds_the_meeting_of_its_example(frame: VerbFrame | NounFrame) -> None:
    meetings, recorder = read(frame.example)
    assert any(meeting.kind is frame.kind and len(meeting.participants) >= 2 for meeting in meetings)
    assert frame.words in {step.rule for step in recorder.steps if step.verdict == "found"}


@pytest.mark.parametrize(
    "governor", [governor for governor in LEXICON.governors if governor.example], ids=lambda governor: governor.words
)
def test_each_governing_verb_gives_its_status_to_the_meeting_of_its_example(governor: Governor) -> None:
    meetings, _ = read(governor.example or "")
    if governor.effect in ("denied", "wished"):
        assert not meetings
    else:
        assert governor.effect in {meeting.status.value for meeting in meetings if len(meeting.participants) >= 2}


def test_no_frame_stands_twice_in_the_lexicon() -> None:
    for frames in (LEXICON.verbs, LEXICON.nouns, LEXICON.governors):
        words = [frame.words for frame in frames]
        assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Chinese Premier Li Qiang met Thai Prime Minister Srettha Thavisin in Bangkok.", MeetingStatus.HELD),
        ("Chinese Premier Li Qiang has met Thai Prime Minister Srettha Thavisin in Bangkok.", MeetingStatus.HELD),
        ("Chinese Premier Li Qiang will meet Thai Prime Minister Srettha Thavisin in Bangkok.", MeetingStatus.PLANNED),
        ("Chinese Premier Li Qiang is to meet Thai Prime Minister Srettha Thavisin in Bangkok.", MeetingStatus.PLANNED),
        ("Chinese Premier Li Qiang agreed to meet Thai Prime Minister Srettha Thavisin soon.", MeetingStatus.PLANNED),
        ("Chinese Premier Li Qiang is due to meet Thai Prime Minister Srettha Thavisin soon.", MeetingStatus.PLANNED),
        ("Chinese Premier Li Qiang may meet Thai Prime Minister Srettha Thavisin on August 30.", MeetingStatus.PLANNED),
        ("Chinese Premier Li Qiang refused to meet Thai Prime Minister Srettha Thavisin.", MeetingStatus.CANCELLED),
        ("Chinese Premier Li Qiang will not meet Thai Prime Minister Srettha Thavisin.", MeetingStatus.CANCELLED),
        ("Chinese Premier Li Qiang did not meet Thai Prime Minister Srettha Thavisin in Bangkok.", None),
        ("Chinese Premier Li Qiang hopes to meet Thai Prime Minister Srettha Thavisin.", None),
        ("Chinese Premier Li Qiang could meet Thai Prime Minister Srettha Thavisin.", None),
        ("If Chinese Premier Li Qiang meets Thai Prime Minister Srettha Thavisin, trade will be discussed.", None),
        ("Chinese Premier Li Qiang denied having met Thai Prime Minister Srettha Thavisin.", None),
    ],
)  # fmt: skip
def test_status_follows_the_chain_of_verbs(sentence: str, status: MeetingStatus | None) -> None:
    meetings, _ = read(sentence)
    assert [meeting.status for meeting in meetings] == ([status] if status else [])


def test_a_follow_up_sentence_gives_place_and_date_to_the_same_record() -> None:
    text = (
        "Russian President Vladimir Putin received Chinese Foreign Minister Wang Yi.\n"
        "The two met in Moscow on Wednesday. They spoke of trade."
    )
    meetings, _ = read(text)
    assert len(meetings) == 1
    assert shown(meetings[0]) == (
        MeetingKind.TALKS, ("Vladimir Putin", "Wang Yi"), "Moscow", "2024-08-21", MeetingStatus.HELD,
    )  # fmt: skip
    assert meetings[0].quotes[0].text == "The two met in Moscow on Wednesday."


def test_a_trip_with_named_talks_is_no_visit_and_gives_them_its_dates() -> None:
    text = (
        "Deputy Secretary of State Wendy Sherman of the United States will travel to South Korea and Laos from "
        "August 25 to 30.\n"
        "In Seoul, Sherman will meet South Korean Foreign Minister Park Jin.\n"
        "In Vientiane, she will meet Lao Deputy Prime Minister Kikeo Khaykhamphithoune."
    )
    meetings, _ = read(text)
    assert [shown(meeting) for meeting in meetings] == [
        (MeetingKind.TALKS, ("Wendy Sherman", "Park Jin"), "Seoul", "2024-08-25/2024-08-30", MeetingStatus.PLANNED),
        (
            MeetingKind.TALKS, ("Wendy Sherman", "Kikeo Khaykhamphithoune"), "Vientiane", "2024-08-25/2024-08-30",
            MeetingStatus.PLANNED,
        ),
    ]  # fmt: skip


def test_also_met_takes_over_place_and_day_of_the_meeting_before() -> None:
    text = (
        "Indian Foreign Minister Subrahmanyam Jaishankar met Thai Foreign Minister Maris Sangiampongsa in Bangkok on "
        "Thursday.\nHe also met Thai Prime Minister Srettha Thavisin."
    )
    meetings, _ = read(text)
    assert [(meeting.place, meeting.date) for meeting in meetings] == [("Bangkok", "2024-08-22")] * 2


def test_talks_and_a_later_planned_summit_of_the_same_sides_stay_two_records() -> None:
    text = (
        "Chinese President Xi Jinping met Kazakh President Kassym-Jomart Tokayev in Astana on July 3.\n"
        "Xi Jinping will meet Kassym-Jomart Tokayev in Beijing on September 4."
    )
    meetings, _ = read(text)
    assert [(meeting.place, meeting.status) for meeting in meetings] == [
        ("Astana", MeetingStatus.HELD), ("Beijing", MeetingStatus.PLANNED),
    ]  # fmt: skip


def test_the_date_of_a_saying_is_not_the_date_of_the_meeting() -> None:
    meetings, _ = read(
        "Chinese Premier Li Qiang met Thai Prime Minister Srettha Thavisin in Bangkok, the ministry said on Monday."
    )
    assert [meeting.date for meeting in meetings] == [None]


def test_here_is_the_city_of_the_dateline() -> None:
    meetings, _ = read(
        "VIENTIANE, Aug 22 (KPL) - Lao President Thongloun Sisoulith received Cuban President Miguel Diaz-Canel here."
    )
    assert [meeting.place for meeting in meetings] == ["Vientiane"]


def test_a_heading_by_itself_tells_of_no_meeting() -> None:
    meetings, _ = read("Xi meets Putin in Moscow\n\nTrade between the countries grew in the first half of the year.")
    assert meetings == ()


def test_a_weekday_without_a_day_of_publication_gives_no_date() -> None:
    meetings, _ = read("Chinese Premier Li Qiang met Thai Prime Minister Srettha Thavisin on Monday.", published=None)
    assert [meeting.date for meeting in meetings] == [None]
