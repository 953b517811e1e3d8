"""What a number measures: in its own words, and in those of the sentences before it."""

from __future__ import annotations

import pytest

from bot.core.models import Change
from bot.reading.lexicon.units import load_units
from tests.reading.figures_for_tests import only, read


@pytest.mark.parametrize(
    ("sentence", "measure"),
    [
        ("The World Bank approved a $1.5 billion loan to Pakistan.", "loan to Pakistan"),
        ("China takes 72 percent of all exports of Iran.", "share of all exports of Iran taken by China"),
        ("The companies signed contracts with a total value of $2.9 billion.", "total value of contracts"),
        (
            "Vietnam Airlines has agreed to purchase 50 aircraft from Boeing.",
            "aircraft Vietnam Airlines has agreed to purchase from Boeing",
        ),
        ("Eight people were killed in the attack.", "people killed in the attack"),
        ("Corruption costs Africa $5 billion.", "cost of Corruption to Africa"),
        ("He won the election with 92,153 votes.", "votes with which He won the election"),
        ("Ethiopia is home to more than 120 million people.", "people to which Ethiopia is home"),
        ("The prince was escorted by three helicopters.", "helicopters that escorted the prince"),
        (
            "Delhi will provide a line of credit of $450 million for solar projects.",
            "line of credit for solar projects",
        ),
        ("Peru signed a loan agreement with Japan worth $65 million.", "loan agreement with Japan"),
        ("Jakarta will export 500,000 tons of coal to Vietnam.", "coal to be exported by Indonesia to Vietnam"),
        ("President Ruto left on Monday for a three-day visit to Japan.", "visit of Ruto to Japan"),
        ("Wong, who is on a two-day trip to Fiji, praised the plan.", "trip of Wong to Fiji"),
        ("The 10-member bloc met in Jakarta.", "members of bloc"),
        (
            "Kenya and Japan met. Bilateral trade between them reached $2 billion.",
            "Bilateral trade between Kenya and Japan",
        ),
        ("Peru and Laos want to bring their trade to $1 billion.", "trade of Peru and Laos"),
        ("Japan offered Palau a grant of $2 million.", "grant offered by Japan to Palau"),
        ("Norway pledged a loan of $30 million to Malawi.", "loan pledged by Norway to Malawi"),
        ("Soft loans of $30 million were pledged to Malawi by Norway.", "Soft loans of Norway to Malawi"),
        ("Ghana and Japan met after 20 years of hostile relations.", "hostile relations between Ghana and Japan"),
        ("The agreement is valid for 120 days.", "length of agreement"),
        ("The war in Yemen has lasted 10 years.", "length of war in Yemen"),
        ("The truce will hold for 60 days.", "time truce will hold"),
        ("Among the goods delivered to Chad were 400 tents.", "tents delivered to Chad"),
        ("A bomb exploded in Lima, killing 14 people.", "people killed by bomb"),
        ("In the survey 84% of Danes did not vote.", "share of Danes did not vote"),
        ("The railway, 136 km long, will open in May.", "length of railway"),
        ("Qatar announced it will invest $1 billion in Pakistan.", "investment of Qatar in Pakistan"),
        ("Whitford thanked Estonia for hosting 1,100 troops.", "troops hosted by Estonia"),
        ("The railway, which is 142.3 kilometers long, opened on Monday.", "length of railway"),
        ("Silva was on a one-day official visit to Oman.", "official visit of Silva to Oman"),
        (
            "Chilean Minister Soto had arrived in Oman on Monday on a two-day visit at the invitation of Ali.",
            "visit of Soto to Oman",
        ),
        (
            "Minister Ito met Minister Silva for talks that lasted an hour and 10 minutes.",
            "length of talks between Ito and Silva",
        ),
        ("Minister Ito and Minister Silva discussed ports for 4 hours.", "length of the talks between Ito and Silva"),
        (
            "They include a contract on the supply of oil worth $6 million to Chile.",
            "worth of a contract on the supply of oil to Chile",
        ),
        ("Oman signed a deal for trucks and buses worth $6 million.", "worth of deal signed by Oman"),
        ("It was the first visit of Ito to Peru in seven years.", "time since the last visit of Ito to Peru"),
        ("Peru has a border of 450 km with Chile.", "length of border of Peru"),
        ("ASEAN is a ten-member bloc of states.", "members of ASEAN"),
        ("The tents weigh more than 60 tonnes.", "tents"),
        # Who gives, lends and sells to whom.
        ("Peru is to receive $2 million from Japan.", "assistance of Japan to Peru"),
        ("Peru is to receive another Rs. 20 million from India.", "assistance of India to Peru"),
        ("Japan has assured Laos of a grant of $5 million.", "grant of Japan to Laos"),
        ("Oman exported goods worth $3 billion to India.", "exports of Oman to India"),
        ("Kenya imported products worth $40 million from Japan.", "imports of Kenya from Japan"),
        ("Norway will extend $30 million in soft loans to Malawi.", "soft loans of Norway to Malawi"),
        (
            "Peru has signed a pact with Japan that lets the government borrow $1 billion.",
            "loans of Japan to Peru",
        ),
        # Who signs, and what goes under it.
        ("Oman and Peru signed 12 agreements to deepen trade.", "agreements signed by Oman and Peru"),
        ("Ghana and Japan met, and four memorandums were signed.", "memorandums signed by Ghana and Japan"),
        ("Oman Air and Airbus signed an agreement for 12 jets.", "jets in the agreement of Oman Air and Airbus"),
        ("Chile has 40 mines in Peru.", "mines of Chile in Peru"),
        # Who came, who holds office, how large and how long it is.
        ("The forum attracted guests from 37 countries.", "countries of guests at forum"),
        ("The minister stayed at Lakeside, a 60-hectare estate.", "size of Lakeside"),
        ("The envoys met to end the 12-year war in Yemen.", "length of war in Yemen"),
        ("It is 30 years since Peru opened its embassy in Oman.", "time since Peru opened its embassy in Oman"),
        (
            "Chile thanked Norway for training 300 Chilean Armed Forces (CAF) personnel.",
            "Chilean Armed Forces personnel trained by Norway",
        ),
    ],
)
def test_the_measure_is_what_the_number_measures(sentence: str, measure: str) -> None:
    assert only(sentence).measure == measure


