"""Commitments told by a governing word: "agreed to deepen …", "is willing to work with …", "will provide …"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreements.bodies import wholes_of
from bot.reading.agreements.complements import Complements
from bot.reading.agreements.contents import PledgeContents
from bot.reading.agreements.document import Document
from bot.reading.agreements.drafts import Draft, Found
from bot.reading.agreements.fronted import FrontedPledges
from bot.reading.agreements.grammar import Clauses, Force
from bot.reading.agreements.parties import Parties, is_firm, is_state_or_body
from bot.reading.agreements.pointers import says_no_more
from bot.reading.agreements.subjects import cut_subject
from bot.reading.agreements.words import (
    Frame,
    base_form,
    frames_by_word,
    load_commitments,
    verbs_by_word,
)
from bot.reading.context.context import Context
from bot.reading.explain import Trace
from bot.reading.parsing.syntax import Token

_GUESSED = frozenset(("likely", "probably", "possibly", "perhaps"))
_THINGS = frozenset(("them", "these", "those"))  # "resolved to continue deepening them"
_ACTORS = frozenset(("countries", "sides", "nations", "parties", "governments", "leaders", "ministers"))
_TAKEN = frozenset(("decision", "move"))  # told as a fact by whose it is
_DROPPED_ADVERBS = frozenset(("also", "now", "then", "reportedly", "therefore", "both", "soon"))


class Pledges:
    """Reads the commitments of an article's sentences."""

    def __init__(self, context: Context, document: Document, parties: Parties, trace: Trace) -> None:
        self._context = context
        self._document = document
        self._parties = parties
        self._trace = trace
        self._contents = PledgeContents(context, document, parties)
        self._complements = Complements(self._contents)
        self._fronted = FrontedPledges(context, document, parties, self._contents)
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
        if self._is_of_contact(clauses, verb):
            return None
        if verb.i <= token.i or base_form(verb) not in self._lists.acts:
            return None
        if any(child.lower in _GUESSED for child in clauses.children(verb.i, "advmod")):
            return None  # "a settlement will likely take time"
        if any(child.dep == "auxpass" for child in clauses.children(verb.i)):
            return self._fronted.done_by(clauses, token, verb)
        if verb.tag not in ("VB", "VBP", "NN"):
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

    def _is_of_contact(self, clauses: Clauses, verb: Token) -> bool:
        """Is it "the summit which they will hold"?"""
        return verb.dep == "relcl" and clauses.tokens[verb.head].lower in self._lists.contact_nouns

    def at_is_to(self, clauses: Clauses, token: Token) -> Found | None:
        """The commitment of "X is to supply this to Y" at "to"."""
        verb = clauses.tokens[token.head]
        copula = clauses.tokens[token.i - 1]
        if self._is_of_contact(clauses, copula):
            return None
        if verb.tag != "VB" or verb.head != copula.i or base_form(verb) not in self._lists.acts:
            return None
        if any(child.dep == "auxpass" for child in clauses.children(verb.i)) or clauses.force(verb.i) is Force.NONE:
            return None
        doers = self._parties.of_verb(clauses, verb.i)
        states = [name for name in doers if is_state_or_body(self._context, name)]
        if not states and base_form(verb) in self._lists.trade_acts:
            states = doers
        return self._draft(clauses, clauses.tokens[token.i], verb.i, states, AgreementStatus.INTENDED, plain=True)

    def _by_frame(self, clauses: Clauses, token: Token, frame: Frame) -> Found | None:
        if not _fits_sort(clauses, token, frame):
            return None
        if frame.sort == "noun" and not (self._is_declared(clauses, token) or self._is_owned(clauses, token, frame)):
            return None
        if token.tag == "VBN" and frame.sort == "verb" and (passive := self._fronted.pledged_by(clauses, token, frame)):
            return passive
        first = self._complements.first_of(clauses, token, frame)
        if first is None:
            parties = self._who(clauses, token, frame)
            return self._fronted.agreed_upon(clauses, token, frame, parties) or self._fronted.told_first(
                clauses, token, frame, parties
            )
        if clauses.tokens[first].lower in self._lists.opinions:
            self._trace.refused(f"agreement: {frame.word}", clauses.sentence, "an opinion, no commitment")
            return None
        if frame.sort == "noun" and says_no_more(clauses.words((first, clauses.edge(first)[1]))):
            return None  # "their commitment to the two pacts" is no new one
        force = clauses.force(token.i)
        if force is Force.NONE or (token.dep == "advcl" and _is_aside(clauses, token)):
            self._trace.refused(f"agreement: {frame.word}", clauses.sentence, "denied, conditional, or another's wish")
            return None
        parties = self._who(clauses, token, frame)
        between = frame.sort == "noun" and any(clauses.pobj(token.i, "between", "among"))
        if (frame.both or between) and len(parties) < 2:
            return None
        status = frame.status if force is Force.FACT else AgreementStatus.INTENDED
        if frame.sort == "adjective" and self._parties.is_we_in_quotes(clauses, clauses.subjects(token.i)):
            status = AgreementStatus.INTENDED  # one side says "we are committed to working together"
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

    def _is_owned(self, clauses: Clauses, noun: Token, frame: Frame) -> bool:
        """Is it a decision that a state has taken: "Japan's decision to lift the ban"?"""
        owners = [child.i for child in clauses.children(noun.i, "poss")] if frame.word in _TAKEN else []
        return bool(self._parties.of_heads(clauses, owners))

    def _given_to(self, clauses: Clauses, token: Token, first: int) -> list[str]:
        """To whom aid is promised right behind the verb: "promised Ghana 20 million euros", "assured Nepal of …"."""
        things = [thing.i for thing in clauses.children(token.i, "dative", "dobj") if thing.i < first]
        return self._parties.of_heads(clauses, things)

    def _who(self, clauses: Clauses, token: Token, frame: Frame) -> list[str]:
        if frame.sort == "noun" and any(clauses.pobj(token.i, "between", "among")):
            return self._parties.with_whom(clauses, (token.i,), "between", "among")  # who welcomes it is no party
        if frame.sort == "noun":
            parties = self._holders(clauses, token)
        elif any(child.lower == "it" for child in clauses.children(token.i, "nsubjpass")):
            met = self._parties.at_meeting_with(clauses, token.i)
            parties = met or list(self._parties.reported(clauses.sentence.index))  # "It was agreed that …"
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
        act = _act_of(tokens[first : first + 3])
        plain = plain or token.tag == "MD" or base_form(token) == "seek"  # says nothing of whom it is toward
        while first - 1 > token.i and tokens[first - 1].tag == "RB" and tokens[first - 1].lower not in _DROPPED_ADVERBS:
            first -= 1
        behind = clauses.told_behind(first)
        span = cut_subject(clauses, first, behind[1] if behind is not None else len(tokens), token.i)
        if behind is not None and self._is_agreed_behind(clauses, behind[0]):
            token, status = behind[0], AgreementStatus.AGREED
        things = _THINGS | {"it"} if status is AgreementStatus.AGREED else _THINGS
        if (
            span is None
            or not parties
            or not any(word.tag[:2] == "NN" or word.lower in things for word in tokens[span[0] : span[1]])
        ):
            return None
        acts = {base_form(word) for word in tokens[first : first + 4] if word.tag[:2] == "VB"}
        # "Agreed to fight smuggling": what two do together against a third is no act of one against the other.
        against = acts & (self._lists.hostile - (self._lists.shared_fights if len(parties) > 1 else frozenset()))
        if self._contents.is_contact(clauses, span, act, status) or against:
            self._trace.refused("agreement", clauses.sentence, "a contact or a threat, no commitment")
            return None
        given = not act and token.tag[:2] == "VB" and self._complements.aid(clauses, token) == first
        to_whom = self._given_to(clauses, token, first) if given else []
        parties = [*parties, *(name for name in to_whom if name not in parties)]
        if (
            given
            and len(parties) > 1
            and not to_whom
            and not self._parties.addressees.toward(clauses, *span, own=parties, act=act)[1]
        ):
            self._trace.refused("agreement", clauses.sentence, "nobody is named to whom it is given")
            return None
        if any(self._contents.is_region(clauses, head) for head in clauses.subjects(token.i)):
            self._trace.refused("agreement", clauses.sentence, "one of them is many countries without a name")
            return None
        if len(parties) > 1:
            parties = [
                *parties,
                *(name for name in self._parties.with_whom(clauses, (first,), "with") if name not in parties),
            ]
        else:
            parties = [
                *parties,
                *self._contents.list_others(clauses, span, act, parties, status, plain=plain),
            ]
        if len(parties) == 1:
            parties += self._contents.other_of_report(clauses, span, token, act, parties[0])
        parties = self._named_in_object(clauses, span, parties)
        states = [name for name in parties if is_state_or_body(self._context, name)]
        # Firms count in trade, and where a state has agreed something with them.
        joint_firms = not states and any(token.lower == "with" for token in tokens[span[0] : span[1]])
        with_firms = act in self._lists.trade_acts or joint_firms or (status is AgreementStatus.AGREED and states)
        parties = [name for name in (parties if with_firms else states) if not set(parties) & wholes_of(name)]
        if len(parties) < 2:
            self._trace.refused("agreement", clauses.sentence, "no second party is named")
            return None
        kind = self._contents.find_kind(clauses, span, act)
        firms = any(tokens[head].lower in self._lists.business_words for head in clauses.subjects(token.i))
        if kind is AgreementKind.AGREEMENT and (firms or any(is_firm(self._context, name) for name in parties)):
            kind = AgreementKind.CONTRACT  # what a state or a firm agrees with a firm
        return Found(
            Draft(
                kind,
                tuple(parties),
                clauses.words(span),
                status,
                clauses.sentence,
                token.i,
            ),
            span,
        )

    def _named_in_object(self, clauses: Clauses, span: tuple[int, int], parties: list[str]) -> list[str]:
        """The two whose common thing it is: "plans to found a Chad-ASEAN partnership", told by Chad and Peru."""
        for thing in clauses.children(span[0], "dobj"):
            named = self._parties.in_compound(clauses, clauses.edge(thing.i)[0], thing.i + 1)
            dash = any(set(token.text) & {"-", "–"} for token in clauses.tokens[clauses.edge(thing.i)[0] : thing.i])
            if dash and len(named) > 1 and set(named) & set(parties) and set(named) - set(parties):
                return named
        return parties

    def _is_agreed_behind(self, clauses: Clauses, verb: Token) -> bool:
        """Do two sides agree to what stands before: "Trade is to double by 2030, the two ministers agreed"?"""
        both = base_form(verb) == "agree" and clauses.force(verb.i) is Force.FACT
        return both and len(self._parties.of_verb(clauses, verb.i)) > 1


