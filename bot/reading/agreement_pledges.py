"""Commitments told by a governing word: "agreed to deepen …", "is willing to work with …", "will provide …"."""

from __future__ import annotations

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreement_bodies import wholes_of
from bot.reading.agreement_document import Document
from bot.reading.agreement_drafts import Draft, Found
from bot.reading.agreement_grammar import Clauses, Force, cut_subject
from bot.reading.agreement_parties import Parties, is_state_or_body
from bot.reading.agreement_words import (
    Frame,
    base_form,
    find_instruments,
    frames_by_word,
    load_commitments,
    verbs_by_word,
)
from bot.reading.context import Context
from bot.reading.explain import Trace
from bot.reading.syntax import Token

WILL = frozenset(("will", "'ll", "’ll", "shall", "would"))
_DROPPED_ADVERBS = frozenset(("also", "now", "then", "reportedly", "therefore", "both", "soon"))


class Pledges:
    """Reads the commitments of an article's sentences."""

    def __init__(self, context: Context, document: Document, parties: Parties, trace: Trace) -> None:
        self._context = context
        self._document = document
        self._parties = parties
        self._trace = trace
        self._lists = load_commitments()

    def at_word(self, clauses: Clauses, token: Token) -> Found | None:
        """The commitment that a governing word at ``token`` tells."""
        frames = frames_by_word()
        for frame in dict.fromkeys((*frames.get(token.lower, ()), *frames.get(base_form(token), ()))):
            found = self._by_frame(clauses, token, frame)
            if found is not None:
                return found
        return None

    def at_will(self, clauses: Clauses, token: Token, *, terms: bool) -> Found | None:
        """The commitment of "X will do this toward Y"; agreed where it is a term of an agreement."""
        verb = clauses.tokens[token.head]
        if verb.i <= token.i or verb.tag not in ("VB", "VBP", "NN") or base_form(verb) not in self._lists.acts:
            return None
        if any(child.dep == "auxpass" for child in clauses.children(verb.i)):
            return None
        if clauses.force(verb.i) is Force.NONE:
            self._trace.refused("agreement: will", clauses.sentence, "denied, conditional, or another's wish")
            return None
        doers = self._parties.of_verb(clauses, verb.i)
        parties = [name for name in doers if is_state_or_body(self._context, name)]
        if not parties and base_form(verb) in self._lists.trade_acts:
            parties = doers  # "the airline will buy six aircraft from …"
        status = AgreementStatus.AGREED if terms else AgreementStatus.INTENDED
        return self._draft(clauses, token, verb.i, parties, status)

    def at_is_to(self, clauses: Clauses, token: Token) -> Found | None:
        """The commitment of "X is to supply this to Y" at "to"."""
        verb = clauses.tokens[token.head]
        copula = clauses.tokens[token.i - 1]
        if verb.tag != "VB" or verb.head != copula.i or base_form(verb) not in self._lists.acts:
            return None
        if any(child.dep == "auxpass" for child in clauses.children(verb.i)) or clauses.force(verb.i) is Force.NONE:
            return None
        states = [name for name in self._parties.of_verb(clauses, verb.i) if is_state_or_body(self._context, name)]
        return self._draft(clauses, clauses.tokens[token.i], verb.i, states, AgreementStatus.INTENDED, plain=True)

    def _by_frame(self, clauses: Clauses, token: Token, frame: Frame) -> Found | None:
        if not _fits_sort(clauses, token, frame) or (frame.sort == "noun" and not self._is_declared(clauses, token)):
            return None
        first = self._complement(clauses, token, frame)
        if first is None:
            return None
        if clauses.tokens[first].lower in self._lists.opinions:
            self._trace.refused(f"agreement: {frame.word}", clauses.sentence, "an opinion, no commitment")
            return None
        force = clauses.force(token.i)
        if force is Force.NONE or (token.dep == "advcl" and _is_aside(clauses, token)):
            self._trace.refused(f"agreement: {frame.word}", clauses.sentence, "denied, conditional, or another's wish")
            return None
        parties = self._who(clauses, token, frame)
        between = frame.sort == "noun" and any(clauses.pobj(token.i, "between", "among"))
        if (frame.both or between) and len(parties) < 2:
            return None
        status = frame.status if force is Force.FACT else AgreementStatus.INTENDED
        alone = len(parties) == 1
        if (
            frame.word == "commit"
            and alone
            and not (self._document.binds and self._document.official and is_state_or_body(self._context, parties[0]))
        ):
            status = AgreementStatus.INTENDED
        return self._draft(clauses, token, first, parties, status)

    def _is_declared(self, clauses: Clauses, noun: Token) -> bool:
        """Does a verb declare the plan or commitment, or a copula state it ("It is our intention to …")?"""
        place = noun.i
        for _ in range(3):
            head = clauses.tokens[place].head
            if head == place:
                return False
            if clauses.tokens[place].dep == "nsubj" and clauses.tokens[head].dep in ("ccomp", "xcomp") and head > place:
                # In "has made commitments to invest" the model gives the noun to the infinitive.
                return base_form(clauses.tokens[clauses.tokens[head].head]) in self._lists.declaring
            if clauses.tokens[head].tag[:2] == "VB":
                return base_form(clauses.tokens[head]) in self._lists.declaring and clauses.tokens[place].dep in (
                    "dobj",
                    "nsubjpass",
                    "pobj",
                    "conj",
                    "attr",
                )
            if clauses.tokens[place].dep != "conj":
                return False
            place = head
        return False

    def _complement(self, clauses: Clauses, token: Token, frame: Frame) -> int | None:
        """The first token of what is committed to: the nearest of what the frame takes."""
        places: list[int] = []
        for takes in frame.takes:
            place: int | None = None
            match takes:
                case "to":
                    place = clauses.verb_after_to(token.i)
                case "gerund":
                    place = clauses.gerund_after(token.i, "to")
                case "on":
                    place = self._thing(clauses, token, "on", "upon")
                case "thing":
                    place = self._thing(clauses, token, "to")
                case "aid":
                    place = self._aid(clauses, token)
                case "that":
                    place = _clause_with_will(clauses, token)
            if place is not None and token.i < place < len(clauses.tokens) - 1:
                places.append(place)
        return min(places, default=None)

    def _aid(self, clauses: Clauses, token: Token) -> int | None:
        """The first token of what is given, when the object is aid or a sum of money."""
        for thing in clauses.children(token.i, "dobj"):
            low, high = clauses.edge(thing.i)
            given = clauses.tokens[max(low, token.i + 1) : high]
            if any(word.lower in self._lists.aid_nouns or word.entity == "MONEY" for word in given[:8]):
                return max(low, token.i + 1)
        return None

    def _thing(self, clauses: Clauses, token: Token, *prepositions: str) -> int | None:
        thing = clauses.thing_after(token.i, *prepositions)
        if thing is None:
            return None
        if clauses.tokens[thing].lower in self._lists.opinions:
            return thing
        return max(clauses.edge(thing)[0], token.i + 1)

    def _who(self, clauses: Clauses, token: Token, frame: Frame) -> list[str]:
        if frame.sort == "noun" and any(clauses.pobj(token.i, "between", "among")):
            return self._parties.with_whom(clauses, (token.i,), "between", "among")  # who welcomes it is no party
        if frame.sort == "noun":
            parties = self._holders(clauses, token)
        elif any(child.lower == "it" for child in clauses.children(token.i, "nsubjpass")):
            parties = list(self._parties.reported(clauses.sentence.index))  # "It was agreed that …"
        else:
            parties = self._parties.of_verb(clauses, token.i)
        parties += [
            name
            for name in self._parties.with_whom(clauses, (token.i,), "with", "between", "among")
            if name not in parties
        ]
        return parties

    def _holders(self, clauses: Clauses, noun: Token) -> list[str]:
        """Whose plan, intention or commitment it is: "U.S. commitment", else the declaring verb's subject."""
        owners = [child.i for child in clauses.children(noun.i, "poss", "compound", "amod", "nmod")]
        owned = self._parties.of_heads(clauses, (place for owner in owners for place in clauses.chain(owner)))
        verb = noun.head
        for _ in range(4):
            if clauses.tokens[verb].tag[:2] == "VB" and verb < noun.i:
                break
            verb = clauses.tokens[verb].head
        declared = self._parties.of_verb(clauses, verb)
        return owned if owned and not set(owned) < set(declared) else declared

    def _draft(
        self,
        clauses: Clauses,
        token: Token,
        first: int,
        parties: list[str],
        status: AgreementStatus,
        *,
        plain: bool = False,
    ) -> Found | None:
        """The draft of a commitment, if two parties stand behind it and its verb is no contact and no threat."""
        tokens = clauses.tokens
        act = next((base_form(word) for word in tokens[first : first + 3] if word.tag[:2] == "VB"), "")
        while first - 1 > token.i and tokens[first - 1].tag == "RB" and tokens[first - 1].lower not in _DROPPED_ADVERBS:
            first -= 1
        span = cut_subject(clauses, first, len(tokens), token.i)
        if span is None or not parties or not any(word.tag[:2] == "NN" for word in tokens[span[0] : span[1]]):
            return None
        acts = {base_form(word) for word in tokens[first : first + 4] if word.tag[:2] == "VB"}
        if self._is_contact(clauses, span, act, status) or acts & self._lists.hostile:
            self._trace.refused("agreement", clauses.sentence, "a contact or a threat, no commitment")
            return None
        if len(parties) > 1:
            parties = [
                *parties,
                *(name for name in self._parties.with_whom(clauses, (first,), "with") if name not in parties),
            ]
        else:
            parties = [*parties, *self._others(clauses, span, act, parties, status, plain=plain or token.tag == "MD")]
        states = [name for name in parties if is_state_or_body(self._context, name)]
        # Firms count in trade, and where a state has agreed something with them.
        joint_firms = not states and any(token.lower == "with" for token in tokens[span[0] : span[1]])
        with_firms = act in self._lists.trade_acts or joint_firms or (status is AgreementStatus.AGREED and states)
        parties = [name for name in (parties if with_firms else states) if not set(parties) & wholes_of(name)]
        if len(parties) < 2:
            self._trace.refused("agreement", clauses.sentence, "no second party is named")
            return None
        return Found(
            Draft(
                self._kind(clauses, span, act), tuple(parties), clauses.words(span), status, clauses.sentence, token.i
            ),
            span,
        )

    def _is_contact(self, clauses: Clauses, span: tuple[int, int], act: str, status: AgreementStatus) -> bool:
        """Is it no more than a meeting to come: "plan to visit …", "will hold talks"?"""
        if status is not AgreementStatus.INTENDED:
            return False
        words = clauses.tokens[span[0] : min(span[1], span[0] + 9)]
        reach = 9 if any(token.lower in ("round", "rounds", "series") for token in words[:5]) else 6
        return act in self._lists.contacts or any(
            token.lower in self._lists.contact_nouns and token.dep in ("dobj", "pobj") for token in words[:reach]
        )

    def _others(
        self, clauses: Clauses, span: tuple[int, int], act: str, own: list[str], status: AgreementStatus, *, plain: bool
    ) -> list[str]:
        """The other side of a one-sided commitment."""
        first = clauses.tokens[span[0]]
        if status is AgreementStatus.INTENDED and first.tag[:2] == "VB" and act not in self._lists.acts:
            return []
        if not is_state_or_body(self._context, own[0]):
            firms = self._parties.organisations(clauses, *span)
            if firms or act not in self._lists.trade_acts:
                return firms
            return self._parties.toward(clauses, *span, own=own, act=act)[1]
        link, others = self._parties.toward(clauses, *span, own=own, act=act)
        document = self._document
        if document.binds and own[0] in document.parties and link != "with":
            return [name for name in document.parties if name not in own]
        lowers = {token.lower for token in clauses.tokens[span[0] : span[1]]}
        if link != "with" and (act in self._lists.adverse or lowers & self._lists.adverse_nouns):
            return []
        if link == "of" and plain:
            return []
        relates = not others and lowers & self._lists.relational
        if relates and own[0] in document.parties and len(document.parties) == 2:
            return [name for name in document.parties if name not in own]
        if not others and act in self._lists.trade_acts:
            return self._parties.organisations(clauses, *span)
        return others

    def _kind(self, clauses: Clauses, span: tuple[int, int], act: str) -> AgreementKind:
        if act in self._lists.trade_acts:
            return AgreementKind.CONTRACT
        if act in self._lists.accession_acts:
            return AgreementKind.ACCESSION
        named = find_instruments(clauses.tokens[span[0] : span[1]])
        plain = (AgreementKind.AGREEMENT, AgreementKind.ACCESSION)  # to support an accession is none
        if named and named[0].first < 4 and named[0].kind not in plain:
            return named[0].kind
        return self._document.kind


