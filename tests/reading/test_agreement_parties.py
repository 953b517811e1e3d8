"""Whom an agreement binds: those who act, those whom its words name, and when the report's other side is meant."""

from __future__ import annotations

import pytest

from tests.reading.test_agreement_forms import TITLE
from tests.reading.test_agreements import read

# ---------------------------------------------------------------- one side promises, the other is the report's


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Malta has promised to take part in the exercise again.", "take part in the exercise again"),
        (
            "Kenyan President Ana Kibet repeated her government's willingness to share its know-how in geothermy.",
            "share its know-how in geothermy",
        ),
        ("Malta also pledged to train twenty nurses.", "train twenty nurses"),
        (
            "Kenya is willing to push for greater development of the partnership.",
            "push for greater development of the partnership",
        ),
        (
            "To date, Malta has extended financial assistance exceeding $70 million.",
            "financial assistance exceeding $70 million",
        ),
        ("The Kenyan government plans to reverse its position on Malta.", "reverse its position on Malta"),
    ],
)
def test_what_one_of_two_sides_promises_is_promised_to_the_other(text: str, subject: str) -> None:
    (found,) = read(text, TITLE)
    assert (found.subject, set(found.parties)) == (subject, {"Malta", "Kenya"})


@pytest.mark.parametrize(
    "text",
    [
        "Malta will repaint its harbour.",
        "Kenya wants to hold its elections in August.",
        "Malta promised to speak up at the African Union.",
        "Kenya pledged to combat smuggling.",
        "Chad promised to take part in the exercise again.",
    ],
)
def test_what_is_no_promise_to_the_other_side_is_none(text: str) -> None:
    assert read(text, TITLE) == ()


# ---------------------------------------------------------------- who put their names to it


def test_banks_that_signed_the_agreement_add_to_what_two_states_agreed() -> None:
    (found,) = read(
        "India agreed on Monday to provide a credit line of 500 million dollars to Kenya. The rain did not stop. "
        "The agreement was signed between the Export-Import Bank of India and Nairobi Roads Company Ltd."
    )
    assert (found.parties, found.status.value, len(found.quotes)) == (("India", "Kenya"), "signed", 2)


def test_firms_sign_a_contract_on_the_day_of_their_states() -> None:
    states, firms = read(
        "China and Kenya signed four memorandums in Nairobi on Monday. "
        "Airbus and Kenya Wildlife Airlines signed an agreement for nine helicopters."
    )
    assert (firms.kind.value, firms.date, firms.date == states.date) == ("contract", "2024-08-19", True)


def test_the_agreement_takes_the_words_of_the_one_named_before() -> None:
    (found,) = read(
        "Officials of Malta and Kenya spent the night over a fisheries agreement.\n\n"
        "The agreement was signed on Tuesday by Malta and Kenya.",
    )
    assert (found.subject, found.date, len(found.quotes)) == ("a fisheries agreement", "2024-08-20", 2)


# ---------------------------------------------------------------- more documents, more signers


def test_what_stands_among_the_documents_is_told_with_their_day() -> None:
    _, item = read(
        "Malta and Kenya signed seven documents on Monday. Among them were a treaty on rice and a protocol on tea."
    )
    assert (item.subject, item.date, item.status.value) == (
        "a treaty on rice and a protocol on tea",
        "2024-08-19",
        "signed",
    )


def test_who_puts_a_signature_to_a_treaty_signs_it() -> None:
    (found,) = read("The presidents of Malta and Kenya put their signatures to a treaty on ferries on Monday.")
    assert (found.status.value, found.date) == ("signed", "2024-08-19")
    assert read("Malta and Kenya put an end to the rumours about a treaty.") == ()


def test_ministers_of_foreign_affairs_are_those_of_both_sides() -> None:
    (found,) = read("The Ministers of Foreign Affairs also exchanged a treaty on ferries.", TITLE)
    assert set(found.parties) == {"Malta", "Kenya"}


def test_companies_from_two_countries_make_contracts_for_them() -> None:
    (found,) = read("Companies from Malta and Kenya agreed to cooperate on a gas field.")
    assert (found.parties, found.kind.value) == (("Malta", "Kenya"), "contract")


def test_a_package_is_signed_like_a_loan() -> None:
    (found,) = read("Malta signed a financing package for Kenya on Monday.")
    assert (found.kind.value, set(found.parties)) == ("contract", {"Malta", "Kenya"})


# ---------------------------------------------------------------- a body beside two states


def test_beside_two_states_and_a_body_the_leaders_are_the_states() -> None:
    (found,) = read("The leaders agreed to double trade.", "Peru and Laos meet on sidelines of ASEAN summit")
    assert set(found.parties) == {"Peru", "Laos"}


def test_the_ministers_of_a_body_s_statement_are_the_body_s() -> None:
    title = "G7 Foreign Ministers’ Statement on Peru and Laos"
    (found,) = read("The Ministers agreed to coordinate their assistance for Moldova.", title)
    assert set(found.parties) == {"Group of Seven", "Moldova"}


