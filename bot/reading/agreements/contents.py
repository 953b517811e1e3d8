"""What a commitment is about: whether it is one, of which kind, and toward whom when only one side is named."""

from __future__ import annotations

from bot.core.models import AgreementKind, AgreementStatus
from bot.reading.agreements.addressees import is_relief
from bot.reading.agreements.document import Document
from bot.reading.agreements.grammar import Clauses
from bot.reading.agreements.kinds import kind_of_deal
from bot.reading.agreements.parties import Parties, is_state_or_body
from bot.reading.agreements.words import Instrument, base_form, find_instruments, load_commitments
from bot.reading.context.context import Context
from bot.reading.parsing.syntax import Token

# "Will hold" one of these is a meeting to come; to "join" one of those no accession.
_HELD = frozenset(("dialogue", "round", "session", "conference", "forum", "consultations", "event", "ceremony"))
_REAFFIRMED = frozenset(("commitment", "committed"))
_NEAR = 10  # words
_HEAD = 4  # words in which what is committed to is named
_AID = frozenset(("aid", "assistance", "funding", "support"))
_RAISING = frozenset(("increase", "raise"))
_PUTTING_OFF = frozenset(("cancel", "defer", "postpone"))
_GIVEN_WITHIN = 14  # words
_HELPING = frozenset(("assist", "help", "support"))  # "will support the development of Fiji" is for Fiji
_AUDIENCES = frozenset(
    "assembly audience committee conference congress council forces forum gathering meeting parliament press reporters "
    "session students summit troops".split()
)
_STATES = frozenset(("countries", "nations", "states"))
_SAME = frozenset(("both", "own", "respective", "same", "two", "united"))
_REGIONS = frozenset(("basin", "countries", "nations", "region", "states", "subregion"))
_JOINED = frozenset(("forces", "hands", "efforts", "ranks"))

# What a state is blamed for.
_WRONGS = frozenset("abuses accountability aggression atrocities genocide invasion violations".split())
_FOR_ANYONE = frozenset(("bounty", "fine", "fines", "prize", "prizes", "reward", "rewards"))  # no aid to a state
# "Wish to make clear that", "will explore ways", "will engage with business leaders": what they say and talk about.
_SAYING = frozenset((("make", "clear"), ("explore", "ways"), ("engage", "with")))


