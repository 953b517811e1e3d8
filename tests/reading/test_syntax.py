"""The adapter of the language model: what it gives is what the model says, whatever is parsed together."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import ArticleText
from bot.reading.parsing.sentences import MAX_PARAGRAPHS, split_text
from bot.reading.parsing.syntax import BATCH, Paragraph, Sentence
from bot.reading.pipeline import RuleReader
from tests.reading.articles_for_tests import load_parser

TEXT = """Kenyan President William Ruto met Foreign Minister Penny Wong in Nairobi on 3 May 2024.
The U.S. Agency said that trade between Peru and Chile rose by 12 percent to $5.4 billion last year.

ON THE TABLE
Mr. Ruto, who "hopes for peace", will fly to  Lima; Ms. Wong's office
did not comment. She left.
"""


def test_tokens_are_what_spacy_says_of_each_paragraph() -> None:
    parser = load_parser()
    paragraphs = split_text(TEXT).paragraphs
    expected = [
        (paragraph.start + token.idx, token.text, token.lower_, token.tag_, token.dep_, token.ent_type_)
        for paragraph, doc in zip(paragraphs, parser._nlp.pipe(map(parser._tokens, paragraphs)), strict=True)
        for token in doc
        if not token.is_space
    ]
    found = [
        (token.start, token.text, token.lower, token.tag, token.dep, token.entity)
        for sentence in parser.parse(paragraphs)
        for token in sentence.tokens
    ]
    assert found == expected
    assert {entity for *_, entity in found} >= {"PERSON", "GPE", "DATE", "MONEY", "PERCENT"}


def test_heads_and_beginnings_of_entities_are_what_spacy_says() -> None:
    parser = load_parser()
    paragraphs = split_text(TEXT).paragraphs
    docs = parser._nlp.pipe(map(parser._tokens, paragraphs))
    expected = [(token.head.text, token.ent_iob_ == "B") for doc in docs for token in doc if not token.is_space]
    sentences = parser.parse(paragraphs)
    assert [(s.tokens[t.head].text, t.entity_start) for s in sentences for t in s.tokens] == expected
    assert [s.index for s in sentences] == list(range(len(sentences)))


def test_a_paragraph_parses_the_same_in_any_batch() -> None:
    parser = load_parser()
    alone = Paragraph(0, "Ruto met Wong in Nairobi on 3 May 2024 and signed two deals worth $5 million.", heading=False)
    words = [(token.tag, token.dep, token.head, token.entity) for token in parser.parse([alone])[0].tokens]
    many = parser.parse([alone] * (2 * BATCH // 20))
    assert len(many) == 2 * BATCH // 20
    assert all([(t.tag, t.dep, t.head, t.entity) for t in s.tokens] == words for s in many)


def test_a_word_that_begins_with_co_is_one_word() -> None:
    tokens = (
        load_parser().parse([Paragraph(0, "Ms. Wong is to co-chair talks on co-operation.", heading=False)])[0].tokens
    )
    assert [(token.text, token.tag) for token in tokens if "-" in token.text] == [
        ("co-chair", "VB"),
        ("co-operation", "NN"),
    ]


def test_no_paragraph_gives_no_sentence() -> None:
    assert load_parser().parse([]) == []


class _Counting:
    """Parses nothing and counts what it is given."""

    paragraphs = 0

    def parse(self, paragraphs: Sequence[Paragraph]) -> list[Sentence]:
        self.paragraphs += len(paragraphs)
        return []


def test_a_flood_of_short_lines_is_read_up_to_a_limit_and_says_so() -> None:
    parser = _Counting()
    facts = RuleReader(parser).read(ArticleText("", "2024-08-23", "Li\n" * 20_000))
    assert parser.paragraphs == MAX_PARAGRAPHS
    assert facts.unread == f"This text is very long: only its first {3 * MAX_PARAGRAPHS:,} characters were read."


def test_an_initial_and_a_name_written_together_are_two_words() -> None:
    text = "President of Mongolia Kh.Batsukh and Minister D.Ganbaatar met S.M.Perera in the U.S. Senate."
    words = [token.text for token in load_parser().parse([Paragraph(0, text, heading=False)])[0].tokens]
    assert [word for word in words if "." in word] == ["Kh.", "D.", "S.M.", "U.S.", "."]
    assert {"Batsukh", "Ganbaatar", "Perera"} <= set(words)
