"""Agreements told in more than one clause or sentence: before their verb, behind a comma, in the next sentence."""

from __future__ import annotations

import pytest

from tests.reading.test_agreement_forms import TITLE
from tests.reading.test_agreements import read

# ---------------------------------------------------------------- two together, told behind, told in a relative clause


def test_what_two_do_together_against_a_third_is_agreed() -> None:
    (found,) = read("Malta and Kenya pledged to fight smuggling at sea.")
    assert (found.subject, found.status.value) == ("fight smuggling at sea", "intended")
    assert read("Malta vowed to fight Kenya's claims.", TITLE) == ()


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (
            "Malta and Kenya aim to raise trade to $30 million by 2027, Luca Borg and Ana Kibet agreed on Monday.",
            "raise trade to $30 million by 2027",
        ),
        ("Malta and Kenya will link their power grids, the two ministers agreed on Monday.", "link their power grids"),
    ],
)
def test_a_plan_that_both_agreed_to_behind_it_is_agreed(text: str, subject: str) -> None:
    (found,) = read(text, TITLE)
    assert (found.subject, found.status.value, found.date) == (subject, "agreed", "2024-08-19")


def test_a_plan_that_one_side_tells_behind_it_stays_a_plan() -> None:
    (found,) = read("Malta and Kenya plan to link their power grids, the Maltese ministry for energy said.", TITLE)
    assert (found.subject, found.status.value) == ("link their power grids", "intended")


def test_both_agreed_in_the_second_half_of_a_sentence() -> None:
    (found,) = read(
        "He invited his Kenyan counterpart to Malta and both agreed that the visit should take place.", TITLE
    )
    assert set(found.parties) == {"Malta", "Kenya"}


def test_a_treaty_to_be_signed_is_no_signed_one() -> None:
    (found,) = read("A council will be founded under a joint statement to be signed by the two presidents.", TITLE)
    assert found.status.value == "intended"


def test_a_pact_which_both_signed_is_told_with_its_year() -> None:
    (found,) = read("Critics call it a breach of the Declaration of Reefs, which Malta and Kenya signed in 2015.")
    assert (set(found.parties), found.status.value, found.date) == ({"Malta", "Kenya"}, "signed", "2015")


def test_three_countries_are_none_where_another_is_named_beside_them() -> None:
    text = "Laos and Peru call it a breach of the Declaration of Reefs, which the three countries signed in 2015."
    assert read(text, "Malta and Kenya hold talks with Chad") == ()


# ---------------------------------------------------------------- days that stand in another sentence

TALKS = "Kenyan President Ana Kibet and Maltese Prime Minister Luca Borg"


def test_what_was_said_at_a_joint_press_conference_has_its_day() -> None:
    (found,) = read(
        "Malta and Kenya have agreed to share their catch. "
        f"{TALKS} said this at a joint press conference in Valletta on Tuesday.",
        TITLE,
    )
    assert (found.date, found.place) == ("2024-08-20", "Valletta")


def test_what_one_minister_said_in_parliament_lends_no_day() -> None:
    found = read(
        "Malta and Kenya have agreed to share their catch. The Kenyan minister said this in parliament on Tuesday.",
        TITLE,
    )
    assert [one.date for one in found] == [None]


def test_each_of_several_that_one_ratified_has_their_day() -> None:
    found = read(
        "The King of Jordan on Tuesday ratified several agreements with Malta, Kenya and Laos. "
        "The King of Jordan ratified an agreement between Jordan and Malta on taxes."
    )
    assert [(len(one.parties), one.status.value, one.date) for one in found][-1] == (2, "in force", "2024-08-20")


# ---------------------------------------------------------------- what documents are


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Malta and Kenya signed a document on cooperation in trade and health.", "treaty"),
        ("A number of bilateral documents were signed by Malta and Kenya.", "treaty"),
        ("Malta and Kenya signed the partnership in July.", "treaty"),
        ("Malta announced its decision to grant Kenya the status of a market economy.", "agreement"),
        ("Malta announced its decision to grant Kenya a loan.", "contract"),
    ],
)
def test_signed_documents_are_treaties_and_a_status_is_no_grant(text: str, kind: str) -> None:
    (found,) = read(text)
    assert found.kind.value == kind


def test_a_topic_behind_a_comma_belongs_to_the_documents() -> None:
    (found,) = read("Malta and Kenya signed two treaties, on fish and on rice, in Nairobi on Monday.")
    assert (found.subject, found.place) == ("two treaties, on fish and on rice", "Nairobi")
    (found,) = read("Malta and Kenya signed a treaty, on the sidelines of the forum.")
    assert found.subject == "a treaty"


def test_a_long_office_that_tells_it_is_no_part_of_what_was_decided() -> None:
    (found,) = read(
        "The minister conveyed Malta's decision to grant Kenya the status of a market economy, Secretary (West) in the "
        "Ministry of External Affairs Ana Borg told reporters after the meeting.",
        TITLE,
    )
    assert found.subject == "grant Kenya the status of a market economy"


def test_support_for_a_country_s_development_is_promised_to_it() -> None:
    (found,) = read("The minister said that Malta would support the development of Kenya through training.", TITLE)
    assert set(found.parties) == {"Malta", "Kenya"}
    assert read("The minister said that Malta would open a school in the north of Kenya.", TITLE) == ()


