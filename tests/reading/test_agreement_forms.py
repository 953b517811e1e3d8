"""Forms of sentences in which agencies and ministries tell agreements, each with sentences of our own."""

from __future__ import annotations

import pytest

from bot.core.models import Agreement
from tests.reading.test_agreements import read

TITLE = "Malta and Kenya hold talks"


def told(found: tuple[Agreement, ...]) -> list[tuple[str, str, str]]:
    return [(one.subject, one.kind.value, one.status.value) for one in found]


# ---------------------------------------------------------------- what was agreed stands before its verb


def test_what_two_sides_agreed_may_stand_before_the_verb() -> None:
    (found,) = read("Trade is to be doubled by 2030, Peru and Laos agreed.")
    assert told((found,)) == [("Trade is to be doubled by 2030", "agreement", "agreed")]
    assert found.parties == ("Peru", "Laos")


def test_an_opinion_before_the_verb_is_no_agreement() -> None:
    assert read("The region is at peace, Peru and Laos agreed.") == ()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Financial aid of 30 million euros for Togo was agreed to by Denmark on Monday.", "agreed"),
        ("A grant worth $12 million for Togo was announced by the Danish government.", "intended"),
        ("A loan of 80 million dollars to Togo was pledged by Denmark.", "intended"),
    ],
)
def test_aid_told_before_its_giver_is_a_contract(text: str, status: str) -> None:
    (found,) = read(text)
    assert (set(found.parties), found.kind.value, found.status.value) == ({"Denmark", "Togo"}, "contract", status)


def test_what_both_resolved_to_do_with_it_is_told_by_a_pronoun() -> None:
    (found,) = read("Peru and Laos have praised their ties and resolved to continue deepening them.")
    assert (found.subject, found.status.value) == ("continue deepening them", "agreed")


# ---------------------------------------------------------------- the terms of a deal


def test_another_of_several_documents_is_signed_itself() -> None:
    found = read(
        "Malta and Kenya signed three agreements in Valletta on Monday. "
        "Under another, on fisheries, Malta will train 200 Kenyan inspectors."
    )
    assert told(found)[1] == ("train 200 Kenyan inspectors", "treaty", "signed")
    assert found[1].date == "2024-08-19"


def test_what_is_to_be_done_under_a_deal_is_agreed_with_its_day() -> None:
    deal, term = read(
        "Malta and Kenya reached a deal on fisheries on Monday. Under it, the two sides are to share catch records."
    )
    assert (term.subject, term.status.value, term.date) == ("share catch records", "agreed", deal.date)


def test_what_will_be_done_under_a_deal_is_intended() -> None:
    _, term = read(
        "Malta and Kenya reached a deal on fisheries on Monday. Under the deal, Malta will train Kenyan inspectors."
    )
    assert (term.status.value, term.date) == ("intended", None)


def test_under_it_with_nothing_told_before_is_no_term_of_a_deal() -> None:
    (found,) = read("Under it, the two sides are to share catch records.", TITLE)
    assert found.status.value == "intended"


# ---------------------------------------------------------------- what a government approves

CABINET = (
    "Riyadh, Aug 20 -- King Fahd bin Saleh chaired the session which the Cabinet held on Tuesday.\n\n"
    "The Cabinet reviewed the harvest. "
)


def test_each_agreement_that_a_cabinet_approved_is_told() -> None:
    found = read(
        CABINET + "It approved a memorandum of understanding with Chile on ports and an agreement with Peru on taxes.",
        "Saudi Cabinet meets",
    )
    assert [(set(one.parties), one.subject, one.kind.value) for one in found] == [
        ({"Saudi Arabia", "Chile"}, "ports", "memorandum"),
        ({"Saudi Arabia", "Peru"}, "taxes", "treaty"),
    ]
    assert {(one.status.value, one.date) for one in found} == {("agreed", "2024-08-20")}


def test_a_kingdom_is_the_one_that_the_article_is_about() -> None:
    (found,) = read(
        CABINET + "Also approved was an MoU between the Kingdom and Chile on civil aviation.", "Saudi Cabinet meets"
    )
    assert (set(found.parties), found.subject) == ({"Saudi Arabia", "Chile"}, "civil aviation")


