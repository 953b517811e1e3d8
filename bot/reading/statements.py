"""Who is quoted as saying what: words in quotation marks, and clauses under a verb of saying.

Quotation marks are paired within a paragraph. The speaker is the subject of a verb of saying in the sentence in which
the words begin or end, or the speaker of the words just before ("…," he said. "…"). A speaker that can't be named for
certain makes no statement.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.core.models import Statement
from bot.core.quotes import cut_quote
from bot.reading.context.context import Context
from bot.reading.explain import Trace
from bot.reading.lexicon.lists import lemma
from bot.reading.lexicon.speech import saying_verbs
from bot.reading.parsing.syntax import Sentence, Token

MIN_WORDS = 4  # in quotation marks; fewer are a phrase ("null and void"), not a statement
PHRASE_WORDS = 8  # up to so many are a statement only with a verb
LONG_WORD = 3  # letters; of a title these are capitalised
MAX_SENTENCES = 6  # of one quotation; a longer one is a speech, shown by its beginning

_JOINTS = frozenset((",", "”", '"', "''", "’", "—", "–", "-"))  # between reported words and "he said"
_OPENING = frozenset(("not", "n't", "never", "will", "would", "could", "may", "should"))
_CHAIN = 4  # verbs above one of saying
_OPEN_ENDS = frozenset(("IN", "TO", "DT", "CC", "PRP$", "WDT", "WP"))  # tags of words that no clause ends with
_ADDRESSING = frozenset("tell assure remind inform warn caution promise".split())  # somebody is told
_GOING_ON = frozenset("express thank invite propose voice offer congratulate extend wish".split())
_WITHHOLDING = frozenset("refuse decline fail avoid hesitate stop want ask expect".split())
_UNSURE = frozenset(("if", "unless", "whenever"))
_ADVERBIAL = frozenset("so because until unless although whereas".split())  # a clause beside what was said
_OPEN = frozenset("whether if when what where who why how which".split())  # a question told, no statement


@dataclass(frozen=True, slots=True)
class _Speaker:
    name: str
    sentence: Sentence  # where the verb of saying stands


def read_statements(context: Context, trace: Trace) -> tuple[Statement, ...]:
    """Direct and indirect quotes with their speaker, in order of the text."""
    found: list[tuple[int, Statement]] = []
    for _, group in groupby(context.sentences, key=lambda sentence: sentence.paragraph):
        sentences = [sentence for sentence in group if not sentence.heading]
        if not sentences:
            continue
        spans = context.quoted(sentences[0].paragraph)
        found.extend(_direct(context, sentences, spans, trace))
        for sentence in sentences:
            found.extend(_indirect(context, sentence, spans, trace))
    found.sort(key=lambda item: (item[0], not item[1].direct))
    clauses = [(start, start + len(said.words)) for start, said in found if not said.direct]
    # Quoted words inside a reported clause are told with it.
    kept = [
        said
        for start, said in found
        if not (said.direct and any(a < start and start + len(said.words) <= b for a, b in clauses))
    ]
    return tuple(kept)


def _direct(
    context: Context, sentences: Sequence[Sentence], spans: Sequence[tuple[int, int]], trace: Trace
) -> Iterator[tuple[int, Statement]]:
    text = context.article.text
    last: _Speaker | None = None
    for start, end in spans:
        words = text[start:end]
        held = [sentence for sentence in sentences if sentence.start < end and sentence.end > start]
        if not held:
            continue
        speaker = _speaker(context, held[0], spans, before=start) or _speaker(context, held[-1], spans, after=end)
        if (
            speaker is None
            and last is not None
            and 0 <= held[0].index - last.sentence.index <= 1
            and _opens(held[0], start)
        ):
            speaker = last
        if len(words.split()) < MIN_WORDS or _is_phrase(held, start, end):
            trace.refused("statements", held[0], f"{len(words.split())} quoted words are a phrase")
            continue
        if speaker is None:
            trace.refused("statements", held[0], "no speaker that can be named")
            last = None
            continue
        last = _Speaker(speaker.name, held[-1])
        shown = held[:MAX_SENTENCES]
        if len(held) > MAX_SENTENCES:
            words = text[start : shown[-1].end]
        if speaker.sentence not in shown and speaker.sentence in (held[0], held[-1]):
            shown = [*shown, speaker.sentence]
        quotes = tuple(cut_quote(text, sentence.start, sentence.end) for sentence in shown)
        trace.found("statements", held[0], f"{speaker.name}, direct")
        yield start, Statement(speaker.name, words, direct=True, quotes=quotes)


def _is_phrase(held: Sequence[Sentence], start: int, end: int) -> bool:
    """Are a few quoted words a name or a phrase without a verb: "strength, passion and wisdom", "Stop All of Us"?"""
    words = [token for token in held[0].tokens if start <= token.start < end and token.text[0].isalpha()]
    if len(held) > 1 or len(words) > PHRASE_WORDS:
        return False
    long = [word for word in words if len(word.text) > LONG_WORD]
    titled = len(long) > 1 and all(word.text[0].isupper() for word in long)
    return titled or not any(word.tag[:2] in ("VB", "MD") for word in held[0].tokens if start <= word.start < end)


def _opens(sentence: Sentence, start: int) -> bool:
    """Does the sentence begin with the quoted words?"""
    return start - sentence.start <= 2


def _inside(token: Token, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.start < end for start, end in spans)


def _speaker(
    context: Context,
    sentence: Sentence,
    spans: Sequence[tuple[int, int]],
    *,
    before: int | None = None,
    after: int | None = None,
) -> _Speaker | None:
    """The subject of the verb of saying nearest to the quoted words, outside all quotation marks."""
    edge = before if before is not None else after or 0
    verbs = [
        token
        for token in sentence.tokens
        if token.tag.startswith("V") and lemma(token.lower) in saying_verbs()[0] and not _inside(token, spans)
    ]
    for verb in sorted(verbs, key=lambda token: abs(token.start - edge)):
        name = _subject_of(context, sentence, verb) or _subject_behind(context, sentence, verb, edge)
        if name is not None:
            return _Speaker(name, sentence)
    if before is not None and not verbs and context.article.text[:before].rstrip('“" ').endswith(":"):
        root = next((token for token in sentence.tokens if token.head == token.i), None)
        name = _subject_of(context, sentence, root) if root is not None and root.start < before else None
        if name is not None and context.side(name) != name:
            return _Speaker(name, sentence)  # "A gave another account: “…”"
    for token in sentence.tokens:
        if token.lower == "according" and not _inside(token, spans):
            for later in sentence.tokens[token.i + 1 : token.i + 12]:
                mention = context.mention_at(sentence.index, later.i)
                if mention is not None and mention.kind in ("person", "body") and len(mention.names) == 1:
                    return _Speaker(mention.names[0], sentence)
    return None


def _subject_of(context: Context, sentence: Sentence, verb: Token) -> str | None:
    """The one party that is the subject of a verb, named or referred to; also "said Wang" and "he said and added"."""
    seen = 0
    while seen < 4:
        quoted = _quoted_by(sentence, verb)
        if quoted is not None:
            return _party_at(context, sentence, quoted)
        for token in sentence.children(verb.i):
            if token.dep == "nsubj":
                return _party_at(context, sentence, token)
        if verb.dep not in ("conj", "xcomp", "advcl", "pcomp") or verb.head == verb.i:
            return None
        verb = sentence.tokens[verb.head]
        if verb.dep == "prep":  # "by saying"
            verb = sentence.tokens[verb.head]
        seen += 1
    return None


def _quoted_by(sentence: Sentence, verb: Token) -> Token | None:
    """As in "a paper quoted A as saying", "A was quoted as saying": the one who said it."""
    if lemma(verb.lower) not in ("quote", "cite"):
        return None
    told = any(child.lower == "as" for child in sentence.children(verb.i))
    wanted = ("nsubjpass",) if verb.tag == "VBN" else ("dobj",)
    return next((token for token in sentence.children(verb.i) if told and token.dep in wanted), None)


def _subject_behind(context: Context, sentence: Sentence, verb: Token, edge: int) -> str | None:
    """As in "“…,” tweeted former minister A": one named right behind a verb that follows the quoted words."""
    lead = sentence.tokens[verb.i - 1].text if verb.i else ""
    if verb.start < edge or lead not in _JOINTS or any(token.dep == "nsubj" for token in sentence.children(verb.i)):
        return None
    mention = context.mention_at(sentence.index, verb.i + 1)
    alone = mention is not None and mention.first == verb.i + 1 and len(mention.names) == 1
    return mention.names[0] if mention is not None and alone and mention.kind == "person" else None


def _party_at(context: Context, sentence: Sentence, token: Token) -> str | None:
    if token.tag == "PRP" and token.i and sentence.tokens[0].lower == token.lower:
        token = sentence.tokens[0]  # "He said Zelensky was …, he added": both are one
    mention = context.mention_at(sentence.index, token.i)
    if mention is None:  # "Dunn's mother, Charlotte Charles, said"
        named = (
            context.mention_at(sentence.index, child.i) for child in sentence.children(token.i) if child.dep == "appos"
        )
        mention = next((found for found in named if found is not None and found.kind == "person"), None)
    if (
        mention is None
        or len(mention.names) != 1
        or mention.kind == "place"
        or mention.how in ("adjective", "counterpart")
    ):
        return None
    # "China's foreign ministry": the country speaks only by its own name; an office without a name is nobody certain.
    if mention.kind == "country" and mention.how == "role":
        return None
    return mention.names[0]


def _indirect(
    context: Context, sentence: Sentence, spans: Sequence[tuple[int, int]], trace: Trace
) -> Iterator[tuple[int, Statement]]:
    """Clauses under a verb of saying: "Wang stressed that …", "… , he said"."""
    for clause in sentence.tokens:
        verb = sentence.tokens[clause.head]
        if (
            clause.dep != "ccomp"
            or lemma(verb.lower) not in saying_verbs()[1]
            or not verb.tag.startswith("V")
            or _inside(verb, spans)
        ):
            continue
        if _is_open(sentence, verb):
            trace.refused("statements", sentence, f"“{verb.text}” is denied or open")
            continue
        name = _subject_of(context, sentence, verb)
        below = sentence.subtree(clause.i)
        if name is None or verb in below:
            continue
        if _is_withheld(sentence, verb) or below[0].lower in _OPEN | _ADVERBIAL:
            trace.refused("statements", sentence, f"“{verb.text}” leaves open what was said")
            continue
        first, last = _trim(_without_next_verb(sentence, clause, below))
        torn = first.tag[:2] in ("VB", "MD") or lemma(last.lower) == "be" or last.tag in _OPEN_ENDS
        torn = torn or (last.i + 1 < len(sentence.tokens) and sentence.tokens[last.i + 1].tag == "POS")
        if torn or not _speaks_outside(context, sentence, name, (first.i, last.i)):
            continue  # a clause that was cut short, or a name inside the reported words
        if last.i - first.i < MIN_WORDS - 1 or any(start <= first.start < end for start, end in spans):
            continue
        if any(first.i <= token.i <= last.i for token in sentence.children(verb.i) if token.dep in ("nsubj", "aux")):
            continue
        if not _is_joined(sentence, verb, clause, (first.i, last.i)):
            trace.refused("statements", sentence, f"what “{verb.text}” reports is not certain")
            continue
        text = context.article.text
        end = _balance(text, first.start, last.end, sentence.end)
        if end is None:
            continue
        words = text[first.start : end]
        trace.found("statements", sentence, f"{name}, indirect")
        quote = cut_quote(text, sentence.start, sentence.end)
        yield first.start, Statement(name, words, direct=False, quotes=(quote,))


def _without_next_verb(sentence: Sentence, clause: Token, below: Sequence[Token]) -> Sequence[Token]:
    """Reported words without ", and noted that …", "and expressed thanks", which the speaker goes on to do."""
    for token in below:
        if (
            token.dep != "conj"
            or token.head != clause.i
            or token.tag not in ("VBD", "VBZ", "VBP")
            or token.i < clause.i
        ):
            continue
        saying = sentence.tokens[clause.head]
        # "declared that it exists and ordered aid": in the past like the saying, and unlike what was said
        same = token.tag == saying.tag == "VBD" and clause.tag in ("VBZ", "VBP")
        known = lemma(token.lower) in saying_verbs()[0] | _GOING_ON
        goes_on = (known or same) and sentence.tokens[token.i - 1].lower == "and"
        if goes_on and not any(child.dep == "nsubj" for child in sentence.children(token.i)):
            return [each for each in below if each.i < token.i - 1]
    return below


def _is_joined(sentence: Sentence, verb: Token, clause: Token, span: tuple[int, int]) -> bool:
    """Do the reported words belong to the verb of saying, and to it alone?

    Words before it must end in a comma ("…, he said"): behind "; he said" and "however, he said" the sentence goes on.
    Told words need the one who was told before them, or are torn; and who says that "he said" says it himself.
    """
    first, last = span
    own = [sentence.subtree(token.i)[0].i for token in sentence.children(verb.i) if token.dep == "nsubj"]
    if last < verb.i:
        between = sentence.tokens[last + 1 : min([verb.i, *own])]
        if any(token.text not in _JOINTS for token in between):
            return False
    elif lemma(verb.lower) == "tell" and sentence.tokens[first - 1].lower != "that":
        told = (token for token in sentence.children(verb.i) if token.dep in ("dobj", "dative", "iobj"))
        if not any(verb.i < token.i < first for token in told):
            return False
    elif lemma(verb.lower) not in _ADDRESSING and any(
        token.dep == "dobj" and verb.i < token.i < first for token in sentence.children(verb.i)
    ):
        return False  # "said Thailand, as he knew, must …": the parser has torn the subject off
    if any(token.dep in ("auxpass", "nsubjpass") for token in sentence.children(verb.i)):
        return False  # "was told"
    again = lemma(clause.lower) in saying_verbs()[1] and clause.tag.startswith("V")
    lead = next((token for token in sentence.children(clause.i) if token.dep == "nsubj"), None)
    return not (again and lead is not None and lead.tag == "PRP" and lead.i == first)


def _balance(text: str, start: int, end: int, limit: int) -> int | None:
    """Where reported words end, with the quotation in them closed; None where it can't be.

    A quotation that ends with the clause keeps its closing mark; one after a colon is told by itself and left out.
    """
    words = text[start:end]
    if text[end : end + 2] in (" “", ' "'):
        words = text[start : end + 2]  # the reported words go on in quotation marks
    opened = words.count("“") > words.count("”") or words.count('"') % 2 == 1
    if not opened:
        return end if words.count("“") == words.count("”") else None
    mark = max(words.rfind("“"), words.rfind('"'))
    before = words[:mark].rstrip()
    if before.endswith(":"):
        return start + len(before) - 1
    closer = "”" if words[mark] == "“" else '"'
    closed = text.find(closer, end, limit)
    return closed + 1 if closed >= 0 else None


def _is_open(sentence: Sentence, verb: Token) -> bool:
    """Is the saying denied, or yet to come: "did not say", "will use the day to speak, noting that …"?"""
    for _ in range(_CHAIN):
        children = list(sentence.children(verb.i))
        if any(child.dep in ("neg", "aux") and child.lower in _OPENING for child in children):
            return True
        if any(child.dep in ("mark", "advmod") and child.lower in _UNSURE for child in children):
            return True  # "If she said she had the votes, she had them"
        if verb.dep not in ("xcomp", "advcl", "pcomp") or verb.head == verb.i:
            break
        verb = sentence.tokens[verb.head]
    return False


def _is_withheld(sentence: Sentence, verb: Token) -> bool:
    """As in "declined to say", "did not tell": what follows was not said."""
    over = sentence.tokens[verb.head]
    return verb.dep in ("xcomp", "ccomp") and over.i < verb.i and lemma(over.lower) in _WITHHOLDING


def _speaks_outside(context: Context, sentence: Sentence, name: str, clause: tuple[int, int]) -> bool:
    """Is the speaker named, or meant, outside the reported words, first and last token included?"""
    return any(
        mention.names == (name,) and not clause[0] <= mention.first <= clause[1]
        for mention in context.mentions(sentence.index)
    )


def _trim(below: Sequence[Token]) -> tuple[Token, Token]:
    """First and last token of a clause without "that" and the marks around it."""
    tokens = list(below)
    while len(tokens) > 1 and (tokens[0].lower in ("that", ",", ":", "“", '"') or tokens[0].tag in ("``", "''")):
        tokens.pop(0)
    while len(tokens) > 1 and tokens[-1].text in (",", ".", "”", '"', ";", ":"):
        tokens.pop()
    return tokens[0], tokens[-1]
