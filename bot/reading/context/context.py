"""Who is named in each sentence, and whom its pronouns, surnames, titles and group words mean.

Two passes over the article: first every person's names with office and country are gathered, then each sentence's
mentions are resolved in order, so that a later one can refer to an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from bot.core.dates import FoundDate, dateline, find_dates
from bot.core.models import ArticleText
from bot.core.places import Gazetteer, Hit
from bot.reading.context.homes import Opening
from bot.reading.context.mentions import Reading, read_names
from bot.reading.context.offices import find_offices
from bot.reading.context.resolver import Mention, Resolver
from bot.reading.context.roster import Roster
from bot.reading.context.sides import add_sides
from bot.reading.lexicon.fame import fold_word
from bot.reading.lexicon.lists import lemma, load_gazetteer
from bot.reading.parsing.datelines import Dateline, find_agency, find_dateline
from bot.reading.parsing.quotations import find_quoted
from bot.reading.parsing.syntax import Sentence

_ARRIVING = frozenset("arrive land come fly reach expect travel".split())
_DAY = 10  # letters of a whole ISO date
_LATE = 14  # days between writing and publication
_SHARED_SEATS = frozenset(("Congress",))  # the United States' by themselves, and those of others behind their names

__all__ = ["Context", "Mention", "build_context"]


class Context:
    """One article's sentences with everything that they name."""

    def __init__(self, article: ArticleText, sentences: Sequence[Sentence], gazetteer: Gazetteer) -> None:
        self.article = article
        self.sentences = tuple(sentences)
        self.gazetteer = gazetteer
        self._dates: dict[tuple[int, bool], tuple[FoundDate, ...]] = {}
        self._quoted = _list_quoted(article.text, self.sentences)
        self.dateline = line = find_dateline(article.text, gazetteer, article.title)
        self.published = _published(article, line)
        self._hits = hits = [_list_hits(sentence, gazetteer, line) for sentence in sentences]
        offices = [find_offices(sentence.tokens, found) for sentence, found in zip(sentences, hits, strict=True)]
        told = zip(sentences, hits, offices, strict=True)
        readings = [read_names(sentence, found, held) for sentence, found, held in told]
        # Read again with the names that the whole article gives: "Li" is a person where "Li Qiang" was named.
        known = _list_people(readings).single_names()
        for index, sentence in enumerate(sentences):
            if known and any(fold_word(token.text) in known for token in sentence.tokens if token.text[:1].isupper()):
                readings[index] = read_names(sentence, hits[index], offices[index], known)
        self.named = [reading.people for reading in readings]  # by sentence, before resolution
        self.roster = _list_people(readings)
        at_home = line.country if line is not None and not line.byline else None
        opening = Opening(article.title, at_home, press=find_agency(article.text))
        add_sides(opening, self.sentences, readings, self.roster, gazetteer)
        self._resolver = Resolver(
            title=article.title,
            sentences=self.sentences,
            readings=readings,
            roster=self.roster,
            gazetteer=gazetteer,
            is_quoted=self.is_quoted,
        )
        self._mentions = self._resolver.resolve()
        self._at: dict[tuple[int, int], Mention] = {}
        for mentions in self._mentions:
            for mention in mentions:
                for token in range(mention.first, mention.last):
                    self._at.setdefault((mention.sentence, token), mention)

    def hits(self, sentence: int) -> Sequence[Hit]:
        """Every country, city and body named in a sentence, those inside people's names too."""
        return self._hits[sentence]

    @cached_property
    def countries(self) -> frozenset[str]:
        """Every country that the text names, by itself, by its people or by its cities."""
        return frozenset(hit.country for hits in self._hits for hit in hits if hit.country is not None)

    def mentions(self, sentence: int) -> tuple[Mention, ...]:
        """The mentions of a sentence in order, not overlapping; each member of "A, B and C" is one."""
        return self._mentions[sentence]

    def mention_at(self, sentence: int, token: int) -> Mention | None:
        """The mention that covers a token."""
        return self._at.get((sentence, token))

    def quoted(self, paragraph: int) -> Sequence[tuple[int, int]]:
        """The spans inside quotation marks in a paragraph, as offsets in the article's text."""
        return self._quoted.get(paragraph, ())

    def is_quoted(self, sentence: int, token: int) -> bool:
        """Does the token stand inside quotation marks?"""
        at = self.sentences[sentence]
        return any(start <= at.tokens[token].start < end for start, end in self.quoted(at.paragraph))

    def side(self, name: str) -> str | None:
        """The country a person acts for; a country or body itself."""
        entry = self.roster.find_person(name)
        if entry is not None:
            return entry.countries.most_common(1)[0][0] if entry.countries else None
        return self.gazetteer.country(name) or self.gazetteer.body(name)

    def body_of(self, name: str) -> str | None:
        """The body a person acts for by office: "European Union Special Representative"."""
        return self._resolver.body_of(name)

    def fullest(self, name: str) -> str:
        """The fullest form of a person's name in the article; the name itself when it is nobody's."""
        entry = self.roster.find_person(name)
        return entry.name if entry is not None else name

    def dates(self, sentence: int, *, ahead: bool = False) -> tuple[FoundDate, ...]:
        """The dates in a sentence, with offsets in the article's text."""
        key = sentence, ahead
        if key not in self._dates:
            at = self.sentences[sentence]
            self._dates[key] = tuple(
                FoundDate(found.start + at.start, found.end + at.start, found.iso, found.words)
                for found in find_dates(at.text, self.published, ahead=ahead, anchor=self._anchor(sentence))
            )
        return self._dates[key]

    def _anchor(self, sentence: int) -> FoundDate | None:
        """The day that "the same day" means: the last single one named in the sentences right before."""
        if "day" not in self.sentences[sentence].text:
            return None
        for before in range(sentence - 1, max(-1, sentence - 4), -1):
            days = [found for found in find_dates(self.sentences[before].text, self.published) if len(found.iso) == 10]
            if days:
                return days[-1]
        return None


