from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.models import ArticleId
from bot.core.quotes import quote_holds
from bot.core.text import normalise_text
from storage import search
from storage.articles import find_article, first_id_on
from storage.database import Database
from storage.passages import PASSAGE_LIMIT, Wanted, choose_passage, read_marked, read_wanted
from storage.search import Period, count_matches, search_best, search_newest, suggest_words
from storage.titles import complete_titles
from tests.shared import shared_file
from tests.storage.made import AWAY, HOME, make_source, page, pasted, stock

ALWAYS = Period()

# Title, text, date.
ARTICLES = [
    ("Talks in Minsk", "Ministers held talks in Minsk. Trade was discussed. They agreed to cooperate.", "2024-08-22"),
    ("Trade with Peru grows", "Trade grew. The joint statement was read out in Lima on Monday.", "2024-09-01"),
    ("A statement on joints", "The doctor's statement was about joints. Nothing joint here.", "2024-10-01"),
    ("Président à Genève", "The président came to Genève. C++ was not discussed. Who's next?", "2024-11-01"),
]


@pytest.fixture
async def stocked(database: Database) -> Database:
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        for number, (title, text, day) in enumerate(ARTICLES):
            new = page(f"https://news.example/{number}", text, title=title, published=day)
            await stock(write, HOME, source, new)
    return database


