"""When two names are one person: never by likeness alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.names import Party, choose_person, name_key, offices_of, roles_agree, same_person
from bot.core.text import fold


def one(name: str, side: str | None = None, *roles: str) -> Party:
    return Party("person", name, side, roles)


SAME = [
    (one("He Lifeng", "China", "Vice Premier"), one("Lifeng He", "China")),
    (one("HE Wang Yi", "China", "Foreign Minister"), one("Wang Yi", "China", "Foreign Minister")),
    (one("Li Qiang", "China", "Premier"), one("Qiang Li", "China")),
    (one("Alexander Lukashenko", "Belarus", "President"), one("Aliaksandr Lukashenka", "Belarus", "President")),
    (one("Volodymyr Zelensky", "Ukraine", "President"), one("Volodymyr Zelenskyy", "Ukraine")),
    (one("Vladimir Zelenskiy", "Ukraine", "President"), one("Volodymyr Zelenskyy", "Ukraine")),
    (one("Roman Golovchenko", "Belarus", "Prime Minister"), one("Raman Halouchanka", "Belarus", "premier")),
    (one("Antony J. Blinken", "United States", "Secretary of State"), one("Antony Blinken")),
    (one("Joe Biden", "United States", "President"), one("Joseph R. Biden Jr.", "United States", "President")),
    (one("Biden", "United States", "President"), one("Joe Biden", "United States", "former President")),
    (one("Recep Tayyip Erdoğan", "Turkey"), one("Recep Tayyip Erdogan", "Turkey")),
    (one("Kim Jong-un", "North Korea"), one("Kim Jong Un", "North Korea")),
    (one("Mohammed bin Zayed", "UAE", "President"), one("Mohamed bin Zayed Al Nahyan", "UAE", "President")),
    (one("Sergei Lavrov", "Russia", "Foreign Minister"), one("Sergey Lavrov", "Russia", "Minister of Foreign Affairs")),
    (one("Abdel Fattah el-Sisi", "Egypt"), one("Abdel Fattah Al Sisi", "Egypt")),
]
OTHERS = [
    (one("He Wei", "China", "Minister"), one("Lin Wei", "China", "Minister")),
    (one("Li Qiang", "China", "Premier"), one("Li Keqiang", "China", "Premier")),
    (one("Xi Jinping", "China"), one("Xi Jinpeng", "China")),
    (one("Kim Jong Il", "North Korea", "Leader"), one("Kim Jong Un", "North Korea", "Leader")),
    (one("Mohammed bin Salman", "Saudi Arabia"), one("Mohammed bin Zayed", "United Arab Emirates")),
    (one("Biden", "United States", "President"), one("Hunter Biden", "United States")),
    (one("Biden"), one("Joe Biden")),
    (one("David Cameron", "United Kingdom", "Prime Minister"), one("David Cameron", "Canada", "Ambassador")),
    (one("Ali Khamenei", "Iran", "Supreme Leader"), one("Ruhollah Khomeini", "Iran", "Supreme Leader")),
    (one("Nawaf Al-Ahmad Al-Sabah", "Kuwait", "Emir"), one("Mishal Al-Ahmad Al-Sabah", "Kuwait", "Emir")),
    (one("Lukashenko", "Belarus", "President"), one("Lukashenka", "Ukraine", "President")),
    (one("Wang Yi", "China", "Foreign Minister"), one("Wang Wentao", "China", "Commerce Minister")),
    (one("Park Jin", "South Korea"), one("Kim Jin", "South Korea")),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_spellings_and_orders_of_one_name_are_one_person(first: Party, second: Party) -> None:
    assert same_person(first, second)
    assert same_person(second, first)


@pytest.mark.parametrize(("first", "second"), OTHERS)
def test_like_names_stay_two_people(first: Party, second: Party) -> None:
    assert not same_person(first, second)
    assert not same_person(second, first)


def test_a_surname_alone_is_nobody_when_it_could_be_two() -> None:
    known = [one("Joe Biden", "United States", "President"), one("Jill Biden", "United States", "President")]
    assert choose_person(one("Biden", "United States", "President"), known) is None
    assert choose_person(one("Biden", "United States", "President"), known[:1]) == 0


def test_the_namesake_of_the_same_side_is_chosen() -> None:
    known = [one("Ali Hassan", "Kenya"), one("Ali Hassan", "Oman")]
    assert choose_person(one("Ali Hassan", "Oman"), known) == 1
    assert choose_person(one("Ali Hassan"), known) is None


def test_deputies_hold_another_office_than_their_chiefs() -> None:
    assert roles_agree(["Vice President"], ["President"]) is False
    assert roles_agree(["Premier"], ["Prime Minister of Belarus"]) is True
    assert roles_agree(["minister"], ["President"]) is None
    assert offices_of("State Councilor and Foreign Minister") == {"state councilor", "foreign minister"}


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from([None, "China"]))
def test_any_two_names_compare_without_fault_and_alike_both_ways(first: str, second: str, side: str | None) -> None:
    a, b = one(first, side, "President"), one(second, side, "President")
    assert same_person(a, b) == same_person(b, a)
    assert set(name_key(first).split()) <= set(fold(first).split())
