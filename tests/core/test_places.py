"""Names of countries and bodies: every name finds its own, and only where it is meant."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.places import Body, Careful, Country, Gazetteer, split_pieces
from bot.reading.lexicon.lists import load_gazetteer

GAZETTEER = load_gazetteer()

# The members of the United Nations, by the short names that Communiqué uses.
MEMBERS = """
Afghanistan Albania Algeria Andorra Angola Antigua_and_Barbuda Argentina Armenia Australia Austria Azerbaijan Bahamas
Bahrain Bangladesh Barbados Belarus Belgium Belize Benin Bhutan Bolivia Bosnia_and_Herzegovina Botswana Brazil Brunei
Bulgaria Burkina_Faso Burundi Cambodia Cameroon Canada Cape_Verde Central_African_Republic Chad Chile China Colombia
Comoros Costa_Rica Croatia Cuba Cyprus Czech_Republic Democratic_Republic_of_the_Congo Denmark Djibouti Dominica
Dominican_Republic Ecuador Egypt El_Salvador Equatorial_Guinea Eritrea Estonia Eswatini Ethiopia Fiji Finland France
Gabon Gambia Georgia Germany Ghana Greece Grenada Guatemala Guinea Guinea-Bissau Guyana Haiti Honduras Hungary Iceland
India Indonesia Iran Iraq Ireland Israel Italy Ivory_Coast Jamaica Japan Jordan Kazakhstan Kenya Kiribati Kuwait
Kyrgyzstan Laos Latvia Lebanon Lesotho Liberia Libya Liechtenstein Lithuania Luxembourg Madagascar Malawi Malaysia
Maldives Mali Malta Marshall_Islands Mauritania Mauritius Mexico Micronesia Moldova Monaco Mongolia Montenegro Morocco
Mozambique Myanmar Namibia Nauru Nepal Netherlands New_Zealand Nicaragua Niger Nigeria North_Korea North_Macedonia
Norway Oman Pakistan Palau Panama Papua_New_Guinea Paraguay Peru Philippines Poland Portugal Qatar
Republic_of_the_Congo Romania Russia Rwanda Saint_Kitts_and_Nevis Saint_Lucia Saint_Vincent_and_the_Grenadines Samoa
San_Marino Sao_Tome_and_Principe Saudi_Arabia Senegal Serbia Seychelles Sierra_Leone Singapore Slovakia Slovenia
Solomon_Islands Somalia South_Africa South_Korea South_Sudan Spain Sri_Lanka Sudan Suriname Sweden Switzerland Syria
Tajikistan Tanzania Thailand Timor-Leste Togo Tonga Trinidad_and_Tobago Tunisia Turkey Turkmenistan Tuvalu Uganda
Ukraine United_Arab_Emirates United_Kingdom United_States Uruguay Uzbekistan Vanuatu Venezuela Vietnam Yemen Zambia
Zimbabwe
""".replace("\n", " ").split()
OTHERS = ["Vatican City", "Palestine", "Taiwan", "Kosovo", "Hong Kong", "Macau", "Greenland", "Puerto Rico", "Scotland"]


def found(words: str) -> list[tuple[str, str]]:
    return [(hit.name, hit.kind) for hit in GAZETTEER.find(words.split())]


def test_every_member_of_the_united_nations_is_there() -> None:
    assert len(MEMBERS) == 193
    missing = {name.replace("_", " ") for name in MEMBERS} - set(GAZETTEER.countries)
    assert not missing


@pytest.mark.parametrize("name", OTHERS)
def test_observers_and_the_usual_others_are_there(name: str) -> None:
    assert GAZETTEER.country(name) == name


@pytest.mark.parametrize("name", [name.replace("_", " ") for name in MEMBERS])
def test_a_member_has_an_adjective_and_a_currency(name: str) -> None:
    country = GAZETTEER.countries[name]
    assert country.adjectives or name == "Dominica"  # "Dominican" is the Dominican Republic's
    assert re.fullmatch("[A-Z]{3}", country.currency or "")


@pytest.mark.parametrize("country", GAZETTEER.countries.values(), ids=lambda country: country.name)
def test_every_name_of_a_country_means_that_country(country: Country) -> None:
    for name in filter(None, (country.name, country.official, *country.names, *country.adjectives, *country.demonyms)):
        assert GAZETTEER.country(name) == country.name, name
    for name in (*country.capital, *country.seats):
        assert GAZETTEER.capital_of(name) is not None, name
        assert GAZETTEER.city(name) == country.name, name
    for name in country.cities:
        assert GAZETTEER.city(name) == country.name, name


@pytest.mark.parametrize("body", GAZETTEER.bodies.values(), ids=lambda body: body.name)
def test_every_name_of_a_body_means_that_body(body: Body) -> None:
    for name in (body.name, *body.short):
        assert GAZETTEER.body(name) == body.name, name


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("U.S.", "United States"),
        ("US", "United States"),
        ("PRC", "China"),
        ("Republic of China", "Taiwan"),
        ("ROK", "South Korea"),
        ("DPRK", "North Korea"),
        ("Korean", "South Korea"),
        ("North Korean", "North Korea"),
        ("Dominican", "Dominican Republic"),
        ("Nigerien", "Niger"),
        ("Nigerian", "Nigeria"),
        ("Nigerians", "Nigeria"),
        ("Guinean", "Guinea"),
        ("Bissau-Guinean", "Guinea-Bissau"),
        ("Equatorial Guinean", "Equatorial Guinea"),
        ("Papua New Guinean", "Papua New Guinea"),
        ("DR Congo", "Democratic Republic of the Congo"),
        ("Congo-Brazzaville", "Republic of the Congo"),
        ("Côte d’Ivoire", "Ivory Coast"),
        ("São Tomé and Príncipe", "Sao Tome and Principe"),
        ("Timor Leste", "Timor-Leste"),
        ("Türkiye", "Turkey"),
        ("the Holy See", "Vatican City"),
        ("Belarus’s", "Belarus"),
        ("belarus", "Belarus"),
    ],
)
def test_odd_names_mean_what_a_reader_takes_them_for(words: str, country: str) -> None:
    assert GAZETTEER.country(words) == country


@pytest.mark.parametrize("words", ["us", "turkey sandwich", "Minsk", "SCO", "", "the", "Nowhere"])
def test_other_words_are_no_country(words: str) -> None:
    assert GAZETTEER.country(words) is None


@pytest.mark.parametrize(
    ("words", "party"),
    [
        ("Minsk", "Belarus"),
        ("Kremlin", "Russia"),
        ("White House", "United States"),
        ("Downing Street", "United Kingdom"),
        ("Élysée", "France"),
        ("Brussels", "European Union"),
        ("Geneva", None),
    ],
)
def test_capitals_and_seats_stand_for_their_side(words: str, party: str | None) -> None:
    assert GAZETTEER.capital_of(words) == party


def test_brussels_lies_in_belgium_and_stands_for_the_union() -> None:
    (hit,) = GAZETTEER.find(["Brussels"])
    assert (hit.country, hit.stands_for) == ("Belgium", "European Union")


def test_bodies_that_act_as_one_are_known() -> None:
    assert all(GAZETTEER.acts_as_one(GAZETTEER.body(name) or "") for name in ("EU", "NATO", "G7", "ASEAN", "SCO", "AU"))
    assert not GAZETTEER.acts_as_one("China")


def test_opec_and_opec_plus_are_two() -> None:
    assert found("OPEC and OPEC+") == [
        ("Organization of the Petroleum Exporting Countries", "body"),
        ("OPEC+", "body"),
    ]


def test_longest_name_wins() -> None:
    assert found("Guinea - Bissau , Papua New Guinea , Guinea and Equatorial Guinea") == [
        ("Guinea-Bissau", "country"),
        ("Papua New Guinea", "country"),
        ("Guinea", "country"),
        ("Equatorial Guinea", "country"),
    ]


def test_one_token_may_hold_two_countries() -> None:
    hits = GAZETTEER.find(["the", "U.S.-China", "talks"])
    assert [(hit.name, hit.first, hit.last) for hit in hits] == [("United States", 1, 2), ("China", 1, 2)]


def test_a_dateline_in_capitals_is_found() -> None:
    assert found("BEIJING , Aug 23") == [("Beijing", "capital")]


@pytest.mark.parametrize(
    "words",
    [
        "the South China Sea dispute",
        "tension on the Korean Peninsula",
        "the Washington Post reported",
        "Jordan Bardella said",
        "a visit by Chad Smith",
        "Israel Katz spoke",
        "a turkey for us",
    ],
)
def test_what_looks_like_a_place_and_is_none_is_left_alone(words: str) -> None:
    assert [name for name, kind in found(words) if kind in ("country", "adjective")] == []


def test_georgia_is_the_state_beside_atlanta_and_the_country_beside_tbilisi() -> None:
    assert ("Georgia", "country") not in found("voters in Georgia , mostly from Atlanta")
    assert ("Georgia", "country") in found("leaders of Georgia met in Tbilisi")


def test_a_title_beside_a_country_does_not_make_it_a_person() -> None:
    assert found("Jordan Foreign Minister Ayman Safadi") == [("Jordan", "country")]


def test_a_comma_ends_a_name() -> None:
    assert found("in Papua , New Guinea pigs") == []


def test_the_first_of_two_with_one_name_keeps_it() -> None:
    small = Gazetteer(
        [Country("Atlantis", cities=("Port",)), Country("Lemuria", cities=("Port",))],
        [Body("Port")],
        careful=[Careful("Lemuria", after=("in",))],
    )
    assert small.body("Port") == "Port"
    assert small.find(["Lemuria"]) == []
    assert [hit.name for hit in small.find(["in", "Lemuria"])] == ["Lemuria"]


@given(
    st.lists(
        st.one_of(st.text(max_size=8), st.sampled_from(["U.S.-China", "New", "Guinea", "the", "Hague", ",", "SCO"]))
    )
)
def test_hits_stand_in_order_inside_the_tokens(tokens: list[str]) -> None:
    hits = GAZETTEER.find(tokens)
    assert all(0 <= hit.first < hit.last <= len(tokens) for hit in hits)
    assert all(one.first <= other.first and one.last - 1 <= other.first for one, other in pairwise(hits))
    assert hits == GAZETTEER.find(tokens)


@given(st.text(max_size=30))
def test_pieces_of_any_token_hold_no_white_space(token: str) -> None:
    assert all(piece == "" or not any(c.isspace() for c in piece) for piece in split_pieces(token))