@pytest.mark.parametrize(
    ("sentence", "measure"),
    [
        ("Peru built 14 schools in the north.", "schools built by Peru in the north"),
        ("The zone is a success, covering nine cities.", "cities covered by zone"),
        ("Denmark gave the museum 40 paintings.", "paintings given by Denmark"),
        ("Some 300 companies have invested in the port.", "companies that have invested in the port"),
        ("About 4,000 people may have fled to Chad.", "people who may have fled to Chad"),
        ("Five firms are to open offices in Lima.", "firms that are to open offices in Lima"),
        ("Omani firms put $5 million into the port.", "investment of Omani firms into the port"),
        ("Peru asked for $8 billion in March.", "sum asked for by Peru"),
        ("The new guidelines call for 3 percent.", "share called for by the new guidelines"),
        ("Peru agreed with the bank on a bailout of $6 billion.", "bailout of Peru"),
        ("The ministers of Ghana and Japan spoke of a loan of $6 million.", "loan between Ghana and Japan"),
        ("Exports of Peru to Oman were valued at $2 billion in the same period.", "Exports of Peru to Oman"),
        ("Re-exports stood at $6 billion.", "Re-exports"),
        ("A total of 26 agreements have been signed by Peru and Oman.", "agreements signed by Peru and Oman"),
        ("Peru and Oman, whose friendship has lasted 25 years, met.", "length of friendship of Peru and Oman"),
        ("Donors pledged a total of $6 million for the refugees.", "pledge of Donors for the refugees"),
        ("The deficit stands at 3 percent of GDP.", "deficit as a share of GDP"),
        ("In Lima five groups were formed to study the market.", "groups formed to study the market"),
        (
            "The Short-Term Concessional Loan facility of $5 million is of use to Ghana and Japan.",
            "Short-Term Concessional Loan facility between Ghana and Japan",
        ),
        ("Peru was hit by floods, and 17 people were killed.", "people killed in Peru"),
    ],
)
def test_the_measure_says_who_does_it_and_whose_it_is(sentence: str, measure: str) -> None:
    assert only(sentence).measure == measure


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        (
            "Ghana and Japan met. “Trade between our countries came to $2 billion,” he said.",
            "Trade between Ghana and Japan",
        ),
        ("Peru met its lenders. Its debts exceed $2 billion.", "debts of Peru"),
        ("Prime Minister Ana Soto of Peru met the lenders. Her country has debts of $2 billion.", "debts of Peru"),
        ("Oman helps Mali. The country's debts stand at $2 billion.", "debts of Oman"),
    ],
)
def test_words_that_point_to_states_are_given_as_their_names(text: str, measures: str) -> None:
    assert only(text).measure == measures


def test_a_number_takes_over_what_the_one_before_it_measured_and_its_period() -> None:
    figures = read(
        "Exports of Oman to Peru rose to $5 billion in 2020, while imports fell to $2 billion. "
        "Re-exports stood at $1 billion."
    )
    assert [(figure.measure, figure.period) for figure in figures] == [
        ("Exports of Oman to Peru", "2020"),
        ("imports of Oman from Peru", "2020"),
        ("Re-exports of Oman to Peru", "2020"),
    ]
    now, then = read("Trade between Oman and Peru reached $5 billion in 2020. We plan to bring it to $8 billion.")
    assert then.measure == now.measure == "Trade between Oman and Peru"
    total, more = read("Trade between Oman and Peru totalled $5 billion in 2020, 2.1 percent more than in 2019.")
    assert (more.measure, more.period) == (total.measure, "2020")
    total, more = read("Trade between Oman and Peru came to $5 billion in 2020, an increase of 3 percent over 2019.")
    assert (more.measure, more.period, more.change) == (total.measure, "2020", Change.UP)