def _act_of(words: Sequence[Token]) -> str:
    """The lemma of the verb that the words begin with; empty for a thing: "financial aid exceeding …"."""
    for word in words:
        if word.tag[:2] == "VB":
            return base_form(word)
        if word.tag[:2] in ("NN", "CD", "$") and not word.lower.endswith("ing"):
            return ""
    return ""


def _is_aside(clauses: Clauses, token: Token) -> bool:
    """Is it said in passing: "support for the people as they seek to rebuild"?"""
    return any(child.lower == "as" for child in clauses.children(token.i, "mark", "advmod"))


def _fits_sort(clauses: Clauses, token: Token, frame: Frame) -> bool:
    match frame.sort:
        case "verb":
            # "look to": only "are looking to" commits; "initiatives it is undertaking to help" are no promise
            if frame.word == "undertake" and token.dep == "relcl":
                return False
            if token.lower == "aimed" and token.tag == "VBN" and token.dep in ("acl", "advcl", "amod"):
                # "talks aimed at strengthening ties": a thing's purpose, nobody's promise
                return token.i > 0 and clauses.tokens[token.i - 1].lower in _ACTORS
            if frame.word == "like" and not any(
                child.lower in ("would", "'d", "’d") for child in clauses.children(token.i, "aux")
            ):
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
