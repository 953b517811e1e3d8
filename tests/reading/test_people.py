"""People with office and country, and what they are quoted as saying."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.core.models import Person, Statement
from bot.reading.context.genders import load_given_names
from bot.reading.explain import Recorder, Trace
from bot.reading.lexicon.speech import SpeechGroup, load_speech
from bot.reading.lexicon.titles import HeadGroup, load_titles
from bot.reading.people import read_people
from bot.reading.statements import read_statements
from tests.reading.articles_for_tests import context_of


def people_in(text: str, title: str = "") -> dict[str, Person]:
    return {person.name: person for person in read_people(context_of(text, title), Trace())}


def said_in(text: str) -> tuple[Statement, ...]:
    return read_statements(context_of(text), Trace())


@pytest.mark.parametrize("group", load_titles().heads.values(), ids=list(load_titles().heads))
def test_every_example_of_an_office_is_read(group: HeadGroup) -> None:
    wanted = group.example
    found = people_in(wanted.text)[wanted.name]
    assert (found.role, found.country) == (wanted.role, wanted.country)


POSITIONS = """
Alexander Lukashenko, the President of Belarus, visited Beijing. | Alexander Lukashenko | President of Belarus | Belarus
The President of Belarus, Alexander Lukashenko, visited Beijing. | Alexander Lukashenko | President of Belarus | Belarus
Chinese Premier Li Qiang visited Minsk. | Li Qiang | Premier | China
Scott Bessent, Secretary of the Treasury, spoke. | Scott Bessent | Secretary of the Treasury | United States
They met Minister for Rural Development Le Minh Hoan in Hanoi. | Le Minh Hoan | Minister for Rural Development | Vietnam
NATO Secretary-General Mark Rutte arrived. | Mark Rutte | NATO Secretary-General |
Malaysian Prime Minister Datuk Seri Anwar Ibrahim spoke. | Anwar Ibrahim | Prime Minister | Malaysia
Jakarta received Vietnamese Party General Secretary To Lam. | To Lam | Party General Secretary | Vietnam
Yesterday Vice Premier He Lifeng of China spoke. | He Lifeng | Vice Premier | China
Gáspár Maróth, the Hungarian Government commissioner, spoke. | Gáspár Maróth | Government commissioner | Hungary
Former US Treasury Secretary Janet Yellen attended. | Janet Yellen | Treasury Secretary | United States
Police and Crime Commissioner Stephen Mold attended. | Stephen Mold | Police and Crime Commissioner |
"""


@pytest.mark.parametrize("line", POSITIONS.strip().splitlines())
def test_office_and_country_are_read_from_every_position(line: str) -> None:
    text, name, role, country = (part.strip() for part in line.split("|"))
    found = people_in(text)
    assert list(found) == [name]
    assert (found[name].role, found[name].country) == (role, country or None)


PEOPLE: list[dict[str, str]] = tomllib.loads(Path(__file__).with_name("people_told.toml").read_text("utf-8"))["person"]


@pytest.mark.parametrize("told", PEOPLE, ids=[told["name"] for told in PEOPLE])
def test_a_form_of_office_or_name_is_read_whole(told: dict[str, str]) -> None:
    found = people_in(told["text"])
    assert told["name"] in found
    person = found[told["name"]]
    assert (person.role or "", person.country or "") == (told["role"], told["country"])


def test_a_first_lady_who_bears_her_husbands_name_is_another_person() -> None:
    found = people_in("President Joko Widodo and First Lady Iriana Joko Widodo left. Joko Widodo spoke in Jakarta.")
    assert {name: person.role for name, person in found.items()} == {
        "Joko Widodo": "President",
        "Iriana Joko Widodo": "First Lady",
    }


def test_counterparts_in_a_row_get_their_countries_in_order() -> None:
    text = (
        "Egyptian foreign minister Sameh Shoukry and his Greek, Cypriot and French counterparts, Nikos Dendias, "
        "Nikos Christodoulides and Jean-Yves Le Drian, respectively, gathered in Cairo on Wednesday."
    )
    countries = {name: person.country for name, person in people_in(text).items()}
    assert countries == {
        "Sameh Shoukry": "Egypt",
        "Nikos Dendias": "Greece",
        "Nikos Christodoulides": "Cyprus",
        "Jean-Yves Le Drian": "France",
    }


def test_a_country_in_brackets_is_that_of_the_names_before_it() -> None:
    text = "Foreign Minister Erika Mouynes (Panama) and Foreign Minister Juan Holguin (Ecuador) signed it."
    assert {name: person.country for name, person in people_in(text).items()} == {
        "Erika Mouynes": "Panama",
        "Juan Holguin": "Ecuador",
    }


@pytest.mark.parametrize(
    "text",
    [
        "The Sultan Qaboos Grand Mosque stands in Muscat.",
        "Belarus and China signed an agreement.",
        "He studied at the John F. Kennedy School of Government.",
        "At the G20 Energy Ministerial, the Deputy Secretary will give a speech.",
        "General Provisions follow in the second part of the order.",
        "Welcome to the Martin Luther Room.",
        "Brigadier (Retd) and Colonel (Rtd) are ranks.",
        "The President signed an Executive Order on Monday.",
        "By Jane Doe\nThe ministry said that trade grew by a tenth in the first half of the year.",
        "The two delegations shake hands in the capital. (Photo by Jane Doe)",
    ],
)
def test_names_of_things_and_bylines_are_nobody(text: str) -> None:
    assert people_in(text) == {}


def test_two_surnames_with_a_hyphen_are_two_people() -> None:
    text = "The Otieno-Moen talks lasted an hour. President Peter Otieno thanked Prime Minister Kari Moen."
    assert set(people_in(text)) == {"Peter Otieno", "Kari Moen"}


def test_whose_each_of_too_many_names_is_remains_open() -> None:
    found = people_in("French and German ministers Ana Low, Luc Petit and Jon Ray spoke to reporters in Paris.")
    assert not {person.country for person in found.values()} - {None}


def test_a_surname_and_a_full_name_are_one_person_told_once() -> None:
    text = "Putin spoke in Moscow. Russian President Vladimir Putin met Mr. Xi. Xi thanked Putin."
    found = people_in(text)
    assert set(found) == {"Vladimir Putin", "Xi"}
    assert len(found["Vladimir Putin"].quotes) == 3


def test_an_honorific_tells_two_of_one_name_apart() -> None:
    text = (
        "Al-Sultan Abdullah Riza Shah received Sheikh Abdullah bin Zaki on Monday. Sheikh Abdullah thanked the king. "
        "Al-Sultan Abdullah gave a lunch."
    )
    found = people_in(text)
    assert {name: len(person.quotes) for name, person in found.items()} == {
        "Abdullah Riza Shah": 2,
        "Abdullah bin Zaki": 2,
    }


def test_the_credit_of_a_picture_names_nobody() -> None:
    assert people_in("The ministers met in Oslo.\nPlacards at the gate. Image: Joe Smith (flickr).") == {}


def test_brothers_of_one_surname_stay_two_people() -> None:
    found = people_in("Crown Prince Mohammed bin Salman met Sheikh Mohammed bin Zayed. Prince Mohammed left.")
    assert {"Mohammed bin Salman", "Mohammed bin Zayed"} <= set(found)


@pytest.mark.parametrize("group", load_speech().verbs.values(), ids=list(load_speech().verbs))
def test_every_example_of_a_verb_of_saying_is_read(group: SpeechGroup) -> None:
    wanted = group.example
    (found,) = said_in(wanted.text)
    assert (found.speaker, found.words, found.direct) == (wanted.speaker, wanted.words, wanted.direct)


def test_a_quotation_of_two_sentences_is_one_statement_with_both() -> None:
    text = "Foreign Minister Wang Yi said: “We want peace in the region. We will work for it.” He left."
    (found,) = said_in(text)
    assert found.words == "We want peace in the region. We will work for it."
    assert len(found.quotes) == 2


def test_words_that_go_on_behind_the_speaker_are_the_speakers() -> None:
    text = "“We want peace in the region,” Foreign Minister Wang Yi said. “We will work for it every day.”"
    assert [found.speaker for found in said_in(text)] == ["Wang Yi", "Wang Yi"]


@pytest.mark.parametrize(
    "text",
    [
        "The deal is “null and void”, President Emmanuel Macron said.",
        "Foreign Minister Wang Yi did not say that China would agree to the terms.",
        "“We want peace in the whole region,” a passer-by said.",
    ],
)
def test_phrases_denials_and_unnamed_speakers_make_no_statement(text: str) -> None:
    assert not [found for found in said_in(text) if found.direct or "agree" in found.words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Minister Ana Lima said on Friday the port is “open to all ships.” She left.",
            "the port is “open to all ships.”",
        ),
        (
            "Minister Ana Lima said that the talks had gone on for hours: “We were all very tired by then.”",
            "the talks had gone on for hours",
        ),
        (
            "The port will open to all ships in May, Finance Minister Ana Lima said.",
            "The port will open to all ships in May",
        ),
        (
            "Minister Ana Lima said the port would create 70,000 jobs, and noted that trade had grown.",
            "the port would create 70,000 jobs",
        ),
        (
            "Minister Ana Lima said the war is a disaster and its end “will not be found in any alliance” there.",
            "the war is a disaster and its end “will not be found in any alliance”",
        ),
        ("Minister Ana Lima told the Port Gazette that the harbour will open in May.", "the harbour will open in May"),
    ],
)
def test_reported_words_end_where_they_end(text: str, words: str) -> None:
    assert words in [found.words for found in said_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Ships may use the new harbour from May; Minister Ana Lima told the Gazette she was glad.",
        "Many called the port an open harbour for all, however Minister Ana Lima said she doubted it.",
        "Minister Ana Lima will visit on Friday and will use the day to thank them, noting that the harbour is open.",
        "Minister Ana Lima had asked for an open harbour and was told that the harbour was being looked at.",
        "His show “Sailing Around Five Oceans Together”, Minister Paul Lima said, was a joke.",
        "Minister Ana Lima praised their “patience, courage and good humour” on Friday.",
    ],
)
def test_neighbouring_clauses_titles_and_phrases_are_not_what_was_said(text: str) -> None:
    told = [found.words for found in said_in(text)]
    assert not [words for words in told if any(part in words for part in ("harbour", "Oceans", "humour"))]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The Gazette quoted Minister Ana Lima as saying: “We will open the port in May.”", "Ana Lima"),
        ("“We will open the port in May,” Minister Ana Lima was quoted as saying by the Gazette.", "Ana Lima"),
        ("“We will open the port in May,” the statement quoted Minister Ana Lima as saying.", "Ana Lima"),
        ("Minister Ana Lima gave another account of it: “We will open the port in May.”", "Ana Lima"),
        ("“We will open the port in May,” tweeted Mayor of London Paul Lima.", "Paul Lima"),
    ],
)
def test_the_one_who_is_quoted_is_the_speaker(text: str, speaker: str) -> None:
    assert [found.speaker for found in said_in(text)] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "If Minister Ana Lima said that she had the votes for it, then she had them.",
        "They fought the emergency that Minister Ana Lima declared so she could build the long wall.",
        "The law gave a definition: “Ports are places where ships may land and load.”",
    ],
)
def test_what_might_be_said_and_clauses_beside_it_are_no_statement(text: str) -> None:
    assert not said_in(text)


def test_what_the_speaker_did_next_is_not_what_was_said() -> None:
    text = "President Carlos Paz declared that a major emergency exists in the State of Peru and ordered national aid."
    assert [found.words for found in said_in(text)] == ["a major emergency exists in the State of Peru"]


def test_he_who_said_and_he_who_added_are_one() -> None:
    text = (
        "Minister Paul Lima resigned on Friday. He said President Carlos Paz was a good friend, and the talks would "
        "go on without him, he added."
    )
    assert {found.speaker for found in said_in(text)} == {"Paul Lima"}


def test_she_is_nobody_whose_given_name_is_a_mans() -> None:
    text = (
        "Administrator Emily Rowe wrote to President Joe Marsh and his team on Monday. However, she claimed that her "
        "family had received threats for many weeks."
    )
    assert [found.speaker for found in said_in(text)] == ["Emily Rowe"]


def test_an_official_whose_full_name_is_known_has_a_country_that_the_text_need_not_name() -> None:
    found = people_in("Development Minister Svenja Schulze spoke. NATO Secretary General Jens Stoltenberg listened.")
    assert found["Svenja Schulze"].country == "Germany"
    assert found["Jens Stoltenberg"].country is None


def test_a_known_name_without_an_office_counts_only_where_the_country_is_named() -> None:
    assert people_in("Ms. Svenja Schulze sang in the choir.")["Svenja Schulze"].country is None
    assert people_in("Ms. Svenja Schulze sang in a German choir.")["Svenja Schulze"].country == "Germany"


def test_no_given_name_is_told_of_both_men_and_women() -> None:
    names = load_given_names()
    assert not names.men & names.women


def test_a_refusal_tells_why() -> None:
    trace = Recorder()
    read_statements(context_of("The deal is “null and void”, President Emmanuel Macron said."), trace)
    assert [(step.verdict, step.rule) for step in trace.steps if "phrase" in step.what] == [("refused", "statements")]


def test_who_is_told_something_without_a_title_is_a_paper() -> None:
    assert "Prothom Alo" not in people_in("“He will come in August,” Minister Abdul Momen told Prothom Alo on Monday.")
    assert "Ana Kibet" in people_in(
        "President Ana Kibet flew in. Minister Abdul Momen told Ana Kibet on Monday to stay."
    )
