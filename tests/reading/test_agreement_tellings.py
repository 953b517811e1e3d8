"""Agreements over several sentences: what "the deal" means, lists of documents, "we" in quotes."""

from __future__ import annotations

import pytest

from bot.core.models import Agreement
from tests.reading.test_agreements import read


def brief(found: tuple[Agreement, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(agreement.subject, agreement.parties) for agreement in found]


def test_the_deal_is_no_accession_of_others() -> None:
    joined, deal = read(
        "Tonga joined the WTO in 2007. The island is small. "
        "Under the terms of the deal, Chile will sell 20 buses to Peru."
    )
    assert joined.parties == ("Tonga", "World Trade Organization")
    assert (deal.parties, deal.kind.value, deal.date) == (("Chile", "Peru"), "contract", None)


def test_the_deal_is_the_one_whose_parties_the_sentence_names() -> None:
    fish, rail, terms = read(
        "China and Laos signed a deal on rail on Monday. Peru and Chile signed a protocol on fish on Tuesday. "
        "Under the deal, Laos will open two stations to China."
    )
    assert (fish.parties, rail.parties) == (("China", "Laos"), ("Peru", "Chile"))
    assert set(terms.parties) == {"China", "Laos"}


def test_an_agreement_of_others_gives_no_place_to_an_accession() -> None:
    joined, agreed = read(
        "Belarus joined the Shanghai Cooperation Organization on July 4. The agreement was reached during a meeting "
        "between Peruvian President Rosa Quispe and Chilean President Juan Soto in Lima."
    )
    assert (joined.place, len(joined.quotes)) == (None, 1)
    assert (agreed.parties, agreed.place) == (("Peru", "Chile"), "Lima")


def test_who_signed_the_agreement_is_told_with_the_agreement() -> None:
    (found,) = read(
        "Kenya and Uganda signed a treaty on river transport. "
        "The treaty was signed by the energy ministers of the two countries in Kampala on Monday."
    )
    assert (found.date, found.place, len(found.quotes)) == ("2024-08-19", "Kampala", 2)


def test_the_memorandums_are_those_told_before() -> None:
    (found,) = read(
        "Oman and Fiji have signed seven memorandums of understanding on tourism. "
        "The MoUs were signed at a guest house on Thursday by Oman and Fiji."
    )
    assert (found.date, len(found.quotes)) == ("2024-08-22", 2)


def test_as_many_deals_of_the_same_sides_are_the_same() -> None:
    (found,) = read(
        "Oman and Fiji signed four memorandums on tourism. The sea was calm. Oman and Fiji inked four deals."
    )
    assert (found.kind.value, len(found.quotes)) == ("memorandum", 2)


def test_a_day_of_its_own_goes_before_that_of_the_talks() -> None:
    (found,) = read(
        "Kenyan President Daniel Otieno held talks with Ugandan President Grace Nakato in Kampala on Tuesday. "
        "Kenya and Uganda signed a treaty on ferries. The treaty was signed by the two ministers on Wednesday."
    )
    assert (found.date, len(found.quotes)) == ("2024-08-21", 2)


def test_a_plan_called_an_agreement_is_agreed() -> None:
    (found,) = read(
        "Laos and Nepal announced plans to open a shared museum. "
        "The agreement was reached by Laos and Nepal in Vientiane on Monday."
    )
    assert (found.status.value, found.subject) == ("agreed", "open a shared museum")


def test_two_tellings_of_one_purchase_are_one() -> None:
    (found,) = read(
        "Kuwait has signed a contract to purchase 26 patrol boats from Italy. The sea was calm.\n\n"
        "Kuwait and Italy signed a contract for the purchase of 26 patrol boats, the ministry said."
    )
    assert len(found.quotes) == 2


LISTED = (
    "Presidents Ana Rojas of Bolivia and Juan Soto of Peru met in La Paz on Thursday.\n\n"
    "Bolivia and Peru signed the following documents:\n\n"
    "- Agreement on the protection of the lake;\n\n"
    "- Memorandum of Understanding between the Ministries of Health on vaccines;\n\n"
    "- Programme of exchanges between museums.\n\n"
    "The guests left in the evening."
)


def test_each_document_of_a_list_is_told() -> None:
    found = read(LISTED)
    assert [(agreement.subject, agreement.kind.value, agreement.status.value) for agreement in found] == [
        ("Agreement on the protection of the lake", "treaty", "signed"),
        ("Memorandum of Understanding between the Ministries of Health on vaccines", "memorandum", "signed"),
        ("Programme of exchanges between museums", "agreement", "signed"),
    ]
    assert {agreement.parties for agreement in found} == {("Bolivia", "Peru")}
    assert all(agreement.quotes[0].text.startswith(agreement.subject) for agreement in found)


def test_a_list_that_goes_on_from_a_count_is_told() -> None:
    found = read(
        "Nine documents were signed by Kuwait and Chad.\n\nAmong them:\n\nProtocol on water wells for villages;\n\n"
        "Memorandum on training of pilots in Kuwait;"
    )
    assert [agreement.kind.value for agreement in found] == ["treaty", "memorandum"]


def test_documents_that_are_to_be_signed_are_no_list_of_signed_ones() -> None:
    found = read("Kuwait and Chad will sign the following documents:\n\n- Protocol on water wells for villages;")
    assert {agreement.status.value for agreement in found} == {"intended"}


def test_what_the_memorandums_include_is_a_record_of_its_own() -> None:
    first, second = read(
        "Iran and Ghana signed three memorandums on Monday. "
        "The memorandums include a plan for tea exports, a fund for roads and a school of nursing."
    )
    assert (first.subject, first.date) == ("three memorandums", "2024-08-19")
    assert second.subject == "a plan for tea exports, a fund for roads and a school of nursing"
    assert (second.parties, second.date, second.status.value) == (first.parties, first.date, "signed")


def test_we_in_the_words_of_one_of_two_sides_are_both() -> None:
    title = "Fiji and Samoa sign ferry deal"
    (found,) = read("“We agreed to open a shipping line,” the Fijian minister said.", title)
    assert set(found.parties) == {"Fiji", "Samoa"}
    assert read("“We will repaint the harbour,” the Fijian minister said.", title) == ()


def test_the_country_that_signs_with_another_is_the_article_s() -> None:
    (found,) = read("The country has signed a treaty with Chad on wells.", "Niger and Chad sign treaty on wells")
    assert set(found.parties) == {"Niger", "Chad"}


def test_a_meeting_of_many_lends_no_parties_to_what_was_signed() -> None:
    text = "He visited four countries and witnessed the signing of 70 agreements."
    assert read(text, "Norway and Chad: a president travels") == ()


def test_an_army_of_one_s_own_is_no_matter_of_the_other_side() -> None:
    assert read("India is looking to modernise its navy.", "India and France sign fighter jet deal") == ()


def test_ties_in_a_title_bind_nobody() -> None:
    text = "Tonga told reporters it would seek calmer waters for its boats."
    assert read(text, "Where do strained relations of Tonga and Fiji go?") == ()


def test_a_visitor_s_departure_is_no_day_of_talks() -> None:
    (found,) = read(
        "Nepalese President Bidya Rana left Dhaka on Tuesday after a two-day visit to Bangladesh. "
        "During her visit, Bangladesh and Nepal signed four memorandums on tourism."
    )
    assert found.date is None


def test_visitors_who_will_no_longer_need_visas_need_none() -> None:
    found = read(
        "Qatar and Laos signed an agreement on visas. Under the agreement, students of Qatar and Laos will no longer "
        "need visas."
    )
    assert found[-1].subject == "students of Qatar and Laos will no longer need visas"


def test_a_bare_telling_joins_the_fuller_one_beside_it() -> None:
    (found,) = read(
        "Chad and Niger reached an agreement on Monday after long talks in Rome. "
        "Chad and Niger signed an agreement on the sharing of wells."
    )
    assert (found.subject, found.date, found.status.value) == (
        "an agreement on the sharing of wells",
        "2024-08-19",
        "signed",
    )
    assert len(found.quotes) == 2
    assert found.quotes[0].text.startswith("Chad and Niger signed")


def test_a_plan_between_does_not_take_what_was_signed() -> None:
    fund, bank = read(
        "Oman signed an agreement with Fiji to establish a joint fund. Both countries will provide boats to the fund. "
        "The agreement was signed by Oman and Fiji on Monday."
    )
    assert (fund.status.value, fund.date, len(fund.quotes)) == ("signed", "2024-08-19", 2)
    assert (bank.status.value, bank.date) == ("intended", None)


def test_a_deal_to_extend_a_truce_is_one_ceasefire() -> None:
    (found,) = read("A deal to extend the truce between Chad and Niger by two days has been agreed.")
    assert (found.kind.value, found.status.value, found.parties) == ("ceasefire", "agreed", ("Chad", "Niger"))


def test_those_whose_talks_came_before_are_no_party() -> None:
    assert read("Chad agreed to a longer truce after talks with Egypt.") == ()


def test_terms_of_a_deal_that_still_has_to_be_approved_are_intended() -> None:
    found = read(
        "Under a memorandum signed by Chad and Niger on Monday, Chad will open its river to Niger. "
        "Under the deal, which has to be approved, Niger will lease a pier to Chad."
    )
    assert [(agreement.subject, agreement.status.value) for agreement in found] == [
        ("open its river to Niger", "signed"),
        ("lease a pier to Chad", "intended"),
    ]


def test_what_a_pact_allows_is_told_where_nothing_else_is() -> None:
    (found,) = read("Chad and Niger signed a pact last year allowing Chad the use of the port for its wheat.")
    assert found.subject == "allowing Chad the use of the port for its wheat"


def test_a_state_leaves_a_treaty_by_a_noun() -> None:
    (found,) = read("Chad announced the termination of its military pact with Niger on Thursday.")
    assert (found.status.value, found.parties, found.date) == ("ended", ("Chad", "Niger"), "2024-08-22")


def test_a_signing_that_is_expected_is_intended() -> None:
    text = "The visit is expected to see the signing of a treaty on wells between Chad and Niger."
    assert [found.status.value for found in read(text)] == ["intended"]


def test_one_of_several_documents_told_before_is_a_record_of_its_own() -> None:
    found = read(
        "Chile and Peru signed nine agreements on Tuesday. One of the agreements is on a railway to the border. "
        "Another agreement provides duty-free access for fruit."
    )
    assert [(one.subject, one.parties, one.status.value, one.date) for one in found[1:]] == [
        ("a railway to the border", ("Chile", "Peru"), "signed", "2024-08-20"),
        ("duty-free access for fruit", ("Chile", "Peru"), "signed", "2024-08-20"),
    ]


def test_what_a_single_document_covers_is_no_record_of_its_own() -> None:
    (found,) = read("Chile and Peru signed an agreement on fish on Tuesday. Another agreement is on the table of Mali.")
    assert found.subject == "an agreement on fish"


def test_letters_told_by_their_topic_are_those_signed_before() -> None:
    _, medicine = read(
        "Ghana and Togo signed two letters of intent on Thursday. The letter of intent on medicine covers research."
    )
    assert (medicine.subject, medicine.kind.value, medicine.date) == ("research", "memorandum", "2024-08-22")


# ---------------------------------------------------------------- what is exchanged without a paper


@pytest.mark.parametrize(
    "text",
    [
        "The ministers of Malta and Kenya exchanged views on ferries and other issues of common interest.",
        "The ministers of Malta and Kenya exchanged greetings and views on the trade agreement.",
        "Malta and Kenya exchanged information on the draft treaty on ferries.",
        "Views were also exchanged by Malta and Kenya on the review of the Treaty of Friendship of 1950.",
        "The ministers of Malta and Kenya discussed the revision of the Agreement on Fisheries of 1964.",
        "Malta and Kenya will hold talks aimed at strengthening the ties between the two countries.",
    ],
)
def test_views_and_purposes_are_no_agreement(text: str) -> None:
    assert read(text, "Malta and Kenya hold talks") == ()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Malta and Kenya exchanged three memoranda on fisheries.", "signed"),
        ("The two countries aimed at doubling their trade by 2030.", "intended"),
    ],
)
def test_papers_are_exchanged_and_countries_aim(text: str, status: str) -> None:
    assert [one.status.value for one in read(text, "Malta and Kenya hold talks")] == [status]


