"""Which figures are told and which are not: a measure that says nothing, a number that counts nothing, its time."""

from __future__ import annotations

import pytest

from bot.core.models import Comparator
from tests.reading.figures_for_tests import number, only, read


@pytest.mark.parametrize(
    ("sentence", "measure"),
    [
        (
            "The Export Bank of Peru plans to make available up to $3 billion to finance purchases by firms in Chile.",
            "funds of the Export Bank of Peru to finance purchases by firms in Chile",
        ),
        ("Nearly 800 customers were scheduled to be moved to Lima.", "customers scheduled to be moved to Lima"),
        ("The fund gives airlines 45 days to end their flights.", "time given by fund to end their flights"),
        (
            "The island is located 300 miles (480 km) off the coast of Chile.",
            "distance of island off the coast of Chile",
        ),
        ("The statues are about fourteen feet (four meters) tall.", "height of statues"),
        ("Peru invested $10 billion to improve its railways.", "investment of Peru to improve railways of Peru"),
        ("Omani firms have invested over $2 billion in Chad, where they build.", "investment of Omani firms in Chad"),
        (
            "Students from 20 countries took part in the course in Lima.",
            "countries of Students",
        ),
        (
            "The party appeared on the ballot in a total of eight states.",
            "states in which party appeared on the ballot",
        ),
        ("Peru is offering a loan guarantee to Chile of up to $1 billion.", "loan guarantee of Peru to Chile"),
        ("Vietnam grew 5.1 percent in 2023.", "economy of Vietnam"),
        ("Chad, a dry nation of about 18 million people, has closed its schools.", "people of Chad"),
        (
            "Japan offered up to 12 billion yen in loans to improve its ports.",
            "loans of Japan to improve ports of Japan",
        ),
        ("The grants reach over 120 countries.", "countries reached by the grants"),
        ("The number of cases reached 120 cases.", "number of cases"),
        ("The rule provides airlines with 45 days to end their flights.", "time given by rule to end their flights"),
        ("Exports plunged 14.7 percent, the trade ministry of Peru said.", "Exports of Peru"),
    ],
)
def test_the_measure_is_told_in_whole_words(sentence: str, measure: str) -> None:
    assert read(sentence)[0].measure == measure


def test_what_leads_to_deaths_causes_them() -> None:
    _, deaths, injuries = read("The road saw 1,187 accidents leading to 750 deaths and 900 injuries.")
    assert (deaths.measure, injuries.measure) == ("deaths caused by accidents", "injuries caused by accidents")


def test_what_is_included_is_measured_as_the_whole() -> None:
    people, visitors = read("Gunmen opened fire in Oman, killing at least 19 people, including 17 visitors.")
    assert people.measure.removeprefix("people ") == visitors.measure.removeprefix("visitors ") != ""


def test_those_and_the_figure_are_what_was_measured_before() -> None:
    _, those = read("Exports to Chile rose 4 percent in 2023. Those to Peru dropped 8 percent.")
    assert (those.measure.rpartition(" to ")[2], those.measure.split()[0], those.period) == ("Peru", "Exports", "2023")
    money, _, raised = read(
        "Trade between Oman and Peru reached $2 billion, with 300 firms. They aim to raise the figure to $5 billion."
    )
    assert raised.measure == money.measure


@pytest.mark.parametrize(
    "sentence",
    [
        "The post office stands at 24355 Cedar Road in Santa Rosa.",
        "Guests must be citizens, at least 18 years or older.",
        "Japan presented its “Last One Mile” support for vaccines.",
        "The idea of one country, two systems was praised in Lima.",
        "They weigh about fourteen tons.",
        "One senator of Peru said so.",
        "The herds were moved 500 miles.",
        "It was the first such flight of the R21 type.",
        "And we have set a goal of ensuring that half of all cars sold in Peru in 2020 will be clean.",
    ],
)
def test_a_number_that_counts_nothing_or_whose_measure_is_not_told_is_no_figure(sentence: str) -> None:
    assert not read(sentence)


