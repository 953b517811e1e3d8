"""Sentences that sound like an agreement of the report's two sides and are none."""

from __future__ import annotations

import pytest

from tests.reading.test_agreements import read

TITLE = "Malta and Kenya hold talks"


@pytest.mark.parametrize(
    "text",
    [
        # guessed, not promised
        "Both sides said that a settlement will likely take time.",
        # what they say, and what they will talk about
        "Malta and Kenya wish to make clear that the vote will not be free.",
        "The two leaders will also explore ways to strengthen trade between Malta and Kenya.",
        "The Maltese minister will also engage with Kenyan business leaders to strengthen ties.",
        # money for whoever tells
        "Malta is offering rewards of up to $5 million for information leading to the arrest of a Kenyan trafficker.",
        # words that are cut off
        "This brings the total assistance Malta has committed to Kenya over the past year to more than $1 billion.",
        "Malta and Kenya intend to advance this agenda by:",
        # an attendance, no deed
        "The minister will be joined by Kenyan Trade Secretary Ana Kibet.",
        # a suit and a complaint
        "Malta seeks to answer Kenya's claims in court.",
        "Malta will continue to promote accountability for Kenya's abuses with its partners.",
        # a treaty of others, named without either side
        "They also praised the signing of the Harbour Accords in September 2020.",
        "Grounded in the Ocean Treaty of 1967, the principles keep the sea safe for all.",
        # an honour to come
        "It will be an honour for me to sign with you the Memorandum of Understanding on our ferries.",
        # an opinion
        "The leaders agreed that their trade could be expanded further.",
        # a call on others
        "Both governments call on all parties, including the border towns, to endorse the temporary truce now.",
    ],
)
def test_what_is_guessed_attended_blamed_praised_or_called_for_is_no_agreement(text: str) -> None:
    assert read(text, TITLE) == ()


def test_aid_for_those_who_left_a_country_is_no_promise_to_it() -> None:
    found = read("Malta announced $6 million in aid to help Chadian refugees in Kenya.", TITLE)
    assert all("Chad" not in one.parties for one in found)


def test_a_vote_to_leave_is_no_leaving() -> None:
    (found,) = read("Malta voted in June to leave the European Union.", TITLE)
    assert (found.subject, found.status.value) == ("leave the European Union", "intended")


def test_the_dash_in_a_name_ends_no_subject() -> None:
    (found,) = read("Malta and Kenya agreed to attend the U.S. – Africa Ports Summit in Accra.", TITLE)
    assert found.subject == "attend the U.S. – Africa Ports Summit in Accra"