@pytest.fixture(params=["from the shelf", "from the matches"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to walk give the same answers."""
    monkeypatch.setattr(search, "_SMALL_SHELF", 1000 if request.param == "from the shelf" else -1)
    return str(request.param)


async def titles_of(database: Database, typed: str, period: Period = ALWAYS) -> list[str]:
    async with database.read() as read:
        return [hit.title for hit in await search_newest(read, HOME, read_wanted(typed), period, limit=50)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("trade", [1, 0]),
        ("TRADE minsk", [0]),
        ("joint statement", [2, 1]),
        ('"joint statement"', [1]),
        ("“joint statement”", [1]),
        ("statement -lima", [2]),
        ('statement -"joint statement"', [2]),
        ("geneve president", [3]),
        ("Genève", [3]),
        ("who's", [3]),
        ("c++", [3]),
        ("cooperation", [0]),  # words are found by their stem
        ("trade nowhere", []),
        ("-trade", []),
        ("", []),
        ("!!! ()", []),
        ("title:trade", []),
        ("trade OR peru", []),  # OR is a word like any other
    ],
)
async def test_words_phrases_and_exclusions(stocked: Database, way: str, typed: str, found: list[int]) -> None:
    assert await titles_of(stocked, typed) == [ARTICLES[number][0] for number in found]


async def test_period_is_kept_to_the_day(stocked: Database, way: str) -> None:
    def between(since: str, until: str) -> Period:
        return Period(first_id_on(date.fromisoformat(since)), first_id_on(date.fromisoformat(until)))

    assert await titles_of(stocked, "trade", between("2024-08-22", "2024-08-23")) == ["Talks in Minsk"]
    assert await titles_of(stocked, "trade", between("2024-08-23", "2024-09-01")) == []
    assert await titles_of(stocked, "trade", between("2024-09-01", "2024-09-02")) == ["Trade with Peru grows"]


async def test_pages_go_on_and_back_without_gap_or_repeat(database: Database, way: str) -> None:
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        for day in range(1, 24):
            await stock(write, HOME, source, page(f"https://a.example/{day}", published=f"2024-08-{day:02}"))
    wanted = read_wanted("ministers")
    async with database.read() as read:
        whole = [hit.article_id for hit in await search_newest(read, HOME, wanted, ALWAYS, limit=50)]
        assert len(whole) == 23
        assert whole == sorted(whole, reverse=True)
        forward: list[ArticleId] = []
        while hits := await search_newest(
            read, HOME, wanted, ALWAYS, older_than=forward[-1] if forward else None, limit=5
        ):
            forward += [hit.article_id for hit in hits]
        assert forward == whole
        before = await search_newest(read, HOME, wanted, ALWAYS, newer_than=whole[10], limit=5)
        assert [hit.article_id for hit in before] == whole[5:10]


async def test_passage_is_a_verbatim_quote_of_the_stored_text(stocked: Database, way: str) -> None:
    async with stocked.read() as read:
        for typed in ("trade", "geneve", "agreed", '"joint statement"', "discussed"):
            for hit in await search_newest(read, HOME, read_wanted(typed), ALWAYS, limit=50):
                article = await find_article(read, HOME, hit.article_id)
                assert article is not None
                assert hit.passage is not None
                assert quote_holds(article.text, hit.passage.quote)
                assert hit.title == article.title
                assert all(hit.passage.quote.text[begin:end].strip() for begin, end in hit.passage.marks)


async def test_passage_is_the_sentence_with_the_words(stocked: Database) -> None:
    async with stocked.read() as read:
        (hit,) = await search_newest(read, HOME, read_wanted("lima statement"), ALWAYS)
    assert hit.passage is not None
    assert hit.passage.quote.text == "The joint statement was read out in Lima on Monday."
    assert [hit.passage.quote.text[begin:end] for begin, end in hit.passage.marks] == ["statement", "Lima"]


async def test_best_match_has_the_words_together_and_in_the_title(database: Database, way: str) -> None:
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        apart = "Energy came first. " + "Much else was said. " * 40 + "Security came last."
        for title, text, day in [
            ("Energy security pact", "Energy security was agreed by both.", "2024-08-01"),
            ("Other things", apart, "2024-08-30"),
            ("Weather", "Both energy and security were mentioned once. " + "Rain fell. " * 200, "2024-08-29"),
        ]:
            await stock(write, HOME, source, page(f"https://a.example/{day}", text, title=title, published=day))
    async with database.read() as read:
        hits = await search_best(read, HOME, read_wanted("energy security"), ALWAYS)
    assert [hit.title for hit in hits] == ["Energy security pact", "Weather", "Other things"]


async def test_count_stops_at_its_limit_and_says_so(database: Database, way: str) -> None:
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        for number in range(12):
            await stock(write, HOME, source, page(f"https://a.example/{number}"))
    async with database.read() as read:
        wanted = read_wanted("ministers")
        assert await count_matches(read, HOME, wanted, ALWAYS) == search.MatchCount(12, more=False)
        assert await count_matches(read, HOME, wanted, ALWAYS, limit=10) == search.MatchCount(10, more=True)
        assert await count_matches(read, AWAY, wanted, ALWAYS) == search.MatchCount(0, more=False)
        assert await count_matches(read, HOME, read_wanted(""), ALWAYS) == search.MatchCount(0, more=False)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("minisk", "Minsk"),
        ("Mnisk trade", "Minsk trade"),
        ("cooperatte", "cooperate"),
        ("coopperatte", "cooperate"),  # two letters wrong
        ("minsk", None),  # nothing to put right
        ("zzzzzzzz", None),
        ("minsk trade -lmia", None),
        ("minisk -lima", "Minsk -lima"),
        ('minisk "trade was"', 'Minsk "trade was"'),
        ("minisk lima", None),  # would find nothing either
    ],
)
async def test_did_you_mean(stocked: Database, typed: str, meant: str | None) -> None:
    async with stocked.read() as read:
        suggested = await suggest_words(read, HOME, read_wanted(typed))
    assert (suggested or "").lower().split() == (meant or "").lower().split()


async def test_nothing_of_another_library_is_found_counted_or_suggested(stocked: Database, way: str) -> None:
    async with stocked.transaction() as write:
        away = await make_source(write, AWAY, None)
        await stock(write, AWAY, away, pasted("The codename is Zirconium. Minsk zebra.", title="Zirconium papers"))
    async with stocked.read() as read:
        for typed in ("zirconium", "codename", "zebra"):
            wanted = read_wanted(typed)
            assert await search_newest(read, HOME, wanted, ALWAYS) == []
            assert await search_best(read, HOME, wanted, ALWAYS) == []
            assert (await count_matches(read, HOME, wanted, ALWAYS)).found == 0
            assert len(await search_newest(read, AWAY, wanted, ALWAYS)) == 1
        for typed in ("zirconum", "zirconnium", "codenme", "zebrra"):
            assert await suggest_words(read, HOME, read_wanted(typed)) is None
            assert await suggest_words(read, AWAY, read_wanted(typed)) is not None
        assert [choice.title for choice in await complete_titles(read, HOME, "zirco")] == []
        assert [choice.title for choice in await complete_titles(read, AWAY, "zirco")] == ["Zirconium papers"]


async def test_words_of_other_libraries_do_not_crowd_out_what_this_one_has(stocked: Database) -> None:
    near = [f"minsk{letter}{other}" for letter in "abdefg" for other in "abdefg"]
    async with stocked.transaction() as write:
        away = await make_source(write, AWAY, None)
        await stock(write, AWAY, away, pasted(" ".join(near), title="Names of cars"))
    async with stocked.read() as read:
        suggested = await suggest_words(read, HOME, read_wanted("minskaq"))
    assert (suggested or "").lower() == "minsk"


def hostile_words() -> list[str]:
    words: list[str] = []
    for name in ("fts5_queries.json", "strings/blns.json"):
        entries = json.loads(shared_file(f"hostile/{name}").read_text("utf-8"))
        words += [entry if isinstance(entry, str) else (entry["repeat"] * 9999)[: entry["len"]] for entry in entries]
    return words


async def test_hostile_words_never_raise(stocked: Database, way: str) -> None:
    words = hostile_words()
    assert len(words) > 500
    async with stocked.read() as read:
        for typed in words:
            wanted = read_wanted(typed)
            await search_newest(read, HOME, wanted, ALWAYS)
            await search_best(read, HOME, wanted, ALWAYS)
            await count_matches(read, HOME, wanted, ALWAYS)
            await suggest_words(read, HOME, wanted)
            await complete_titles(read, HOME, typed)


@given(st.text(max_size=400))
def test_what_is_looked_for_is_bounded_whatever_is_typed(typed: str) -> None:
    wanted = read_wanted(typed)
    assert sum(len(phrase) for phrase in (*wanted.phrases, *wanted.excluded)) <= 256
    assert sum(len(phrase.split()) for phrase in (*wanted.phrases, *wanted.excluded)) <= 32
    assert "\x00" not in wanted.match


@given(st.lists(st.tuples(st.text(), st.text(min_size=1)), max_size=8))
def test_marks_are_taken_out_of_a_text_and_remembered(parts: list[tuple[str, str]]) -> None:
    marked, plain, spans = "", "", []
    for raw_outside, raw_inside in parts:
        outside, inside = (raw.replace("\x01", "").replace("\x02", "") for raw in (raw_outside, raw_inside))
        marked += f"{outside}\x01{inside}\x02"
        spans.append((len(plain) + len(outside), len(plain) + len(outside) + len(inside)))
        plain += outside + inside
    found = read_marked(marked)
    assert found.text == plain
    assert list(found.spans) == spans


@given(st.text(min_size=1), st.integers(0, 5), st.integers(1, 400))
def test_passage_of_any_text_is_verbatim_and_short(raw: str, repeat: int, width: int) -> None:
    text = normalise_text((raw + " ") * (repeat + 1) + "x" * width)
    marked = f"{text[: len(text) // 2]}\x01{text[len(text) // 2 : len(text) // 2 + 3]}\x02{text[len(text) // 2 + 3 :]}"
    passage = choose_passage(read_marked(marked))
    assert passage is not None
    assert quote_holds(text, passage.quote)
    assert len(passage.quote.text) <= PASSAGE_LIMIT


def test_long_sentence_is_cut_between_words_around_its_match() -> None:
    text = "word " * 200 + "\x01Minsk\x02 " + "more " * 200
    passage = choose_passage(read_marked(text))
    assert passage is not None
    assert "Minsk" in passage.quote.text
    assert len(passage.quote.text) <= PASSAGE_LIMIT
    assert set(passage.quote.text.split()) == {"word", "Minsk", "more"}


def test_exclusion_of_a_wanted_word_is_ignored() -> None:
    assert read_wanted("trade -trade") == Wanted(("trade",), ())


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("", ["Président à Genève", "A statement on joints", "Trade with Peru grows", "Talks in Minsk"]),
        ("tr", ["Trade with Peru grows"]),
        ("per", ["Trade with Peru grows"]),
        ("peru trade", ["Trade with Peru grows"]),
        ("president", ["Président à Genève"]),
        ("Présid", ["Président à Genève"]),
        ("tlaks in mnisk", ["Talks in Minsk"]),
        ("qqqqqqqq", []),
        ('"* OR', []),
    ],
)
async def test_titles_complete(stocked: Database, typed: str, titles: list[str]) -> None:
    async with stocked.read() as read:
        assert [choice.title for choice in await complete_titles(read, HOME, typed)] == titles
        assert await complete_titles(read, AWAY, typed) == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("航空", 1),
        ("协定 贸易", 1),
        ("“航空合作” NEPAL", 1),
        ("航空 -贸易", 0),
        ("海运", 0),
        ("ไทย", 1),
    ],
)
async def test_words_of_scripts_without_spaces_are_found_within_a_run(
    database: Database, typed: str, found: int
) -> None:
    chinese = "双方签署了航空合作协定。两国同意提高贸易额。Nepal"
    async with database.transaction() as write:
        source = await make_source(write, HOME)
        await stock(write, HOME, source, page("https://news.example/zh", chinese, title="万象会谈"))
        await stock(write, HOME, source, page("https://news.example/th", "รัฐมนตรีไทยพบกับรัฐมนตรีลาว", title="ข่าว"))
        await write.change("UPDATE article SET language = NULL")
    async with database.read() as read:
        wanted = read_wanted(typed)
        hits = await search_best(read, HOME, wanted, ALWAYS)
        assert len(hits) == found
        assert (await count_matches(read, HOME, wanted, ALWAYS)).found == found
        assert await search_best(read, AWAY, wanted, ALWAYS) == []
        for hit in hits:
            assert hit.passage is not None
            article = await find_article(read, HOME, hit.article_id)
            assert article is not None
            assert quote_holds(article.text, hit.passage.quote)
            assert hit.passage.marks