def test_a_sum_in_the_words_of_another_number_is_left_out() -> None:
    _, years = read("Peru agreed with the Fund on a bailout of $6 billion to be paid over three years.")
    assert "$" not in years.measure
    assert "bailout" in years.measure


def test_pounds_of_goods_are_weighed_and_pounds_of_money_are_not() -> None:
    assert only("The ship carried 100,000 pounds of rice to Chad.").unit == "pound"
    assert only("Britain gave 5 million pounds of aid to Chad.").unit == "GBP"


def test_the_owner_of_a_sum_is_no_subject_of_another_clause() -> None:
    told = read("The step will free $650 million in additional assistance, said Norway, since Peru closed its ports.")
    assert not any("Peru" in figure.measure for figure in told)


def test_a_share_in_a_bracket_is_a_share_of_what_was_counted() -> None:
    _, share = read("Silva received 203,091 votes (4 percent) in Peru.")
    assert share.measure == "share of votes received by Silva in Peru"


def test_participles_are_those_of_english() -> None:
    assert only("The fund brings together 30 countries of Africa.").measure == "countries of Africa brought by the fund"


def test_the_size_of_what_another_number_counts_is_no_figure_of_its_own() -> None:
    assert only("The shipment includes 42 million 8-ounce bottles of formula.").value == "42000000"


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        ("Ito won the nomination in September over two other candidates of Peru.", Comparator.EQUAL),
        ("The envoy handed over 10,000 doses of vaccine to Peru.", Comparator.EQUAL),
        ("The envoy praised over 10,000 doctors of Peru.", Comparator.MORE),
    ],
)
def test_over_is_a_comparator_only_where_it_measures(sentence: str, sign: Comparator) -> None:
    figure = only(sentence)
    assert (figure.comparator, figure.surface.startswith("over")) == (sign, sign is Comparator.MORE)


def test_seven_more_are_no_rise() -> None:
    _, more = read("Three passengers were killed in the attack in Oman and seven more were injured.")
    assert (more.change, more.measure, more.unit) == (None, "passengers injured", "passenger")


@pytest.mark.parametrize(
    ("sentence", "value", "unit"),
    [
        ("Trade between Peru and South Africa came to R47,8 billion.", "47800000000", "ZAR"),
        ("Exports of South Africa reached R16 billion.", "16000000000", "ZAR"),
        ("Japanese firms have 200 000 jobs in Peru.", "200000", "job"),
        ("Japan offered up to ¥12 billion in yen loans to Chad.", "12000000000", "JPY"),
        ("China offered up to ¥12 billion in loans to Chad.", "12000000000", "CNY"),
        ("Trade puts Poland in seventh place among the partners of Estonia.", "7", "rank"),
    ],
)
def test_numbers_as_written_in_other_lands(sentence: str, value: str, unit: str) -> None:
    figure = only(sentence)
    assert (number(figure), figure.unit) == (value, unit)


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("Since 2014 Canada has given $2 billion in aid to Chad.", "2014/2024"),
        ("Since the disputed August 9, 2020 election, Canada has listed 155 nationals of Belarus.", None),
        ("Canada has given $2 billion in aid to Chad since August 9.", None),
        ("The ministers held seven bilateral meetings with colleagues in Lima on Tuesday.", None),
        ("In June, Peru opened the works of two turbines of the dam.", None),
        ("On Saturday, ten people died in a fire in Oman.", "2024-08-17"),
        ("In April, police seized three rocket launchers in Lima.", "2024-04"),
        ("The economy of Peru created 428,000 jobs in April.", "2024-04"),
    ],
)
def test_days_and_months_are_those_of_levels_and_of_the_harmed(sentence: str, period: str | None) -> None:
    assert only(sentence).period == period


def test_a_bracket_before_the_same_period_last_year_is_passed_over() -> None:
    figures = read(
        "Trade of Peru soared to $63 million (60 million euros) from January to May 2024, from $36 million (35 million "
        "euros) in the same period last year."
    )
    assert [figure.period for figure in figures] == [*["2024-01/2024-05"] * 2, *["2023-01/2023-05"] * 2]