@pytest.mark.parametrize("which", ["second", "other", "latter"])
def test_what_is_done_under_the_second_of_two_documents_belongs_to_it(which: str) -> None:
    text = (
        "Malta and Kenya signed two memoranda of understanding on Thursday. The first memorandum covers ferries. "
        f"Under the {which}, Malta will give Kenya technical assistance in building ships."
    )
    found = read(text)[-1]
    assert (found.kind.value, found.status.value, found.date) == ("memorandum", "signed", "2024-08-22")


def test_the_first_agreement_of_years_ago_is_not_todays() -> None:
    text = (
        "Malta and Kenya have signed an amended agreement under which Malta will provide $7 million in assistance. "
        "Assistance has come to $30 million since the first development agreement was signed in 2019."
    )
    assert (read(text)[0].kind.value, read(text)[0].date) == ("contract", None)


def test_they_include_names_what_was_signed_right_before() -> None:
    text = (
        "More than 20 documents on trade were signed by Malta and Kenya on Thursday. "
        "They include a contract on the supply of tea and a memorandum on ferries."
    )
    assert [(one.kind.value, one.subject, one.date) for one in read(text)] == [
        ("treaty", "More than 20 documents on trade", "2024-08-22"),
        ("contract", "a contract on the supply of tea and a memorandum on ferries", "2024-08-22"),
    ]
