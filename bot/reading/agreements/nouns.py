"""Agreements told by a noun: "the signing of …", "its withdrawal from …", "talks on a trade deal", "a pact which …"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreements.drafts import Draft, Found
from bot.reading.agreements.grammar import Clauses, Force
from bot.reading.agreements.kinds import kind_of_deal
from bot.reading.agreements.parties import Parties, is_state_or_body
from bot.reading.agreements.phrases import instrument_at, is_missing, with_more, with_topic, without_time_and_place
from bot.reading.agreements.subjects import cut_subject
from bot.reading.agreements.words import Instrument, base_form, load_commitments, load_instruments
from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Token

_FINITE = ("VBD", "VBN", "VBZ", "VBP")
_BEGIN = frozenset(("launch", "start", "begin", "open", "resume", "continue", "hold", "conduct", "enter", "be"))
_TELL = frozenset(
    ("finalise", "finalize", "announce", "declare", "confirm", "complete", "formalise", "formalize", "begin", "notify")
)
_CEREMONIES = frozenset(("ceremony", "ceremonies"))
_OPEN_KIND = frozenset(("proposed", "draft", "planned", "possible", "potential", "future", "new-look"))

_PRAISE = frozenset(("applaud", "hail", "praise"))  # of others' deeds as of one's own


class NounReader:
    """Reads what an article's sentences say of instruments by a noun."""

    def __init__(self, context: Context, parties: Parties) -> None:
        self._context = context
        self._parties = parties
        lists = load_instruments()
        self._signing = frozenset(word for item in lists.signing for word in item.words)
        self._leaving = frozenset(word for item in lists.leaving for word in item.words)
        self._bargaining = frozenset(word for item in lists.bargaining for word in item.words)
        self._content = frozenset(word for item in lists.content for word in item.words)

    def at_word(self, clauses: Clauses, token: Token, instruments: Sequence[Instrument]) -> Found | None:
        """What the noun at ``token`` says."""
        if token.tag[:2] not in ("NN", "VB"):
            return None
        if token.lower in self._signing:
            return self._signed_before(clauses, token, instruments)
        if token.lower in self._leaving:
            return self._left(clauses, token, instruments)
        if token.lower in self._bargaining:
            return self._bargained(clauses, token, instruments)
        return None

    def described(self, clauses: Clauses, instruments: Sequence[Instrument]) -> Iterator[Found]:
        """Instruments named in passing with what is in them: "a pact between A and B, which requires …"."""
        for instrument in instruments:
            head = instrument.last - 1
            if instrument.kind is AgreementKind.JOINT_STATEMENT:
                continue
            found = self._with_content(clauses, head, instrument)
            if found is not None:
                yield found
                return

    def _verb_above(self, clauses: Clauses, token: Token) -> Token:
        """The verb that a noun hangs on, through "with", "in" and the like."""
        up = clauses.tokens[token.head]
        return clauses.tokens[up.head] if up.dep == "prep" and up.head != up.i else up

    # -- "witnessed the signing of" -----------------------------------------------------------------------------------

    def _signed_before(self, clauses: Clauses, token: Token, instruments: Sequence[Instrument]) -> Found | None:
        """An instrument in "they witnessed the signing of three agreements between A and B"."""
        up = self._verb_above(clauses, token)
        noun = token
        if token.dep == "compound" and clauses.tokens[token.head].lower in _CEREMONIES:
            noun = clauses.tokens[token.head]  # "attended the signing ceremony of …"
            up = self._verb_above(clauses, noun)
        present = (
            up.lower == "present" and base_form(clauses.tokens[up.head]) == "be"
        )  # "were present at the signing of"
        up = clauses.tokens[up.head] if present else up
        force = clauses.force(up.i)
        witnessed = present or base_form(up) in load_instruments().witnessing
        if not witnessed or force is Force.NONE or up.tag[:2] != "VB":
            return None
        if force is Force.FACT and up.tag not in _FINITE:
            return None
        sure = force is Force.FACT and base_form(up) != "expect"
        status = AgreementStatus.SIGNED if sure else AgreementStatus.INTENDED
        for thing in clauses.pobj(noun.i, "of", "for"):
            instrument = instrument_at(clauses, thing.i, instruments)
            if instrument is None or thing.lower in load_commitments().contact_nouns or thing.lower in self._bargaining:
                continue  # "the conclusion of negotiations on a visa agreement" signs nothing
            low, high = clauses.edge(thing.i)
            parties = self._parties.with_whom(clauses, (token.i, *range(low, high)), "between", "with")
            if len(parties) < 2:
                listed = self._parties.listed_after(clauses, thing.i, len(clauses.tokens), "between", "with")
                parties = listed if len(listed) > 1 else parties
            doers = self._parties.with_whom(clauses, (token.i, thing.i), "by")
            topic = any(child.lower in ("on", "for") for child in clauses.children(thing.i, "prep"))
            if base_form(up) in _PRAISE and len({*doers, *parties}) < 2 and thing.text[0].isupper() and not topic:
                continue  # "They commended the signing of the Accords": by whom, it does not say
            if len(parties) < 2 and not doers:
                doers = self._parties.of_verb(clauses, up.i)
            parties = [*doers, *(name for name in parties if name not in doers)]
            if len(parties) < 2 and not _is_of_many(clauses):
                reported = self._parties.reported(clauses.sentence.index)
                parties = list(reported) if set(parties) <= set(reported) else parties
            high = with_topic(clauses, high)
            more = with_more(clauses, high)
            span = cut_subject(clauses, low, more, token.i, listed=more > high)
            if len(parties) > 1 and span is not None:
                span = self._before_day(clauses, _without_list(clauses, span), thing.i)
                kind = kind_of_deal(clauses, instrument, span, AgreementStatus.SIGNED)  # or to be signed
                return Found(
                    Draft(kind, tuple(parties), clauses.words(span), status, clauses.sentence, token.i),
                    span,
                )
        return None

    def _before_day(self, clauses: Clauses, span: tuple[int, int], head: int) -> tuple[int, int]:
        """The span before "in Beijing on Nov 9" at its end; "roads in Addu" stays whole."""
        end = clauses.tokens[span[1] - 1].end
        ends = any(said.end == end for said in self._context.dates(clauses.sentence.index))
        return without_time_and_place(self._context, clauses, span, head) if ends else span

    # -- "announced its withdrawal from" ------------------------------------------------------------------------------

    def _left(self, clauses: Clauses, token: Token, instruments: Sequence[Instrument]) -> Found | None:
        up = self._verb_above(clauses, token)
        if (
            base_form(up) not in _TELL
            or clauses.force(up.i) is not Force.FACT
            or token.dep not in ("dobj", "nsubjpass")
        ):
            return None
        for thing in clauses.pobj(token.i, "from"):
            mention = self._context.mention_at(clauses.sentence.index, thing.i)
            if mention is None or mention.kind != "body":
                continue
            parties = [
                name
                for name in self._parties.of_verb(clauses, up.i)
                if is_state_or_body(self._context, name) and name != mention.names[0]
            ]
            span = cut_subject(clauses, clauses.edge(token.i)[0], mention.last, up.i)
            if parties and span is not None:
                names = [*parties, mention.names[0]]
                return Found(
                    Draft(
                        AgreementKind.ACCESSION,
                        tuple(names),
                        clauses.words(span),
                        AgreementStatus.ENDED,
                        clauses.sentence,
                        token.i,
                    ),
                    span,
                )
        return self._ended(clauses, token, up, instruments)

    def _ended(self, clauses: Clauses, token: Token, up: Token, instruments: Sequence[Instrument]) -> Found | None:
        """An instrument in "announced the suspension of the grain deal with …", "its withdrawal from the treaty"."""
        for thing in clauses.pobj(token.i, "from", "of"):
            instrument = instrument_at(clauses, thing.i, instruments)
            if instrument is None or is_missing(clauses, thing.i):
                continue
            low, high = clauses.edge(thing.i)
            parties = [name for name in self._parties.of_verb(clauses, up.i) if is_state_or_body(self._context, name)]
            others = self._parties.with_whom(clauses, (token.i, *range(low, high)), "with", "between")
            parties += [name for name in others if name not in parties]
            named = instrument.kind is AgreementKind.TREATY and clauses.tokens[instrument.first].text[0].isupper()
            span = cut_subject(clauses, low, high, up.i)
            if parties and (named or len(parties) > 1) and span is not None:
                kind = kind_of_deal(clauses, instrument, span, AgreementStatus.ENDED)
                status = AgreementStatus.ENDED
                return Found(Draft(kind, tuple(parties), clauses.words(span), status, clauses.sentence, token.i), span)
        return None

    # -- "launched negotiations on" -----------------------------------------------------------------------------------

    def _bargained(self, clauses: Clauses, token: Token, instruments: Sequence[Instrument]) -> Found | None:
        up = self._verb_above(clauses, token)
        if base_form(up) not in _BEGIN or up.tag[:2] != "VB" or clauses.force(up.i) is Force.NONE:
            return None
        things = [
            *clauses.pobj(token.i, "on", "for", "over", "about"),
            *clauses.pobj(up.i, "on", "for", "over", "about"),
        ]
        for thing in things:
            instrument = instrument_at(clauses, thing.i, instruments)
            if instrument is None or instrument.kind is AgreementKind.CEASEFIRE or thing.i < token.i:
                continue
            parties = self._parties.with_whom(clauses, (token.i, up.i), "between", "with")
            if len(parties) < 2:
                doers = self._parties.of_verb(clauses, up.i)
                parties = [*doers, *(name for name in parties if name not in doers)]
            span = cut_subject(clauses, *clauses.edge(thing.i), token.i)
            parties = [name for name in parties if is_state_or_body(self._context, name)]
            if len(parties) > 1 and span is not None and span[0] > token.i:
                kind = kind_of_deal(clauses, instrument, span, AgreementStatus.INTENDED)
                return Found(
                    Draft(
                        kind, tuple(parties), clauses.words(span), AgreementStatus.INTENDED, clauses.sentence, token.i
                    ),
                    span,
                )
        return None

    # -- "a pact between A and B, which requires" ---------------------------------------------------------------------

    def _with_content(self, clauses: Clauses, head: int, instrument: Instrument) -> Found | None:
        tokens = clauses.tokens
        verb = next(
            (
                token
                for token in tokens[head + 1 :]
                if token.dep == "relcl" and base_form(token) in self._content and token.tag in ("VBZ", "VBP", "VBD")
            ),
            None,
        )
        if verb is None or not any(child.lower in ("which", "that") for child in clauses.children(verb.i, "nsubj")):
            return None
        if not clauses.edge(head)[0] <= verb.head <= verb.i or any(
            token.dep in ("ROOT", "conj") and token.tag[:2] == "VB" for token in tokens[head + 1 : verb.i]
        ):
            return None
        if any(child.lower in _OPEN_KIND or child.lower in ("no", "any") for child in clauses.children(head)):
            return None
        parties = self._parties.listed_after(clauses, head, verb.i, "between", "among")
        if len(parties) < 2:
            parties = self._parties.in_compound(clauses, clauses.edge(head)[0], head + 1)
        if len(parties) < 2 or not all(is_state_or_body(self._context, name) for name in parties):
            return None
        span = cut_subject(clauses, verb.i, len(tokens), verb.i)
        if span is None:
            return None
        kind = kind_of_deal(clauses, instrument, clauses.edge(head), AgreementStatus.AGREED)
        return Found(
            Draft(kind, tuple(parties), clauses.words(span), AgreementStatus.AGREED, clauses.sentence, verb.i), span
        )


def _is_of_many(clauses: Clauses) -> bool:
    """Is it told of a tour: "visited four countries and witnessed the signing of 70 agreements"?"""
    tokens = clauses.tokens
    return any(
        token.lower in ("countries", "nations", "states")
        and tokens[token.i - 1].tag == "CD"
        and tokens[token.i - 1].lower != "two"
        for token in tokens[1:]
    )


def _without_list(clauses: Clauses, span: tuple[int, int]) -> tuple[int, int]:
    """The span before "by" those who signed, or "with:" and a list of names."""
    first, last = span
    for place in range(first + 1, last):
        if clauses.tokens[place].lower == "by":
            last = place
            break
        if clauses.tokens[place].text == ":":
            last = place - 1 if clauses.tokens[place - 1].lower in ("with", "between") else place
            break
    while last > first + 1 and clauses.tokens[last - 1].lower in ("with", "between", "on"):
        last -= 1
    return first, last