def test_a_part_of_a_sum_told_before_says_so() -> None:
    whole, roads, schools = read(
        "Peru received a loan of $9 million from Japan. "
        "Of this sum, $5 million will go to roads and $4 million to schools."
    )
    assert roads.measure == f"part of {whole.measure} for roads"
    assert schools.measure == f"part of {whole.measure} for schools"


def test_a_noun_that_points_back_is_given_as_it_was_named_before() -> None:
    cost, time = read(
        "Oman joined the Clean Ports Programme of Peru. The €20 million programme has a duration of two years."
    )
    assert cost.measure == "Clean Ports Programme of Peru"
    assert time.measure == "duration of the Clean Ports Programme of Peru"


@pytest.mark.parametrize("deed", load_units().deed, ids=lambda deed: deed.verb)
def test_each_deed_is_what_the_money_of_its_example_is_called(deed: object) -> None:
    from bot.reading.lexicon.units import Deed

    assert isinstance(deed, Deed)
    assert only(deed.example).measure.startswith(deed.noun)


def test_every_conversion_in_a_bracket_measures_what_the_sum_before_it_does() -> None:
    sums = read("Oman and Peru signed contracts worth $5 million (4 million euros; £3 million) in Lima.")
    assert [figure.unit for figure in sums] == ["USD", "EUR", "GBP"]
    assert {figure.measure for figure in sums} == {"worth of contracts signed by Oman and Peru"}


def test_a_sum_that_equals_the_one_before_measures_what_it_does() -> None:
    given = "Japan will give Peru $3 million in assistance."
    dollars, soles = read(f"{given} The new funds, equal to 9 million Peruvian soles, are for roads.")
    assert (dollars.unit, soles.unit) == ("USD", "PEN")
    assert dollars.measure == soles.measure == "assistance of Japan to Peru"


def test_who_authorises_a_sum_or_helps_by_having_it_is_not_what_it_measures() -> None:
    assert only("In May, I authorized a further drawdown worth $200 million.").measure == "drawdown"
    assert not any("'ve" in figure.measure for figure in read("Peru supported us by having 40 replenishments in Lima."))


def test_a_share_of_so_many_leaves_what_they_are() -> None:
    share, whole = read("Guests from Peru made up 12.3 percent of the 3.16 million arrivals in Chile.")
    assert "arrivals" in share.measure
    assert whole.measure == "arrivals in Chile"


def test_one_of_the_five_and_one_that_is_included_are_no_figures() -> None:
    assert not read("Oman is one of the five biggest investors in Peru.")
    told = read("Oman and Peru signed five agreements, including one on ports.")
    assert [figure.value for figure in told] == ["5"]


def test_some_of_which_are_counted_as_what_was_counted_before() -> None:
    both = read("Oman and Peru signed five agreements, two of which open markets for milk.")
    assert [(figure.value, figure.unit) for figure in both] == [("5", "agreement"), ("2", "agreement")]
    assert both[1].measure == "agreements that open markets for milk"


def test_a_visit_without_a_name_is_that_of_the_traveller_told_of_before() -> None:
    figures = read("Peruvian President Alan Soto left for Japan on Sunday. The four-day visit is to include talks.")
    assert [figure.measure for figure in figures] == ["visit of Alan Soto to Japan"]


def test_a_noun_left_out_is_the_one_counted_before() -> None:
    members, ratified = read("Of the 55 members of the African Union, only 27 have ratified the treaty.")
    assert (members.unit, ratified.unit) == ("member", "member")
    assert ratified.measure == "members that have ratified the treaty"
    north, south = read("About 12 million people live in the north and eight million in the south.")
    assert (south.value, south.unit, south.measure) == ("8000000", "person", "people in the south")
    assert north.period is None


def test_a_decrease_behind_a_level_measures_what_fell_and_a_number_has_the_date_beside_it() -> None:
    level, change = read("Trade with Oman stood at $2.9 billion in 2023, a decrease of 5.2% on the previous year.")
    assert (change.measure, change.change, level.period) == ("Trade with Oman", Change.DOWN, "2023")
    new, old = read("The ministers agreed to raise trade to $18 billion by 2028, from $15 billion last year.")
    assert (new.period, old.period) == ("2028", "2023")


def test_two_deeds_of_one_clause_have_one_day() -> None:
    killed, wounded = read("The strike killed 14 civilians and wounded 30 others in Khartoum on Tuesday.")
    assert killed.period == wounded.period == "2024-08-20"
