"""Figures from sentences: which numbers are figures, and their value, unit, comparator, measure, change and period."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.models import Change, Comparator
from bot.core.quotes import quote_holds
from bot.reading.explain import Recorder
from bot.reading.lexicon.units import load_units
from tests.reading.figures_for_tests import number, only, read


@pytest.mark.parametrize(
    ("sentence", "value", "unit", "comparator"),
    [
        ("Last year, bilateral trade surpassed $8.4 billion.", "8400000000", "USD", ">"),
        ("Trade reached 139.4 billion U.S. dollars in 2023.", "139400000000", "USD", "="),
        ("The government approved a 38.8 million euro loan.", "38800000", "EUR", "="),
        ("The Bank of Japan will lend up to 200 billion yen.", "200000000000", "JPY", "<="),
        ("Investment in the railway was nearly RMB 500 million.", "500000000", "CNY", "~"),
        ("The company invested more than HK$20bn in the port.", "20000000000", "HKD", ">"),
        ("The region covers more than 500,000 square kilometers.", "500000", "square kilometer", ">"),
        ("The pipeline carries 8 to 16 billion cubic meters of gas.", "8000000000..16000000000", "cubic meter", "="),
        ("China accounts for 40-45 percent of the exports.", "40..45", "%", "="),
        ("Hungary spent an estimated 1.15% of its GDP on defence.", "1.15", "%", "~"),
        ("Two-thirds of the population live in villages.", "66.67", "%", "="),
        ("At least 50 people were killed in the attack.", "50", "person", ">="),
        ("Fewer than 200 soldiers remained in the town.", "200", "soldier", "<"),
        ("Nearly 10,000 Kuwaitis studied at universities in Boston.", "10000", "Kuwaiti", "~"),
        ("Officials signed twenty memorandums of understanding.", "20", "memorandum of understanding", "="),
        ("Washington delivered 14 hospital tents to the town.", "14", "hospital tent", "="),
        ("The zone covers nine cities, including Guangzhou.", "9", "city", "="),
        ("The government announced three days of mourning.", "3", "day", "="),
        ("He returned home after a week-long stay in Belgium.", "1", "week", "="),
        ("Officials welcomed the 15-month truce in Yemen.", "15", "month", "="),
        ("The death toll rose to 45.", "45", "person", "="),
        ("The population of Niger is expected to double to 50 million.", "50000000", "person", "="),
        ("China delivered 3.5 million vaccine doses to Laos.", "3500000", "vaccine dose", "="),
        ("Kenya Airways ordered six Boeing 787-9 aircraft.", "6", "aircraft", "="),
        ("The firms created more than 400 joint ventures.", "400", "joint venture", ">"),
        ("The meeting in Geneva lasted about an hour.", "1", "hour", "~"),
        ("The pipeline is 1,200 km long.", "1200", "km", "="),
        ("The sea has warmed by 2°C.", "2", "°C", "="),
        ("The generals freed 400 political prisoners.", "400", "political prisoner", "="),
        ("The dam is 145 metres high.", "145", "metre", "="),
        ("Exports of Laos have grown three times.", "3", "time", "="),
        ("Japan will send two second-hand ships to Palau.", "2", "ship", "="),
        ("Ministers of more than 40 allies will come.", "40", "ally", ">"),
        ("Three memoranda of understanding were signed in Lima.", "3", "memorandum of understanding", "="),
        ("At the end of the visit four MoUs were signed.", "4", "MoU", "="),
        ("Last month 92 Kenyans were arrested in Oslo.", "92", "Kenyan", "="),
        ("The ambassador met seven of the premiers.", "7", "premier", "="),
        ("Eight out of ten farmers in Peru own their land.", "80", "%", "="),
        ("Nearly a quarter of a million people fled to Chad.", "250000", "person", "~"),
        ("The talks in Oslo went on for two and a half hours.", "2.5", "hour", "="),
        ("The road has been closed for over one and half years.", "1.5", "year", ">"),
        ("The flight took an hour and a half.", "1.5", "hour", "="),
        ("Chile came second in the table of exporters.", "2", "rank", "="),
        ("Mali left the 15-member bloc on Friday.", "15", "member", "="),
        ("The king of Bhutan began a two day visit to Nepal.", "2", "day", "="),
        ("The plant has a capacity of 4,500 MW.", "4500", "MW", "="),
        ("Pakistan sold bonds worth Rs 12 billion.", "12000000000", "PKR", "="),
        ("Exports of India rose to Rs 48,000 crore.", "480000000000", "INR", "="),
        ("The government of Nepal will spend 50 billion rupees on roads.", "50000000000", "NPR", "="),
        ("The Tanzanian government set aside 4.2 trillion shillings for roads.", "4200000000000", "TZS", "="),
        ("Uganda Airlines earned 9 billion Kenyan shillings in Mombasa.", "9000000000", "KES", "="),
    ],
)
def test_a_figure_is_read_with_its_unit_and_comparator(sentence: str, value: str, unit: str, comparator: str) -> None:
    figure = only(sentence)
    assert (number(figure), figure.unit, figure.comparator) == (value, unit, Comparator(comparator))
    assert figure.quotes[0].text == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The leaders of the two countries met, and both sides praised the three ministers.",
        "The two leaders met for the third time.",
        "It is one of the largest ports.",
        "The plane, a Boeing 737, landed in Minsk.",
        "The G20 will discuss COVID-19 and Resolution 2259.",
        "Ministers praised the 2030 Agenda.",
        "They cited Article 5 of the treaty and Section 232 of the law.",
        "Brenton Tarrant, 28, appeared in court.",
        "The 28-year-old suspect appeared in court.",
        "He was 70 years old.",
        "The ministers marked the 70th anniversary of relations.",
        "They met at 10:30 a.m. on Friday and at 0040 UTC.",
        "They met three days ago, and again on August 22, 2024.",
        "They will meet again in two weeks.",
        "Please call +86 10 6596 1114 for details.",
        "Hundreds of people and dozens of companies spent billions of dollars.",
        "The team won 3-2 on Sunday.",
        "The 20th Party Congress elected him.",
        "China is the largest trading partner of Belarus.",
        "The president stressed the five principles.",
        "Over the past five years the city has changed.",
        "A two-legged robot greeted the guests.",
        "The war began about a year ago.",
        "The two-way trade of the past was small.",
        "The four-eye talks went well.",
        "The bill passed with a two-thirds majority.",
        "Three weeks after the summit the envoy left.",
        "Peru and Chile marked 50 years of ties.",
        "He came for the summit of the Group of Seven leaders.",
        "The rule stands at 87 FR 1234.",
        "Let us discuss the first order in two days.",
        "It was his second major tour.",
    ],
)
def test_what_is_no_figure_is_left_out(sentence: str) -> None:
    assert read(sentence) == ()


def test_the_refused_numbers_are_told_to_the_trace() -> None:
    trace = Recorder()
    read("The leaders of the two countries met.", trace)
    assert any(step.verdict == "refused" and "points to the parties" in step.what for step in trace.steps)


@pytest.mark.parametrize(
    ("sentence", "value", "measure"),
    [
        ("China is Belarus' second-largest trading partner.", "2", "second-largest trading partner of Belarus"),
        ("China is the third largest trading partner of Iran.", "3", "third largest trading partner of Iran"),
        ("It is the No. 1 destination for Chinese investment.", "1", "No. 1 destination for Chinese investment"),
        ("China ranks third among the investors.", "3", "third among the investors"),
    ],
)
def test_a_rank_is_read_with_whose_it_is(sentence: str, value: str, measure: str) -> None:
    figure = only(sentence)
    assert (figure.value, figure.unit, figure.measure) == (value, "rank", measure)


def test_a_change_and_its_new_level_are_two_records() -> None:
    change, level = read("Trade between China and Indonesia rose 12.3 percent to $139.4 billion in 2023.")
    assert (change.value, change.unit, change.change) == ("12.3", "%", Change.UP)
    assert (level.value, level.unit, level.change) == ("139400000000", "USD", None)
    assert change.measure == level.measure == "Trade between China and Indonesia"
    assert change.period == level.period == "2023"


def test_from_and_to_are_two_levels() -> None:
    old, new = read("The ministry will lower the tariff on steel from 25% to 18%.")
    assert [(figure.value, figure.change, figure.measure) for figure in (old, new)] == [
        ("25", None, "tariff on steel"),
        ("18", None, "tariff on steel"),
    ]


@pytest.mark.parametrize(
    ("sentence", "change"),
    [
        ("Exports fell by 3.2 percent.", Change.DOWN),
        ("Exports were up 4.5 percent.", Change.UP),
        ("Exports saw a 12 percent increase.", Change.UP),
        ("Unemployment dropped 0.3 percentage points.", Change.DOWN),
        ("The rate stands at 5 percent.", None),
        ("The bank approved a $3 billion loan.", None),
    ],
)
def test_only_the_size_of_a_change_has_a_direction(sentence: str, change: Change | None) -> None:
    assert only(sentence).change is change


def test_a_conversion_in_brackets_is_a_record_of_its_own() -> None:
    ringgit, dollars = read("Exports to China reached RM258.7 billion ($55 billion) in the first half of 2024.")
    assert (ringgit.unit, dollars.unit) == ("MYR", "USD")
    assert ringgit.measure == dollars.measure == "Exports to China"
    assert ringgit.period == dollars.period == "2024-01/2024-06"


def test_the_wounded_have_the_day_of_the_dead() -> None:
    dead, hurt = read("A bomb killed 14 people in Lima on Tuesday. Some 50 others were wounded, officials said.")
    assert (dead.period, hurt.period) == ("2024-08-20", "2024-08-20")


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("Last year, bilateral trade surpassed $8.4 billion.", "2023"),
        ("Inflation reached 8.5 percent in July.", "2024-07"),
        ("According to a March 14, 2019 press release, Hungary spent 1.2% of its GDP on defence in 2018.", "2018"),
        ("Exports reached $5 billion, the ministry said on Thursday.", None),
        ("Oman on Thursday freed 11 sailors.", "2024-08-22"),
        ("Oman on Thursday signed 11 agreements.", None),
        ("China delivered 300 buses to Laos on June 27.", None),
        ("The 55-member African Union opened its summit on Monday.", None),
        ("Trade stood at 8 million dollars a year before the war.", None),
        ("The bank signed a $3 billion loan on Monday.", None),
        ("Norway pledged $3 million on Monday.", None),
        ("Reserves stood at $3 million on Monday.", "2024-08-19"),
        ("The deficit for exports in 2023 remains at $3 billion.", "2023"),
        ("Trade has grown by another 20 percent since the beginning of this year.", "2024"),
    ],
)
def test_the_period_is_the_date_of_the_numbers_own_clause(sentence: str, period: str | None) -> None:
    assert only(sentence).period == period


def test_a_bracket_tells_the_sum_in_other_money() -> None:
    sums = read("India gave Nepal a cheque of INR 807.1 million (Rs 1.29 billion).")
    assert [figure.unit for figure in sums] == ["INR", "NPR"]


@pytest.mark.parametrize(
    ("sentence", "unit"),
    [
        ("Exports reached 8.4 billion Fijian dollars.", "FJD"),
        ("Exports reached 8.4 billion Maldivian rufiyaa.", "MVR"),
        ("Exports reached 8.4 billion Sierra Leonean leones.", "SLE"),
        ("Exports reached 8.4 billion Sudanese pounds.", "SDG"),
        ("Exports reached 8.4 billion Thai baht.", "THB"),
    ],
)
def test_money_with_the_adjective_of_its_country_is_that_countrys(sentence: str, unit: str) -> None:
    assert only(sentence).unit == unit


def test_a_headline_that_tells_a_sum_is_one_with_the_sentence_that_does() -> None:
    headline = "Loan agreement of $56 million signed, Chilean embassy says."
    figures = read(f"{headline} Peru and Chile signed a loan agreement of $56 million on roads.")
    assert len(figures) == 1


def test_time_in_two_units_is_one_figure_in_the_smaller() -> None:
    for words, value, unit in (
        ("two hours and 20 minutes", "140", "minute"),
        ("3 years and two months", "38", "month"),
        ("one hour, 15 minutes", "75", "minute"),
    ):
        figure = only(f"The talks lasted {words}.")
        assert (figure.surface, figure.value, figure.unit) == (words, value, unit)
        assert figure.measure == "length of talks"


def test_one_on_one_is_no_number() -> None:
    assert not read("The ministers held a one-on-one meeting.")


def test_a_level_of_the_year_before_has_the_period_of_the_year_before() -> None:
    text = "Oman exported goods worth $400 million to Peru from January to April 2024, up 3.7 percent from $386 million"
    sums = read(f"{text} over the same period last year.")
    assert [figure.period for figure in sums] == ["2024-01/2024-04", "2024-01/2024-04", "2023-01/2023-04"]
    assert {figure.measure for figure in sums} == {"exports of Oman to Peru"}


def test_the_year_before_is_counted_from_the_year_of_the_number_before() -> None:
    new, old = read("Trade of Oman with Peru rose to $5 billion in 2022 from $4 billion the year before.")
    assert (new.period, old.period) == ("2022", "2021")


def test_a_clause_with_when_takes_the_year_before_it() -> None:
    assert only("Peru was a friend in 2022, when total trade rose by 8 percent.").period == "2022"


def test_rupees_are_those_of_the_country_that_the_clause_is_about() -> None:
    assert only("China will raise its assistance to Nepal to Rs15 billion.").unit == "NPR"
    assert only("The bank lent Rs. 20 million to Sri Lanka.").unit == "LKR"


def test_a_share_that_makes_up_something_is_no_change() -> None:
    assert only("Oil makes up 90% of the revenues of Iraq.").change is None


def test_a_number_told_twice_is_one_record_with_both_sentences() -> None:
    figure = only(
        "Bilateral trade exceeded $8.4 billion last year. In Minsk, Li said that bilateral trade exceeded $8.4 billion."
    )
    assert len(figure.quotes) == 2
    assert figure.period == "2023"


def test_the_same_small_number_of_other_things_stays_apart() -> None:
    assert len(read("The ministers signed 12 contracts in Minsk. The attack killed 12 people in Kabul.")) == 2


@pytest.mark.parametrize("currency", load_units().currency, ids=lambda currency: currency.code)
def test_each_currency_is_found_in_its_example(currency: object) -> None:
    from bot.reading.lexicon.units import Currency

    assert isinstance(currency, Currency)
    assert [figure.unit for figure in read(currency.example)] == [currency.code]


@pytest.mark.parametrize("entry", load_units().comparator, ids=lambda entry: entry.sign)
def test_each_comparator_is_found_in_its_example(entry: object) -> None:
    from bot.reading.lexicon.units import Compared

    assert isinstance(entry, Compared)
    assert only(entry.example).comparator == entry.sign


# -- whatever the text ------------------------------------------------------------------------------------------------

SENTENCE = "Bilateral trade between Belarus and China surpassed $8.4 billion in 2023."
FILLERS = st.sampled_from(
    [
        "The ministers had lunch in the garden.",
        "Nothing else was said about the plan.",
        "It rained in the afternoon.",
        "“We are friends,” the minister said.",
    ]
)


@settings(max_examples=15, deadline=None)
@given(st.lists(FILLERS, max_size=4), st.lists(FILLERS, max_size=4))
def test_a_planted_figure_is_found_with_that_very_sentence(before: list[str], after: list[str]) -> None:
    figure = only("\n\n".join([" ".join(before), SENTENCE, " ".join(after)]).strip())
    assert [quote.text for quote in figure.quotes] == [SENTENCE]
    assert (figure.value, figure.unit, figure.period) == ("8400000000", "USD", "2023")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            (
                "$ 5 8.4 billion percent of the second-largest half two - to from rose by ( ) , . % € 1,200 people "
                "No. 1 €3m and"
            ).split()
        ),
        max_size=25,
    ).map(" ".join)
    | st.text(max_size=80)
)
def test_any_text_is_read_alike_twice_and_its_quotes_are_in_it(text: str) -> None:
    figures = read(text)
    assert figures == read(text)
    for figure in figures:
        assert (figure.value is None) == (figure.low is not None and figure.high is not None)
        assert figure.measure
        assert all(quote_holds(text, quote) for quote in figure.quotes)