# ---------------------------------------------------------------- what is made of relations, talks and ratifications


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        (
            "Malta and Kenya upgraded their relations to a strategic partnership in 2013.",
            ("their relations to a strategic partnership", "agreement", "agreed"),
        ),
        (
            "Malta and Kenya exchanged instruments of ratification of their border treaty.",
            ("instruments of ratification of their border treaty", "treaty", "in force"),
        ),
        (
            "Malta and Kenya have concluded negotiations on a free trade agreement.",
            ("negotiations on a free trade agreement", "treaty", "agreed"),
        ),
        ("Malta and Kenya set a target of $1 million in trade.", ("$1 million in trade", "agreement", "agreed")),
        ("Malta and Kenya set a goal of doubling their trade.", ("doubling their trade", "agreement", "agreed")),
        (
            "Malta and Kenya signed a program of cooperation between their ministries.",
            ("a program of cooperation between their ministries", "agreement", "signed"),
        ),
        (
            "The World Bank approved a $2 million credit for Kenya.",
            ("a $2 million credit for Kenya", "contract", "agreed"),
        ),
        ("Malta and Kenya came to an agreement on quotas.", ("an agreement on quotas", "agreement", "agreed")),
    ],
)
def test_relations_goals_and_ratifications_are_told(text: str, fact: tuple[str, str, str]) -> None:
    (found,) = read(text)
    assert (found.subject, found.kind.value, found.status.value) == fact


@pytest.mark.parametrize(
    "text",
    [
        "Malta and Kenya concluded talks on a free trade agreement without a result.",
        "The minister will address the Kenyan parliament.",
        "Kenya set a target of 5 million tourists.",
    ],
)
def test_talks_speeches_and_own_targets_are_no_agreement(text: str) -> None:
    assert read(text, TITLE) == ()


def test_what_officials_are_told_to_sign_is_not_signed() -> None:
    (found,) = read("The two presidents instructed officials to sign the tax treaty by December.", TITLE)
    assert found.status.value == "intended"


def test_the_day_behind_a_signing_is_its_own_and_no_topic() -> None:
    (found,) = read("The two ministers noted the signing of an MoU on fisheries in May.", TITLE)
    assert (found.subject, found.date) == ("an MoU on fisheries", "2024-05")


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (
            "Malta and Kenya today inked five memoranda of understanding (MoUs) and letters of intent on ports.",
            "five memoranda of understanding (MoUs) and letters of intent on ports",
        ),
        (
            "The ministers witnessed the signing of nine agreements, memorandums of understanding and other documents.",
            "nine agreements, memorandums of understanding and other documents",
        ),
        (
            "The ministers signed the Program of Cooperation between the two foreign ministries.",
            "the Program of Cooperation between the two foreign ministries",
        ),
    ],
)
def test_a_row_of_documents_is_told_whole(text: str, subject: str) -> None:
    (found,) = read(text, TITLE)
    assert found.subject == subject


def test_what_was_agreed_beside_a_bare_document_is_no_telling_of_it() -> None:
    found = read("The ministers signed the Program of Cooperation. The sides agreed to build a railway.", TITLE)
    assert [one.status.value for one in found] == ["signed", "agreed"]


def test_the_documents_of_a_grant_make_no_treaty_of_it() -> None:
    (found,) = read(
        "Malta and Kenya exchanged notes on Monday for a grant of 1 billion yen. "
        "The Maltese ambassador and the Kenyan prime minister signed the documents in Nairobi."
    )
    assert (found.kind.value, len(found.quotes)) == ("contract", 2)


def test_which_pact_both_ratified_is_the_one_before_its_strait() -> None:
    (found,) = read(
        "Malta urged Kenya to abide by the 2012 agreement on shipping in Khor Abdullah, which both countries ratified "
        "in 2013."
    )
    assert (found.subject, found.status.value, found.date) == (
        "the 2012 agreement on shipping in Khor Abdullah",
        "in force",
        "2013",
    )


def test_what_was_done_next_is_no_part_of_a_commitment() -> None:
    (found,) = read(
        "The leaders reaffirmed their commitment to the reef fund, discussed fees, and praised ties.", TITLE
    )
    assert found.subject == "the reef fund"


def test_the_dash_of_a_commission_s_two_sides_ends_no_subject() -> None:
    (found,) = read("It was agreed that the Malta – Kenya Commission be held in Nairobi.", TITLE)
    assert found.subject == "the Malta – Kenya Commission be held in Nairobi"


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (
            "Malta and Kenya signed three MoUs on establishing a zone in Kisumu, a ward in Nakuru, and customs.",
            "three MoUs on establishing a zone in Kisumu, a ward in Nakuru, and customs",
        ),
        (
            "Malta and Kenya signed two treaties on trade and fish, a step that analysts and officials praised.",
            "two treaties on trade and fish",
        ),
        ("Malta assured Kenya of providing 22 seats for nurses.", "providing 22 seats for nurses"),
        ("The Maltese minister assured the Kenyan president of continued support.", "continued support"),
    ],
)
def test_a_row_ends_where_an_explanation_begins(text: str, subject: str) -> None:
    (found,) = read(text, TITLE)
    assert found.subject == subject


def test_the_document_with_a_counterpart_is_the_one_told_before() -> None:
    (found,) = read(
        "Malta and Kenya will sign a defence arrangement on Wednesday. "
        "The Maltese defence minister will sign the document with his Kenyan counterpart."
    )
    assert (found.subject, found.status.value, len(found.quotes)) == ("a defence arrangement", "intended", 2)


def test_the_day_right_behind_a_paper_is_that_of_its_signing() -> None:
    (found,) = read("Malta and Kenya signed a power agreement today under which Kenya will import electricity.")
    assert found.date == "2024-08-23"
    (found,) = read("Malta and Kenya signed a power agreement under which Kenya will import electricity on Monday.")
    assert found.date is None


def test_documents_told_before_their_verb_are_told_whole() -> None:
    (found,) = read("A treaty on fish, a deal on rice, and a memorandum on health were signed.", TITLE)
    assert found.subject == "A treaty on fish, a deal on rice, and a memorandum on health"