def test_what_a_club_approves_is_no_agreement_of_its_country() -> None:
    assert read("The board approved a memorandum with Chile on tennis.", "Saudi club meets") == ()


# ---------------------------------------------------------------- when


def test_what_was_signed_at_a_forum_takes_the_day_of_the_forum() -> None:
    (found,) = read("Malta and Kenya signed a treaty on ferries at a forum held in Rome in May 2023.")
    assert found.date == "2023-05"


@pytest.mark.parametrize(
    "behind",
    [
        "The signing took place in Valletta on Tuesday.",
        "The signing ceremony was held on Tuesday in Valletta.",
        "The ceremony took place in Valletta on Tuesday.",
    ],
)
def test_the_day_of_the_ceremony_is_that_of_the_signing(behind: str) -> None:
    (found,) = read("Malta and Kenya have signed a treaty on ferries. " + behind)
    assert (found.date, found.place) == ("2024-08-20", "Valletta")


def test_another_ceremony_lends_no_day() -> None:
    found = read("Malta and Kenya have signed a treaty on ferries. The award ceremony took place on Tuesday.")
    assert [one.date for one in found] == [None]


def test_who_announces_the_end_of_ties_ends_them_that_day() -> None:
    (found,) = read("Bolivia announced on Tuesday that it has cut diplomatic ties with Laos.")
    assert (found.status.value, found.date) == ("ended", "2024-08-20")


# ---------------------------------------------------------------- of which kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Malta and Kenya signed the Partnership for Quiet Seas.", "treaty"),
        ("Malta and Kenya signed the General Co-operation Agreement in 2004.", "treaty"),
        ("Malta and Kenya plan to renew their agreement on border posts.", "treaty"),
        ("Kenya agreed with Airbus to open a factory in Mombasa.", "contract"),
        ("Malta and Kenya reached agreement on the ferry pact in May.", "treaty"),
        ("Malta and Kenya reached an agreement on ferries in May.", "agreement"),
    ],
)
def test_the_kind_follows_the_instrument_and_who_signs(text: str, kind: str) -> None:
    (found,) = read(text)
    assert found.kind.value == kind


# ---------------------------------------------------------------- named in passing


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("The envoy praised the MoU on seed exchange.", ("the MoU on seed exchange", "memorandum", "signed", None)),
        (
            "The Malta-Kenya Free Trade Agreement has helped exporters.",
            ("The Malta-Kenya Free Trade Agreement", "treaty", "in force", None),
        ),
        (
            "Their friendship goes back to the Treaty of Peace and Trade in 1894.",
            ("the Treaty of Peace and Trade", "treaty", "signed", "1894"),
        ),
        (
            "In a 1994 agreement the waiver was extended to students.",
            ("extended to students", "agreement", "agreed", "1994"),
        ),
    ],
)
def test_an_agreement_of_both_sides_is_known_by_its_topic_or_year(text: str, fact: tuple[str, ...]) -> None:
    (found,) = read(text, TITLE)
    assert (found.subject, found.kind.value, found.status.value, found.date) == fact
    assert set(found.parties) == {"Malta", "Kenya"}


@pytest.mark.parametrize(
    "text",
    [
        "The minister spoke of the need for the MoU on seed exchange.",
        "A draft memorandum on seed exchange was the talk of the town.",
        "Both saw a need to upgrade the Malta-Kenya Free Trade Agreement.",
        "The waiver may be extended to students in a 2026 agreement.",
        "Chad praised the Treaty of Peace and Trade in 1894.",
    ],
)
def test_an_agreement_that_is_only_talked_about_is_none(text: str) -> None:
    assert read(text, TITLE) == ()


def test_an_agreement_signed_long_ago_takes_no_day_from_the_talks() -> None:
    found = read(
        "Kenyan President Ana Kibet met Maltese Prime Minister Luca Borg in Valletta on Monday. "
        "The two leaders praised the MoU on seed exchange.",
        TITLE,
    )
    assert [one.date for one in found] == [None]


