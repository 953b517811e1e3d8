"""The mentions of an article, sentence by sentence, each with the party it means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.places import Gazetteer, Hit
from bot.core.text import fold
from bot.reading.context.antecedents import Discourse, Party
from bot.reading.context.bonds import NamedPerson
from bot.reading.context.fronted import find_subject_ahead
from bot.reading.context.genders import find_genders
from bot.reading.context.groups import GroupWords, find_groups
from bot.reading.context.holders import holds_office, holds_one, list_heads, read_role, role_words
from bot.reading.context.mentions import Reading
from bot.reading.context.offices import Office
from bot.reading.context.roster import Roster, RosterEntry
from bot.reading.context.spans import depth_of, is_style, is_subject, names_gathering, outer_token
from bot.reading.lexicon.fame import name_parts
from bot.reading.lexicon.titles import COUNTERPART, load_titles, singular
from bot.reading.parsing.syntax import Sentence, Token

_AT_PLACE = frozenset("in at to from near outside into via through toward towards across around inside".split())
# What stands behind these is spoken of, and does not act.
_ABOUT = frozenset(
    "in at to from against on about over of for regarding concerning towards toward under around".split()
)
# Behind these, "his" is the other person's: "thanked Hoekstra for his support".
_THANKED = frozenset(
    "thank thanked thanks congratulate congratulated congratulates commend commended praised applauded wished".split()
)
_FRONTED = frozenset("with to alongside besides unlike".split())
_HE = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a sentence that mean a party."""

    sentence: int  # its index
    first: int  # place of its first token
    last: int  # place behind its last token
    start: int  # offset in the article's text
    end: int  # offset behind it
    kind: str  # "person", "country", "body" or "place"
    names: tuple[str, ...]  # canonical; several for "the two countries", "both leaders"
    country: str | None  # the state a single person or body acts for, or a place lies in
    how: str  # "full", "surname", "role", "name", "adjective", "capital", "pronoun", "group" or "counterpart"


