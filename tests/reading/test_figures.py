"""Figures from sentences: which numbers are figures, and their value, unit, comparator, measure, change and period."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.models import ArticleText, Change, Comparator, Figure
from bot.core.quotes import quote_holds
from bot.reading.context.context import build_context
from bot.reading.explain import Recorder, Trace
from bot.reading.figures.read import read_figures
from bot.reading.lexicon.units import load_units
from bot.reading.parsing.sentences import split_text
from bot.reading.parsing.syntax import SpacyParser

PUBLISHED = "2024-08-23"


@cache
def parser() -> SpacyParser:
    return SpacyParser()


def read(text: str, trace: Trace | None = None) -> tuple[Figure, ...]:
    article = ArticleText("Trade", PUBLISHED, text)
    sentences = parser().parse(split_text(text, article.title).paragraphs)
    return read_figures(build_context(article, sentences), trace or Trace())


def only(text: str) -> Figure:
    figures = read(text)
    assert len(figures) == 1, figures
    return figures[0]


def number(figure: Figure) -> str:
    return figure.value if figure.value is not None else f"{figure.low}..{figure.high}"


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


def test_the_wounded_have_the_day_of_the_dead() -> None:
    dead, hurt = read("A bomb killed 14 people in Lima on Tuesday. Some 50 others were wounded, officials said.")
    assert (dead.period, hurt.period) == ("2024-08-20", "2024-08-20")


@pytest.mark.parametrize("deed", load_units().deed, ids=lambda deed: deed.verb)
def test_each_deed_is_what_the_money_of_its_example_is_called(deed: object) -> None:
    from bot.reading.lexicon.units import Deed

    assert isinstance(deed, Deed)
    assert only(deed.example).measure.startswith(deed.noun)


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("Last year, bilateral trade surpassed $8.4 billion.", "2023"),
        ("Inflation reached 8.5 percent in July.", "2024-07"),
        ("According to a March 14, 2019 press release, Hungary spent 1.2% of its GDP on defence in 2018.", "2018"),
        ("Exports reached $5 billion, the ministry said on Thursday.", None),
        ("Oman on Thursday freed 11 sailors.", "2024-08-22"),
        ("Oman on Thursday signed 11 agreements.", None),
        ("China delivered 300 buses to Laos on June 27.", "2024-06-27"),
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


def test_every_conversion_in_a_bracket_measures_what_the_sum_before_it_does() -> None:
    sums = read("Oman and Peru signed contracts worth $5 million (4 million euros; £3 million) in Lima.")
    assert [figure.unit for figure in sums] == ["USD", "EUR", "GBP"]
    assert {figure.measure for figure in sums} == {"worth of contracts signed by Oman and Peru"}


def test_a_sum_that_equals_the_one_before_measures_what_it_does() -> None:
    given = "Japan will give Peru $3 million in assistance."
    dollars, soles = read(f"{given} The new funds, equal to 9 million Peruvian soles, are for roads.")
    assert (dollars.unit, soles.unit) == ("USD", "PEN")
    assert dollars.measure == soles.measure == "assistance of Japan to Peru"


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


def test_a_share_of_so_many_leaves_what_they_are() -> None:
    share, whole = read("Guests from Peru made up 12.3 percent of the 3.16 million arrivals in Chile.")
    assert "arrivals" in share.measure
    assert whole.measure == "arrivals in Chile"


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


def test_one_of_the_five_and_one_that_is_included_are_no_figures() -> None:
    assert not read("Oman is one of the five biggest investors in Peru.")
    told = read("Oman and Peru signed five agreements, including one on ports.")
    assert [figure.value for figure in told] == ["5"]


def test_some_of_which_are_counted_as_what_was_counted_before() -> None:
    both = read("Oman and Peru signed five agreements, two of which open markets for milk.")
    assert [(figure.value, figure.unit) for figure in both] == [("5", "agreement"), ("2", "agreement")]
    assert both[1].measure == "agreements that open markets for milk"


def test_rupees_are_those_of_the_country_that_the_clause_is_about() -> None:
    assert only("China will raise its assistance to Nepal to Rs15 billion.").unit == "NPR"
    assert only("The bank lent Rs. 20 million to Sri Lanka.").unit == "LKR"


def test_a_visit_without_a_name_is_that_of_the_traveller_told_of_before() -> None:
    figures = read("Peruvian President Alan Soto left for Japan on Sunday. The four-day visit is to include talks.")
    assert [figure.measure for figure in figures] == ["visit of Alan Soto to Japan"]


def test_a_noun_left_out_is_the_one_counted_before() -> None:
    members, ratified = read("Of the 55 members of the African Union, only 27 have ratified the treaty.")
    assert (members.unit, ratified.unit) == ("member", "member")
    assert ratified.measure == "members have ratified the treaty"
    north, south = read("About 12 million people live in the north and eight million in the south.")
    assert (south.value, south.unit, south.measure) == ("8000000", "person", "people in the south")
    assert north.period is None


def test_a_share_that_makes_up_something_is_no_change() -> None:
    assert only("Oil makes up 90% of the revenues of Iraq.").change is None


def test_a_decrease_behind_a_level_measures_what_fell_and_a_number_has_the_date_beside_it() -> None:
    level, change = read("Trade with Oman stood at $2.9 billion in 2023, a decrease of 5.2% on the previous year.")
    assert (change.measure, change.change, level.period) == ("Trade with Oman", Change.DOWN, "2023")
    new, old = read("The ministers agreed to raise trade to $18 billion by 2028, from $15 billion last year.")
    assert (new.period, old.period) == ("2028", "2023")


def test_two_deeds_of_one_clause_have_one_day() -> None:
    killed, wounded = read("The strike killed 14 civilians and wounded 30 others in Khartoum on Tuesday.")
    assert killed.period == wounded.period == "2024-08-20"


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