def test_a_loan_agreement_with_its_year_is_that_of_both_sides() -> None:
    (found,) = read("A loan agreement signed in 2011 allowed the country to build two ports.", TITLE)
    assert (found.kind.value, found.status.value, found.date) == ("contract", "signed", "2011")


# ---------------------------------------------------------------- decisions, wishes, confirmations


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Malta's decision to lift the visa rule for Kenya was welcomed.", "intended"),
        ("The minister said Kenya would like to strengthen economic ties with Malta.", "intended"),
        ("Malta and Kenya confirmed that they would raise their relations to a partnership.", "agreed"),
        ("“We plan to double our trade,” the Kenyan minister said.", "intended"),
        (
            "The Kenyan foreign ministry praised the visit. It will continue to enhance cooperation with Malta.",
            "intended",
        ),
    ],
)
def test_a_decision_or_wish_of_one_side_is_intended(text: str, status: str) -> None:
    (found,) = read(text, TITLE)
    assert (found.status.value, set(found.parties)) == (status, {"Malta", "Kenya"})


@pytest.mark.parametrize(
    "text",
    [
        "The people of Kenya like to buy fish from Malta.",
        "“We would like to see our relations grow,” the Kenyan minister said.",
        "A decision to lift the visa rule is far away.",
        "Malta's decision to close its schools was criticised.",
    ],
)
def test_what_commits_nobody_is_none(text: str) -> None:
    assert read(text, TITLE) == ()


# ---------------------------------------------------------------- signings attended


@pytest.mark.parametrize(
    "text",
    [
        "The two prime ministers were also present at the signing of the loan for the harbour project.",
        "The two prime ministers attended the signing ceremony of the loan for the harbour project.",
    ],
)
def test_a_signing_that_the_leaders_attended_has_taken_place(text: str) -> None:
    (found,) = read(text, TITLE)
    assert told((found,)) == [("the loan for the harbour project", "contract", "signed")]


def test_agreements_with_one_side_that_were_to_be_signed_are_intended() -> None:
    (found,) = read("During the trip, trade agreements with Kenya were to be signed.", TITLE)
    assert (found.status.value, set(found.parties)) == ("intended", {"Malta", "Kenya"})


@pytest.mark.parametrize(
    "text",
    [
        "BANGKOK -- The cabinet on Tuesday approved a memorandum of understanding with Norway on fisheries.",
        "BANGKOK -- The cabinet has given its approval to the agreement between Thailand and Norway on fisheries.",
    ],
)
def test_a_cabinet_without_a_name_is_that_of_the_dateline(text: str) -> None:
    (found,) = read(text)
    assert (set(found.parties), found.subject, found.status.value) == ({"Thailand", "Norway"}, "fisheries", "agreed")


# ---------------------------------------------------------------- one agreement in one sentence


@pytest.mark.parametrize(
    "text",
    [
        "Malta and Kenya signed a pact on fisheries, under which Malta will train Kenyan inspectors.",
        "Malta and Kenya agreed on a study of the port, for which Malta will finance the drilling in Kenya.",
    ],
)
def test_what_a_relative_clause_adds_is_no_agreement_of_its_own(text: str) -> None:
    assert len(read(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The Malta-Kenya tax treaty was signed in 2005 and entered into force in 2006.",
        "It builds on the Malta-Kenya Trade Agreement signed in 2005 that entered into force in 2006.",
    ],
)
def test_signed_and_in_force_is_one_agreement_in_force(text: str) -> None:
    assert [(one.status.value, one.date) for one in read(text)] == [("in force", "2006")]


def test_an_agreement_under_which_money_is_given_is_a_contract() -> None:
    (found,) = read(
        "Malta and Kenya signed an Agreement on Technical Cooperation, under which Malta will give a grant."
    )
    assert found.kind.value == "contract"


def test_a_place_that_a_cable_leads_to_signs_nothing() -> None:
    (found,) = read("Malta and Kenya signed an agreement on a cable that is to connect Mombasa with Fiji.")
    assert found.parties == ("Malta", "Kenya")


def test_arrangements_for_a_visit_are_no_agreement() -> None:
    assert read("Arrangements for the visit are being made by the governments of Malta and Kenya.") == ()