class PledgeContents:
    """Judges the words ``span`` of a sentence that say what was committed to; ``act`` is their verb's lemma."""

    def __init__(self, context: Context, document: Document, parties: Parties) -> None:
        self._context = context
        self._document = document
        self._parties = parties
        self._lists = load_commitments()

    def is_contact(self, clauses: Clauses, span: tuple[int, int], act: str, status: AgreementStatus) -> bool:
        """Is it no more than a meeting to come: "plan to visit …", "will hold talks"?"""
        off = act == "put" and any(child.lower == "off" for child in clauses.children(span[0]))
        if off or act in _PUTTING_OFF:  # "agreed to put off the talks" tells of a meeting
            return any(
                token.lower in self._lists.contact_nouns
                for token in clauses.tokens[span[0] : min(span[1], span[0] + 6)]
            )
        if status is not AgreementStatus.INTENDED:
            return False
        words = clauses.tokens[span[0] : min(span[1], span[0] + 9)]
        if any((act, token.lower) in _SAYING for token in words[1:2]):
            return True
        reach = 9 if any(token.lower in ("round", "rounds", "series") for token in words[:5]) else 6
        if act == "address":  # "will address the parliament" is a speech
            return any(token.lower in _AUDIENCES for token in clauses.tokens[span[0] + 1 : span[1]][:8])
        if act == "co-host":
            return False  # who holds a summit together does more than attend it
        if act == "hold" and not clauses.children(span[0], "dobj"):
            return True  # "the summit which they are to hold today"
        if act == "hold" and any(token.lower in _HELD for token in words[:reach]):
            return True
        return act in self._lists.contacts or any(
            token.lower in self._lists.contact_nouns and token.dep in ("dobj", "pobj") for token in words[:reach]
        )

    def list_others(
        self, clauses: Clauses, span: tuple[int, int], act: str, own: list[str], status: AgreementStatus, *, plain: bool
    ) -> list[str]:
        """The other side of a one-sided commitment."""
        first = clauses.tokens[span[0]]
        does = act in self._lists.acts or act in self._lists.giving_acts or act in self._lists.funding_acts
        if status is AgreementStatus.INTENDED and first.tag[:2] == "VB" and not does:
            return []
        if not is_state_or_body(self._context, own[0]):
            firms = self._parties.addressees.organisations(clauses, *span)
            if firms or act not in self._lists.trade_acts:
                return firms
            return self._parties.addressees.toward(clauses, *span, own=own, act=act)[1]
        link, others = self._parties.addressees.toward(clauses, *span, own=own, act=act)
        lowers = {token.lower for token in clauses.tokens[span[0] : span[1]]}
        against = "against" in {token.lower for token in clauses.tokens[span[0] : span[0] + 6]}
        adverse = against or act in self._lists.adverse or bool(lowers & self._lists.adverse_nouns)
        turned_on = link != "with" and adverse and not (link == "to" and is_relief(clauses, *span, act))
        if turned_on and others and lowers & _WRONGS:
            return []  # "promote accountability for China's abuses" is against it
        if not others and (self._is_for_a_region(clauses, span) or self._is_for_a_third(clauses, span)):
            return []
        document = self._document
        elsewhere = link == "to" and not document.official and not set(others) & set(document.parties)
        if document.binds and own[0] in document.parties and link != "with" and not elsewhere:
            if not document.official and link in ("", "of") and self._is_for_others(clauses, span):
                return []
            return [name for name in document.parties if name not in own]
        if turned_on or (link == "of" and plain and act not in _HELPING):
            return []
        given = lowers & self._lists.aid_nouns and not act  # "extended a loan of two million dollars"
        relates = not others and (lowers & self._lists.relational or given)
        if relates and own[0] in document.parties and len(document.parties) == 2:
            return [name for name in document.parties if name not in own]
        if not others and act in self._lists.trade_acts:
            return self._parties.addressees.organisations(clauses, *span)
        return others

    def is_region(self, clauses: Clauses, place: int) -> bool:
        """Is it a region or its states: "the Great Lakes region", "Pacific island countries", "other nations"?"""
        token, before = clauses.tokens[place], place - 1
        if token.lower not in _REGIONS or self._context.mention_at(clauses.sentence.index, place) is not None:
            return False
        while before > 0 and clauses.tokens[before].lower in ("sub", "-"):
            before -= 1
        word = clauses.tokens[max(0, before)]
        states = token.lower in _STATES and word.tag[:2] in ("JJ", "NN", "VB") and word.lower not in _SAME
        return states or word.tag[:3] == "NNP"

    def _is_for_a_region(self, clauses: Clauses, span: tuple[int, int]) -> bool:
        """Is it for a region with a name, and so for no one side: "grants to the Great Lakes region"?"""
        return any(self.is_region(clauses, place) for place in range(span[0] + 1, span[1]))

    def _is_for_a_third(self, clauses: Clauses, span: tuple[int, int]) -> bool:
        """Is a place named in it that is no side of the article: "the response in Gaza"?"""
        sides = self._document.parties
        return any(
            span[0] <= mention.first < span[1]
            and mention.kind == "place"
            and (mention.country or mention.names[0]) not in sides
            for mention in self._context.mentions(clauses.sentence.index)
        )

    def other_of_report(self, clauses: Clauses, span: tuple[int, int], token: Token, act: str, own: str) -> list[str]:
        """The other of the two sides of a report, to whom one promises without naming it: "promised to take part".

        Over 214 articles 7 of 9 such promises were marked with the other side; of plans, wishes and plain "will" 3 of
        18, and these three name the other side in their words.
        """
        reported = self._parties.reported(clauses.sentence.index)
        if len(reported) != 2 or own not in reported or token.dep == "advcl":  # "…, while Fiji pledged to …"
            return []
        other = next(name for name in reported if name != own)
        named = {
            name
            for mention in self._context.mentions(clauses.sentence.index)
            if span[0] <= mention.first < span[1]
            if mention.kind != "place"
            for name in (mention.country or mention.names[0],)
        }
        states = {
            self._context.side(name) or name
            for name in named
            if is_state_or_body(self._context, self._context.side(name) or name)
        }
        if states - set(reported):
            return []
        reaffirmed = self._document.titled and token.lower in _REAFFIRMED  # of two sides that the title names
        promised = reaffirmed or base_form(token) in self._lists.promising or token.lower in self._lists.promising
        if act and act not in self._lists.acts | self._lists.trade_acts | self._lists.giving_acts:
            return []
        if self._is_for_a_region(clauses, span) or self._is_for_a_third(clauses, span):
            return []
        relates = any(word.lower in self._lists.relational for word in clauses.tokens[slice(*span)])
        if act in self._lists.adverse and not relates and not is_relief(clauses, *span, act):
            return []
        aims = other in states and token.tag != "MD"  # not the new school that "will open in Peru"
        return [other] if promised or aims else []

    def _is_for_others(self, clauses: Clauses, span: tuple[int, int]) -> bool:
        """Is what is done one's own or with someone else: "modernise its army", "sign deals with its neighbours"?"""
        own = any(
            child.lower in ("its", "their", "own")
            for thing in clauses.children(span[0], "dobj")
            for child in clauses.children(thing.i, "poss", "amod")
        )
        return own or any(
            thing.tag[:2] == "NN"
            for place in range(*span)
            for thing in clauses.pobj(place, "with")
            if thing.i < span[1]
        )

    def find_kind(self, clauses: Clauses, span: tuple[int, int], act: str) -> AgreementKind:
        """The kind of a commitment to these words."""
        if self.is_trade(clauses, span, act):
            return AgreementKind.CONTRACT
        if act in self._lists.accession_acts:
            with_hands = any(token.lower in _JOINED for token in clauses.tokens[span[0] : span[0] + 3])
            return AgreementKind.AGREEMENT if with_hands else AgreementKind.ACCESSION
        named = find_instruments(clauses.tokens[span[0] : span[1]])
        if act in self._lists.signing_acts and named and named[0].kind is AgreementKind.AGREEMENT:
            item = named[0]
            instrument = Instrument(span[0] + item.first, span[0] + item.last, item.kind)
            return kind_of_deal(clauses, instrument, span, AgreementStatus.SIGNED)  # "will sign some agreements"
        plain = (AgreementKind.AGREEMENT, AgreementKind.ACCESSION)  # to support an accession is none
        if named and named[0].first < _HEAD and named[0].kind not in plain:
            return named[0].kind
        if any(item.kind is AgreementKind.CEASEFIRE and item.first < _NEAR for item in named):
            return AgreementKind.CEASEFIRE  # "agreed to the extension of the four-day truce"
        if _is_in_statement(clauses, span[0]):
            return AgreementKind.JOINT_STATEMENT
        return self._document.kind

    def is_aid(self, clauses: Clauses, head: int) -> bool:
        """Is it aid or a sum of money that the noun phrase at ``head`` names?"""
        given = clauses.tokens[slice(*clauses.edge(head))]
        if clauses.tokens[head].lower in _FOR_ANYONE:
            return False
        return any(word.lower in self._lists.aid_nouns or word.entity == "MONEY" for word in given[:9])

    def is_trade(self, clauses: Clauses, span: tuple[int, int], act: str) -> bool:
        """Is it a purchase, a loan or a gift of money or goods?"""
        return act in self._lists.trade_acts or self._is_lent(clauses, span, act)

    def _is_lent(self, clauses: Clauses, span: tuple[int, int], act: str) -> bool:
        """Is it money or goods that is given: "provide an aid package worth $90 million", "a grant of …"?"""
        words = clauses.tokens[span[0] : min(span[1], span[0] + _GIVEN_WITHIN)]
        if act in self._lists.funding_acts:
            return not any(token.lower in ("jointly", "together") for token in words)
        if act and act not in self._lists.giving_acts:
            return False
        words = tuple(token for token in words if token.tag[:2] != "VB")  # "grant it the status of a market economy"
        if any(token.lower in self._lists.lent_nouns for token in words):
            return True
        lowers = {token.lower for token in words}
        if (act in _RAISING and not lowers & _AID) or ((act in _RAISING or not act) and "trade" in lowers):
            return False  # "increase its assistance to $9 million", never "raise trade to $9 billion"
        return any(token.entity == "MONEY" for token in words) and bool(lowers & self._lists.aid_nouns)


def _is_in_statement(clauses: Clauses, before: int) -> bool:
    """Does the sentence say that a joint statement says so: "In a joint communique, the two sides agreed …"?"""
    return any(
        item.kind is AgreementKind.JOINT_STATEMENT
        and any(token.lower in ("in", "under", "to") for token in clauses.tokens[max(0, item.first - 3) : item.first])
        for item in find_instruments(clauses.tokens[:before])
    )
