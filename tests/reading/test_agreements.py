"""Agreements in planted sentences: found with that very span wherever they stand, and nothing found where none is."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.models import Agreement, ArticleText
from bot.reading.agreements.read import read_agreements
from bot.reading.agreements.words import load_commitments, load_instruments
from bot.reading.context.context import build_context
from bot.reading.explain import Recorder
from bot.reading.parsing.sentences import split_text
from bot.reading.parsing.syntax import SpacyParser

PLANTED: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("agreements_planted.toml").read_text("utf-8"))[
    "planted"
]

# Sentences that a hasty reader would take for agreements.
NOTHING = [
    "Turkey has not signed any agreement with Syria.",
    "Iran may sign a new gas deal with Turkmenistan.",
    "If Israel agrees to a ceasefire, Hamas will release the hostages.",
    "China hopes to deepen cooperation with Fiji.",
    "China urged Japan to honour the treaty of peace and friendship.",
    "North Korea vowed to retaliate against South Korea.",
    "Israel will continue to strike Hamas targets in Gaza.",
    "The minister said the Philippines would not sign the code of conduct with China.",
    "Sudan's army and the RSF failed to agree on a truce.",
    "The two countries agreed to set up a joint committee on border trade.",
    "Indonesia and Japan agreed that the region faces many challenges.",
    "Spain and Portugal agreed on the importance of tourism.",
    "The president of France will meet the chancellor of Germany on Monday.",
    "Hungary will not join the EU scheme.",
    "The Solomon Islands switched its ties to Beijing in 2019.",
    "Kenya praised the treaty between Chad and Niger as a good example.",
    "The United States will raise tariffs on steel from Canada.",
    "The governor signed a bill on school meals in Ohio.",
    "The summit ended without any agreement between Chad and Niger being signed.",
    "No agreement was signed by Chad and Niger.",
    "Countries that are committed to helping Haiti met on Monday.",
    "India discussed plans to build a road with Nepal.",
    "Germany supports the people of Syria as they seek to rebuild their country.",
    "The Gulf Cooperation Council and Japan will hold a new round of talks on free trade in September.",
    "No deal was reached between Sudan and the RSF in Geneva, mediators said.",
    "Analysts say China could sign a trade deal with Brazil one day.",
    "The mayor of Lyon signed a contract with a local builder on Tuesday.",
    "Israel said it would not accept a ceasefire with Hamas.",
    "Poland agreed with the assessment of Lithuania that the border is quiet.",
    "Vietnam thanked Japan for supporting its bid to host the games.",
    "Iran has yet to sign the protocol with Oman.",
    "Talks between Serbia and Kosovo broke down without a deal.",
    "A court in Kenya approved an agreement between two telecom firms.",
    "Tunisia's parliament debated the loan agreement with Italy.",
    "Fiji highlighted a number of initiatives that Samoa is undertaking to support its fishermen.",
    "Had Chad and Niger signed the water treaty, the dam would be finished by now.",
    "Niger repeated its refusal to sign the border treaty with Mali.",
    "Vietnam and Peru established diplomatic relations in 1994.",
    "Chile and Peru agreed that their past efforts would help the region.",
    "The summit which Japan and Laos are to hold in May will deal with fish.",
    "Kenya set up a committee on football clubs in Tanzania.",
    "Germany will lower its guard against Russia.",
    "Neither Peru nor Chile plans to open a canal with Bolivia.",
    "Fiji and Samoa announced the conclusion of talks on fish.",
    "Malta received a medal from Spain.",
    "Peru and Chile agreed to put off the talks that were set for Friday.",
    "Fiji cut ties with Samoa in 1998.",
    "Norway and Sweden offered 30 million euros.",
    "We and our friends in Ghana will continue to provide rice to Togo.",
    "Laos will act at once against those who burn forests in Vietnam.",
    "China will reduce its reliance on Australia.",
]

# Paragraphs without any party, to stand around a planted sentence.
SURROUNDINGS = [
    "It rained for most of the morning.",
    "The hall was full long before the doors were closed. Many people had to stand.",
    "Tickets for the concert sold out within an hour, the organisers said.",
    "A museum in the old town shows coins, maps and letters from three centuries.",
    "Photo: archive",
    "Bread prices were much the same as a week earlier.",
    "“I have never seen so many birds here,” a fisherman said.",
]


@cache
def parser() -> SpacyParser:
    return SpacyParser()


def read(text: str, title: str = "News of the day") -> tuple[Agreement, ...]:
    sentences = parser().parse(split_text(text, title).paragraphs)
    return read_agreements(build_context(ArticleText(title, "2024-08-23", text), sentences), Recorder())


def fields(agreement: Agreement) -> dict[str, Any]:
    return {
        "parties": list(agreement.parties),
        "subject": agreement.subject,
        "status": agreement.status.value,
        "kind": agreement.kind.value,
        "date": agreement.date,
        "place": agreement.place,
    }


def expected(planted: dict[str, Any]) -> dict[str, Any]:
    return {"date": None, "place": None, **{key: value for key, value in planted.items() if key != "text"}}


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted["text"][:60])
def test_a_planted_agreement_is_read_in_full(planted: dict[str, Any]) -> None:
    (found,) = read(planted["text"])
    assert fields(found) == expected(planted)
    assert planted["subject"] in found.quotes[0].text


@pytest.mark.parametrize("text", NOTHING)
def test_no_agreement_is_made_of_what_is_none(text: str) -> None:
    assert read(text) == ()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    planted=st.sampled_from(PLANTED),
    before=st.lists(st.sampled_from(SURROUNDINGS), max_size=3),
    after=st.lists(st.sampled_from(SURROUNDINGS), max_size=3),
)
def test_what_stands_around_changes_nothing(planted: dict[str, Any], before: list[str], after: list[str]) -> None:
    text = "\n\n".join([*before, planted["text"], *after])
    (found,) = read(text)
    assert fields(found) == expected(planted)
    start = len("\n\n".join([*before, ""]))
    assert all(start <= quote.start < quote.end <= start + len(planted["text"]) for quote in found.quotes)
    assert all(text[quote.start : quote.end] == quote.text for quote in found.quotes)


def _examples() -> list[Any]:
    lists, instruments = load_commitments(), load_instruments()
    return [
        *lists.frame,
        *instruments.verb,
        *instruments.noun,
        *instruments.effect,
        *instruments.standing,
        *instruments.signing,
        *instruments.member,
        *instruments.leaving,
        *instruments.bargaining,
        *instruments.content,
    ]


@pytest.mark.parametrize("entry", _examples(), ids=lambda entry: entry.example[:60])
def test_the_example_of_a_word_is_read_as_its_entry_says(entry: Any) -> None:
    found = [
        agreement
        for agreement in read(entry.example)
        if getattr(entry, "status", agreement.status) is agreement.status
        and getattr(entry, "kind", agreement.kind) is agreement.kind
    ]
    assert found


def test_talks_give_date_and_place_to_what_was_agreed_at_them() -> None:
    first, second = read(
        "Chinese President Xi Jinping and Brazilian President Luiz Inacio Lula da Silva held talks in Brasilia on "
        "Wednesday. The two leaders agreed to elevate ties to a community with a shared future. Both sides also agreed "
        "to build a railway to the Pacific."
    )
    assert (first.date, first.place, first.parties) == ("2024-08-21", "Brasilia", ("China", "Brazil"))
    assert (second.date, second.subject) == ("2024-08-21", "build a railway to the Pacific")


def test_what_is_only_intended_has_no_date() -> None:
    (found,) = read("On Tuesday Egypt pledged to supply gas to Lebanon.")
    assert (found.status.value, found.date) == ("intended", None)


def test_terms_under_a_heading_are_agreed_and_bare_ones_intended() -> None:
    terms = (
        "The parties agree to the following:\n\n"
        "- Guyana will lift its ban on fish from Suriname.\n\n"
        "- Suriname will provide ferry licences to Guyana."
    )
    title = "Joint Statement of Guyana and Suriname"
    assert [found.status.value for found in read(terms, title)] == ["agreed", "agreed"]
    (bare,) = read("Guyana will lift its ban on fish from Suriname.", title)
    assert bare.status.value == "intended"


def test_one_commitment_told_twice_is_one_record_with_both_quotes() -> None:
    (found,) = read(
        "Kenya and Uganda agreed to build an oil pipeline to the coast. The ministers spoke for two hours.\n\n"
        "Kenya and Uganda have agreed to build the oil pipeline to the coast, the ministry said."
    )
    assert len(found.quotes) == 2


def test_two_objects_are_two_records() -> None:
    found = read("Kenya and Uganda agreed to build an oil pipeline. Kenya and Uganda agreed to cut airport fees.")
    assert len(found) == 2


def test_the_other_party_of_a_pledge_is_the_document_s() -> None:
    (found,) = read("India will cut duties on cherries.", "Joint Statement on the United States-India Trade Agreement")
    assert found.parties == ("India", "United States")


def test_the_ministers_of_a_document_are_its_parties() -> None:
    (found,) = read("The ministers agreed to share weather data.", "Joint Statement of Malta and Greece")
    assert found.parties == ("Malta", "Greece")


def test_other_ministers_than_the_document_has_are_not_its_parties() -> None:
    assert read("The four ministers agreed to share weather data.", "Joint Statement of Malta and Greece") == ()


def test_we_in_a_joint_statement_are_its_parties() -> None:
    (found,) = read("Together, we will restore the old harbour.", "Joint Statement of Malta, Cyprus and Greece")
    assert found.parties == ("Malta", "Cyprus", "Greece")


def test_a_refusal_is_traced_with_its_reason() -> None:
    text = "Turkey has not signed any agreement with Syria."
    trace = Recorder()
    sentences = parser().parse(split_text(text, "News").paragraphs)
    read_agreements(build_context(ArticleText("News", None, text), sentences), trace)
    assert [(step.rule, step.verdict) for step in trace.steps] == [("agreement: sign", "refused")]


def test_a_heading_is_no_quote() -> None:
    assert read("Japan and Peru sign treaty\n\nIt rained for most of the morning.") == ()


def test_what_the_sides_sign_after_their_talks_takes_the_day_of_the_talks() -> None:
    found = read(
        "Peruvian President Rosa Quispe and Chilean President Juan Soto agreed here on Thursday to widen the road. "
        "After their talks, the two sides signed a protocol on fisheries."
    )
    assert [agreement.date for agreement in found] == ["2024-08-22", "2024-08-22"]


def test_what_had_been_signed_before_does_not_take_the_day_of_the_talks() -> None:
    first, second = read(
        "Kenyan President Daniel Otieno met Ugandan President Grace Nakato in Kampala on Wednesday. "
        "Kenya and Uganda agreed to open a new border post. Kenya and Uganda had signed a protocol on fisheries."
    )
    assert (first.date, second.date) == ("2024-08-21", None)


def test_terms_of_a_deal_are_intended_unless_their_sentence_says_signed() -> None:
    told = "Egypt and Jordan signed a gas deal on Monday. Under the deal, Egypt will send 100 tankers to Jordan."
    assert [found.status.value for found in read(told)] == ["signed", "intended"]
    signed = "Under a deal signed by Egypt and Jordan on Monday, Egypt will send 100 tankers to Jordan."
    assert [found.status.value for found in read(signed)] == ["signed"]


def test_the_bloc_is_the_body_named_before() -> None:
    (found,) = read("ASEAN ministers met in Vientiane on Thursday. Timor-Leste has applied to join the bloc.")
    assert found.parties == ("Timor-Leste", "Association of Southeast Asian Nations")


def test_us_dollars_are_no_party() -> None:
    (found,) = read("Fiji agreed with Tonga to raise trade to US$8 million and tourism to 9 million US dollars.")
    assert found.parties == ("Fiji", "Tonga")


def test_an_arm_of_a_body_is_no_party_beside_it() -> None:
    assert read("The European Commission will work with the European Union to speed up permits.") == ()