def test_what_one_side_says_that_we_are_committed_to_is_intended() -> None:
    (found,) = read("“We are committed to working together on trade,” the Kenyan minister said.", TITLE)
    assert found.status.value == "intended"


# ---------------------------------------------------------------- a title's topic and places are no sides


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Malta-Baltic Communiqué on Kenya and the Peace Process", "We intend to maintain our support for its courts."),
        ("Malta-Baltic Communiqué on Kenya and the Peace Process", "The leaders agreed to set a date."),
        ("Secretary Borg travels to Nairobi, Kenya", "She will reaffirm Malta's commitment to protecting reefs."),
        ("Maltese minister meets colleagues in New York", "Malta will open more schools together."),
    ],
)
def test_what_a_title_is_about_and_where_it_leads_is_no_side(title: str, text: str) -> None:
    assert read(text, title) == ()


def test_what_stands_behind_on_with_its_instrument_is_a_side() -> None:
    found = read("The sides agreed to double trade.", "Joint Statement on the Malta-Kenya Ports Framework")
    assert [set(one.parties) for one in found] == [{"Malta", "Kenya"}]


# ---------------------------------------------------------------- others are named


@pytest.mark.parametrize(
    "text",
    [
        "Since 2009 the Maltese government has committed $4.3 million in grants to the Great Lakes region.",
        "The minister said that Malta is committed to an open Great Lakes sub-region.",
        "Malta pledged $4 million for the Pacific Island countries.",
        "Malta's business partners committed a total of 12 million euros.",
        "Malta will promote accountability for Kenya's abuses in close coordination with our allies and partners.",
    ],
)
def test_a_region_s_or_friends_promise_is_none_between_the_two(text: str) -> None:
    assert read(text, TITLE) == ()


def test_governments_named_behind_a_body_are_parties_too() -> None:
    (found,) = read("Malta remains committed to supporting ASEAN and the governments of Laos, Peru and Chad.")
    assert set(found.parties) == {"Malta", "Association of Southeast Asian Nations", "Laos", "Peru", "Chad"}
    (found,) = read("Malta will support Laos and the development of the Chad basin.")
    assert set(found.parties) == {"Malta", "Laos"}


def test_what_was_agreed_at_a_meeting_with_somebody_is_agreed_with_them() -> None:
    title = "Maltese foreign minister has a number of meetings in Nairobi"
    (found,) = read(
        "At the meeting with Ana Ruiz, Minister of Foreign Affairs of Peru, it was agreed to open consulates.", title
    )
    assert set(found.parties) == {"Malta", "Peru"}


def test_a_common_thing_is_of_the_two_whose_name_it_bears() -> None:
    (found,) = read("The leaders welcomed plans to establish a Malta-ASEAN Strategic Partnership.", TITLE)
    assert set(found.parties) == {"Malta", "Association of Southeast Asian Nations"}


def test_the_of_in_a_country_s_name_hides_nobody_behind_it() -> None:
    (found,) = read("Malta committed to trilateral cooperation with the Republic of Kenya and Japan.", TITLE)
    assert set(found.parties) == {"Malta", "Kenya", "Japan"}


def test_aid_for_a_third_place_is_no_promise_to_the_other_side() -> None:
    assert read("The minister welcomed Kenya's commitment to supporting the response in Gaza.", TITLE) == ()


def test_three_officials_of_whom_one_is_unknown_agree_on_nothing() -> None:
    title = "Kim meets Kibet and Borg"
    text = "Special Envoy Kim met Kenyan Minister Ana Kibet and Maltese Minister Luca Borg in Lima. "
    assert read(text + "The three officials agreed to continue their coordination.", title) == ()


def test_who_brokers_a_truce_is_no_side_of_it() -> None:
    found = read("A ceasefire brokered by Malta and Kenya has begun. The truce was brokered by Malta and Kenya.", TITLE)
    assert found == ()


def test_a_crime_s_place_is_not_that_of_the_commitment_beside_it() -> None:
    text = "Both condemned the crimes committed in Mopti and reaffirmed the Maltese and Kenyan commitment to peace."
    assert [one.place for one in read(text, TITLE)] == [None]


def test_many_countries_without_a_name_are_no_side() -> None:
    title = "Malta hosts Kenyan minister"
    assert read("Malta and Pacific island countries agreed to share their catch.", title) == ()
    assert read("Malta pledged to build 100 wells in the island countries.", "Malta and Kenya hold talks") == ()


def test_nobody_is_left_out_of_a_long_row() -> None:
    row = "Malta, Brazil, Canada, the Democratic Republic of the Congo, the European Union, Kenya and Spain"
    (found,) = read(f"{row} intend to work together on crisis response.")
    assert found.parties[3] == "Democratic Republic of the Congo"
    assert len(found.parties) == 7


def test_the_name_of_a_body_is_told_whole() -> None:
    *_, found = read(
        "The United States has signed a Memorandum of Understanding with Palau, establishing a Sister Site Agreement "
        "between the National Marine Sanctuary of American Samoa and the Palau National Marine Sanctuary."
    )
    assert found.parties == ("National Marine Sanctuary of American Samoa", "Palau National Marine Sanctuary")