def _list_hits(sentence: Sentence, gazetteer: Gazetteer, line: Dateline | None) -> list[Hit]:
    """The places and bodies of a sentence; "Paraguay's Congress" is not that of the United States."""
    found = gazetteer.find([token.text for token in sentence.tokens])
    found = [hit for hit in found if not (hit.name in _SHARED_SEATS and _is_owned(sentence, hit.first, found))]
    if line is None or line.byline or sentence.heading:
        return found
    return sorted([*found, *_list_of_dateline(sentence, line)], key=lambda hit: hit.first)


def _list_of_dateline(sentence: Sentence, line: Dateline) -> Iterator[Hit]:
    """The dateline's place where somebody "arrived here" or "is expected in the country"."""
    tokens = sentence.tokens
    for token in tokens[1:]:
        before = tokens[token.i - 1]
        if token.lower == "here" and lemma(before.lower) in _ARRIVING and before.tag.startswith("VB"):
            yield Hit(token.i, token.i + 1, line.city, "city", line.country, None)
        elif token.lower == "country" and before.lower == "the" and token.i > 2:
            lead = tokens[token.i - 2].lower
            came = any(lemma(other.lower) in _ARRIVING for other in tokens[max(0, token.i - 4) : token.i - 2])
            if came and lead in ("in", "to", "into"):
                yield Hit(token.i, token.i + 1, line.country, "country", line.country, line.country)


def _is_owned(sentence: Sentence, place: int, hits: Sequence[Hit]) -> bool:
    before = sentence.tokens[place - 1] if place else None
    if before is None or before.tag == "POS" or before.entity == "NORP":
        return before is not None
    return any(hit.last == place and hit.kind in ("adjective", "country") for hit in hits)


def _list_quoted(text: str, sentences: Sequence[Sentence]) -> dict[int, Sequence[tuple[int, int]]]:
    bounds: dict[int, tuple[int, int]] = {}
    for sentence in sentences:
        first, _ = bounds.get(sentence.paragraph, (sentence.start, 0))
        bounds[sentence.paragraph] = first, sentence.end
    return {paragraph: tuple(find_quoted(text, start, end)) for paragraph, (start, end) in bounds.items()}


def _list_people(readings: Sequence[Reading]) -> Roster:
    return Roster((index, person) for index, reading in enumerate(readings) for person in reading.people)


def build_context(article: ArticleText, sentences: Sequence[Sentence], gazetteer: Gazetteer | None = None) -> Context:
    """The context of an article whose text has been split and parsed."""
    return Context(article, sentences, gazetteer if gazetteer is not None else load_gazetteer())


def _published(article: ArticleText, line: Dateline | None) -> date | None:
    """The day the article speaks from: its dateline's, else that of its publication."""
    day: date | None = None
    if article.published:
        try:
            day = date.fromisoformat(article.published[:10])
        except ValueError:
            day = None
    told = dateline(article.text, day)
    if told is None and day is not None and line is not None and line.day is not None:
        found = find_dates(line.day, day)  # "Kathmandu, August 21" in a line of its own
        alone = date.fromisoformat(found[0].iso) if len(found) == 1 and len(found[0].iso) == _DAY else None
        told = alone if alone is not None and abs((day - alone).days) <= _LATE else None
    return told or day