def _is_aside(clauses: Clauses, token: Token) -> bool:
    """Is it said in passing: "support for the people as they seek to rebuild"?"""
    return any(child.lower == "as" for child in clauses.children(token.i, "mark", "advmod"))


def _clause_with_will(clauses: Clauses, token: Token) -> int | None:
    """The words behind "that" in "agreed that trade will …"; without "will" or "should" it is an opinion."""
    for verb in clauses.children(token.i, "ccomp"):
        if any(child.lower in WILL or child.lower == "should" for child in clauses.children(verb.i, "aux")):
            return next((child.i + 1 for child in clauses.children(verb.i, "mark") if child.lower == "that"), None)
    return None


def _fits_sort(clauses: Clauses, token: Token, frame: Frame) -> bool:
    match frame.sort:
        case "verb":
            # "look to": only "are looking to" commits; "initiatives it is undertaking to help" are no promise
            if frame.word == "undertake" and token.dep == "relcl":
                return False
            return token.tag[:2] == "VB" and (frame.word != "look" or token.tag == "VBG")
        case "noun":
            return token.tag[:2] == "NN"
        case "adjective":
            perfect = any(
                child.lower in ("have", "has", "had", "'ve", "’ve") for child in clauses.children(token.i, "aux")
            )
            passive = any(child.dep == "auxpass" for child in clauses.children(token.i))
            return (
                token.tag in ("JJ", "VBN", "RB", "VB", "IN") and token.lower == frame.word and (passive or not perfect)
            )


def is_read_at_its_verb(verb: Token) -> bool:
    """Is "will <verb>" the matter of a frame or of an instrument verb first?"""
    return base_form(verb) in frames_by_word() or base_form(verb) in verbs_by_word()