class Resolver:
    """Goes through the sentences in order and makes their mentions."""

    def __init__(
        self,
        *,
        title: str,
        sentences: Sequence[Sentence],
        readings: Sequence[Reading],
        roster: Roster,
        gazetteer: Gazetteer,
        is_quoted: Callable[[int, int], bool],
    ) -> None:
        """``is_quoted`` says of a sentence's index and a token's place whether it stands inside quotation marks."""
        self.title = title
        self.sentences = sentences
        self.readings = readings
        self.roster = roster
        self.gazetteer = gazetteer
        self.is_quoted = is_quoted
        self._bodies: dict[str, str | None] = {}
        self.singles = roster.single_names()
        self.genders = find_genders(sentences, readings, roster)
        counts: Counter[str] = Counter(hit.country for reading in readings for hit in reading.hits if hit.country)
        for entry in roster.entries:
            for country in entry.countries:
                counts[country] += len(entry.seen)
        self.discourse = Discourse(self._title_parties(), counts)

    def resolve(self) -> list[tuple[Mention, ...]]:
        """Every sentence's mentions."""
        return [
            self._resolve_sentence(sentence, reading)
            for sentence, reading in zip(self.sentences, self.readings, strict=True)
        ]

    def _resolve_sentence(self, sentence: Sentence, reading: Reading) -> tuple[Mention, ...]:
        self.discourse.begin(sentence.paragraph)
        items: list[tuple[int, int, object]] = [(person.first, person.last, person) for person in reading.people]
        items += [(office.first, office.last, office) for office in reading.offices]
        items += [(hit.first, hit.last, hit) for hit in reading.hits]
        items += [(group.first, group.last, group) for group in find_groups(sentence)]
        items += [(token.i, token.i + 1, token) for token in sentence.tokens if token.lower in _HE]
        taken: set[int] = set()
        # Longer expressions first where two begin alike; people before the places in their names.
        items.sort(key=lambda item: (item[0], -item[1]))
        mentions: list[Mention] = []
        for first, last, item in items:
            if any(place in taken for place in range(first, last)):
                continue
            made = self._make(sentence, item)
            if made is not None:
                taken.update(range(made.first, made.last))
                mentions.append(made)
        return tuple(mentions)

    def _make(self, sentence: Sentence, item: object) -> Mention | None:
        match item:
            case NamedPerson():
                return self._person(sentence, item)
            case Hit():
                return self._place(sentence, item)
            case Office():
                return self._office(sentence, item)
            case GroupWords():
                return self._group(sentence, item)
            case Token():
                return self._pronoun(sentence, item)
            case _:
                raise TypeError(f"no rule for {item!r}")

    # -- one kind each ------------------------------------------------------------------------------------------

    def _person(self, sentence: Sentence, person: NamedPerson) -> Mention | None:
        entry = self.roster.find_person(person.words, person)
        if entry is None:
            return None
        how = "full" if len(name_parts(person.words)) > 1 else "surname"
        return self._known(sentence, person.first, person.last, entry, how)

    def _known(self, sentence: Sentence, first: int, last: int, entry: RosterEntry, how: str) -> Mention:
        country = entry.countries.most_common(1)[0][0] if entry.countries else None
        subject = is_subject(sentence, first, last)
        side = country or self.body_of(entry.name)
        depth = depth_of(sentence, first, last)
        if not any("late" in read_role(role) for _, role, _ in entry.roles):  # "the late president" acts no more
            heads, of_body = list_heads(entry), country is None and side is not None
            self.discourse.add(
                Party(entry.name, "person", side, subject, first, heads, firm=True, depth=depth, of_body=of_body)
            )
        return self._mention(sentence, first, last, kind="person", names=(entry.name,), country=country, how=how)

    def body_of(self, name: str) -> str | None:
        """The body a person acts for by office: "European Union Special Representative"."""
        if name not in self._bodies:
            entry = self.roster.find_person(name)
            roles = [role.split() for _, role, _ in entry.roles] if entry is not None else []
            hits = (hit for role in roles for hit in self.gazetteer.find(role))
            told = entry.body if entry is not None else None
            self._bodies[name] = told or next((hit.name for hit in hits if hit.kind == "body"), None)
        return self._bodies[name]

    def _place(self, sentence: Sentence, hit: Hit) -> Mention:
        """A country, body, capital or city; a capital stands for its government unless something is in it or at it."""
        head = outer_token(sentence, hit.first, hit.last)
        ahead = sentence.tokens[head.head].lower if head.dep == "pobj" else ""
        span = sentence, hit.first, hit.last
        if hit.kind == "body":
            firm = ahead not in _AT_PLACE | _ABOUT and not names_gathering(sentence, head)
            self._add_party(*span, name=hit.name, kind="body", country=None, firm=firm)
            return self._mention(*span, kind="body", names=(hit.name,), country=None, how="name")
        if hit.kind == "capital" and ahead not in _AT_PLACE and hit.stands_for is not None:
            kind = "country" if hit.stands_for == hit.country else "body"
            self._add_party(*span, name=hit.stands_for, kind=kind, country=hit.country, firm=True)
            return self._mention(*span, kind=kind, names=(hit.stands_for,), country=hit.country, how="capital")
        if hit.kind in ("capital", "city"):
            how = "capital" if hit.kind == "capital" else "name"
            return self._mention(*span, kind="place", names=(hit.name,), country=hit.country, how=how)
        adjective = hit.kind in ("adjective", "demonym")
        firm = not adjective and ahead not in _ABOUT
        self._add_party(*span, name=hit.name, kind="country", country=hit.name, firm=firm)
        how = "adjective" if adjective else "name"
        return self._mention(*span, kind="country", names=(hit.name,), country=hit.name, how=how)

    def _add_party(
        self, sentence: Sentence, first: int, last: int, *, name: str, kind: str, country: str | None, firm: bool
    ) -> None:
        subject, depth = is_subject(sentence, first, last), depth_of(sentence, first, last)
        self.discourse.add(Party(name, kind, country, subject, first, frozenset(), firm=firm, depth=depth))

    def _office(self, sentence: Sentence, office: Office) -> Mention | None:
        """As in "The premier", "the Chinese foreign minister", "his Indian counterpart"."""
        before = sentence.tokens[office.first - 1].lower if office.first else ""
        how = "counterpart" if office.group == COUNTERPART else "role"
        if not office.plural and before not in ("a", "an") and office.group != COUNTERPART:
            entry = self._office_holder(sentence, office)
            if entry is not None:
                return self._known(sentence, office.first, office.last, entry, "role")
        elif office.group == COUNTERPART and office.country and not office.plural:
            entry = self._counterpart(office)
            if entry is not None:
                return self._known(sentence, office.first, office.last, entry, "counterpart")
        if office.country is None or office.group == "work":
            return None  # students, analysts and the like stand for no state
        subject = is_subject(sentence, office.first, office.last)
        self.discourse.add(
            Party(office.country, "country", office.country, subject, office.first, frozenset(), firm=True)
        )
        return self._mention(
            sentence,
            office.first,
            office.last,
            kind="country",
            names=(office.country,),
            country=office.country,
            how=how,
        )

    def _office_holder(self, sentence: Sentence, office: Office) -> RosterEntry | None:
        """The person named before whose office these words repeat: all of them, and no "deputy" more."""
        said = role_words(token.lower for token in sentence.tokens[office.role_first : office.role_last])
        head = singular(sentence.tokens[office.head].lower)
        ways = [(head, said)]
        if head in ("chief", "boss") and said & load_titles().foreign_ministries:  # "the DFA chief"
            ways = [(each, frozenset(("foreign", each))) for each in ("minister", "secretary")]
        without = self._fronted_others(sentence, sentence.tokens[office.head])
        named = (party.name for party in self.discourse.people_back() if party.name not in without)
        known = [entry for name in named if (entry := self.roster.find_person(name))]
        if office.country:
            exact = [entry for entry in known if entry.countries[office.country]]
            known = exact + [entry for entry in known if not entry.countries]
        for entry in known:
            if any(holds_office(entry, *way, national=office.country is not None) for way in ways):
                return entry
        return None

    def _counterpart(self, office: Office) -> RosterEntry | None:
        """Whom "his Saudi counterpart" means: the only one of that country who holds the subject's office."""
        model = next(
            (party for party in self.discourse.here() if party.kind == "person" and party.token < office.first), None
        )
        own = self.roster.find_person(model.name) if model is not None else None
        if own is None:
            return None
        wanted = {read_role(role) for _, role, _ in own.roles}
        found = [
            entry
            for entry in self.roster.entries
            if entry is not own and office.country and entry.countries[office.country]
            if not wanted or not any(head for _, _, head in entry.roles) or holds_one(entry, wanted)
        ]
        return found[0] if len(found) == 1 else None

    def _group(self, sentence: Sentence, group: GroupWords) -> Mention | None:
        spoken = group.kind == "any" or sentence.tokens[group.first].lower == "our"
        if spoken and self.is_quoted(sentence.index, group.first):
            return None  # whom a speaker means by "they" is not to be seen from outside
        lead = sentence.tokens[group.first]
        without = self._own_subjects(sentence, lead) if lead.lower == "them" else frozenset()
        parties = self.discourse.resolve(group, without)
        if not parties:
            return None
        subject = is_subject(sentence, group.first, group.last)
        for party in parties:
            self.discourse.add(
                Party(party.name, party.kind, party.country, subject, group.first, party.heads, firm=True)
            )
        kind = parties[0].kind
        return self._mention(
            sentence,
            group.first,
            group.last,
            kind=kind,
            names=tuple(party.name for party in parties),
            country=None,
            how="group",
        )

    def _pronoun(self, sentence: Sentence, token: Token) -> Mention | None:
        if self.is_quoted(sentence.index, token.i):
            return None
        if is_style(sentence, token.i):
            return None
        gender = _HE[token.lower]
        ahead = find_subject_ahead(sentence, token, self.readings[sentence.index].people)
        named = self.roster.find_person(ahead.words, ahead) if ahead is not None else None
        if named is not None and self.genders.get(named.name) in (None, gender):
            self.genders.setdefault(named.name, gender)
            return self._known(sentence, token.i, token.i + 1, named, "pronoun")
        owner = token.lower in ("his", "her") and any(before.lower in _THANKED for before in sentence.tokens[: token.i])
        party = self.discourse.person_before(
            gender=gender,
            genders=self.genders,
            last=owner,
            without=self._own_subjects(sentence, token) | self._fronted_others(sentence, token),
            leading=self._leads_paragraph(sentence, token),
        )
        entry = self.roster.find_person(party.name) if party is not None else None
        if entry is None:
            return None
        self.genders.setdefault(entry.name, gender)
        return self._known(sentence, token.i, token.i + 1, entry, "pronoun")

    def _own_subjects(self, sentence: Sentence, token: Token) -> frozenset[str]:
        """The subjects of the verb whose object a pronoun is: "him" is not the one who received him."""
        above = sentence.tokens[token.head]
        if token.dep == "pobj":
            above = sentence.tokens[above.head]
        if token.dep not in ("dobj", "pobj", "dative") or not above.tag.startswith("VB"):
            return frozenset()
        heads: list[int] = []
        for _ in range(4):
            heads = [child.i for child in sentence.children(above.i) if child.dep in ("nsubj", "nsubjpass")]
            if heads:
                break
            if above.dep not in ("conj", "xcomp", "advcl") or above.head == above.i:
                return frozenset()
            above = sentence.tokens[above.head]
        spans = {place for head in heads for place in (below.i for below in sentence.subtree(head))}
        return frozenset(
            party.name for party in self.discourse.here() if party.kind == "person" and party.token in spans
        )

    def _fronted_others(self, sentence: Sentence, token: Token) -> frozenset[str]:
        """As in "With Minister A, he discussed …": the subject is not the one with whom, to whom something is done."""
        if token.dep not in ("nsubj", "nsubjpass") or sentence.tokens[0].lower not in _FRONTED:
            return frozenset()
        return frozenset(
            party.name
            for party in self.discourse.here()
            if party.kind == "person" and not party.subject and party.token <= 2 and party.token < token.i
        )

    def _leads_paragraph(self, sentence: Sentence, token: Token) -> bool:
        """Is the pronoun the subject with which a paragraph opens?"""
        before = self.sentences[sentence.index - 1] if sentence.index else None
        return token.i <= 2 and token.dep == "nsubj" and before is not None and before.paragraph != sentence.paragraph

    def _mention(
        self,
        sentence: Sentence,
        first: int,
        last: int,
        *,
        kind: str,
        names: tuple[str, ...],
        country: str | None,
        how: str,
    ) -> Mention:
        return Mention(
            sentence.index,
            first,
            last,
            sentence.tokens[first].start,
            sentence.tokens[last - 1].end,
            kind,
            names,
            country,
            how,
        )

    def _title_parties(self) -> list[Party]:
        words = self.title.split()
        parties: list[Party] = []
        for place, word in enumerate(words):
            bare = word.strip(".,:;’'\"“”")
            if bare[:1].isupper() and fold(bare) in self.singles:
                entry = self.roster.find_person(bare)
                if entry is not None:
                    country = entry.countries.most_common(1)[0][0] if entry.countries else None
                    parties.append(
                        Party(
                            entry.name, "person", country, subject=place == 0, token=place, heads=frozenset(), firm=True
                        )
                    )
        for hit in self.gazetteer.find(words):
            if hit.kind != "city" and hit.stands_for is not None:
                kind = "body" if hit.kind == "body" else "country"
                parties.append(
                    Party(
                        hit.stands_for, kind, hit.country, subject=False, token=hit.first, heads=frozenset(), firm=True
                    )
                )
        return parties
