"""What ties a name to an office or a country beside it: "the premier, Li Qiang,", "Anwar Ibrahim of Malaysia"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.places import Hit
from bot.reading.context.names import NameGrammar
from bot.reading.context.office_ends import RANKS
from bot.reading.context.offices import Office
from bot.reading.lexicon.titles import load_titles, singular
from bot.reading.parsing.syntax import Sentence

_MARKS = frozenset(("'s", "’s", "'", "’"))
# Between "was" and the new office: "was appointed as", "was sworn in as".
_APPOINTED = frozenset("appointed named elected re-elected sworn in as chosen today".split())
_PASSING = frozenset("new newly visiting current incumbent".split())  # no part of an office's name
# In brackets behind a name: where somebody stands in a picture, or a party.
_BESIDE = frozenset("besides with to unlike like alongside after before from for meeting thanking following".split())
_STYLED = frozenset("dr mr mrs ms h.e hon madam madame sheikh".split())
_NO_ALIAS = frozenset(
    "left right centre center middle front back seated standing pictured democrat republican labour".split()
)
# Before a name that an office explains, "by A, the minister, B said" is not.
_BEFORE_NAMES = frozenset("with by to and of met from".split())
_OWNERS = frozenset("country nation kingdom government party ministry group bank company body".split())
_MEMBERSHIP = 10  # words of "of the ruling Frente Amplio (FA),"
_QUOTES = frozenset(("'", "’", "‘", '"', "“", "”", "``", "''"))


_MET_WITH = frozenset(("with", "met", "meets", "meet", "meeting"))
_CONTACT_WORDS = frozenset("met meets meet meeting talks spoke call".split())


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A person's name in a sentence; places are of tokens, ``last`` and ``name_last`` exclusive."""

    first: int  # of the whole mention, office and country included
    last: int
    name_first: int
    name_last: int
    words: str  # the name as written
    role: str | None
    role_head: str | None  # the head noun of the office in lower case: "minister"
    group: str | None  # sort of office, key of [heads] in titles.toml
    country: str | None
    sure: bool  # an office or an honorific says that it is a person; else the language model alone does
    alias: str | None = None  # "Pushpa Kamal Dahal 'Prachanda'"
    body: str | None = None  # whose office it is: "NATO's secretary-general", "ASEAN, whose secretary-general"
    kin: bool = False  # "his son, A": somebody else is called by the surname alone
    style: str | None = None  # the honorific right before the name that tells two of one name apart: "sheikh", "ms"


class OfficeBonds(NameGrammar):
    """One sentence while its names are being tied to offices and countries."""

    def __init__(
        self, sentence: Sentence, hits: Sequence[Hit], offices: Sequence[Office], known: frozenset[str]
    ) -> None:
        super().__init__(sentence, hits, offices, known)
        self.used: set[Office] = set()
        self.people: list[NamedPerson] = []

    def _rank_at(self, place: int, *, royal: bool) -> Office | None:
        """The rank that leads to a name like an honorific: "the Special Representative, Ambassador A"."""
        rank = self.office_at.get(place)
        if rank is None or rank.first != place:
            return None
        longer = self.tokens[place].lower == "al" or rank.group == "military"  # "Major General"
        if rank.last != place + 1 and not longer:
            return None
        return (
            rank
            if self.tokens[rank.head].lower in RANKS
            or rank.group == "military"
            or (not royal and rank.group == "envoy")
            else None
        )

    def _leads(self, office: Office, place: int, end: int) -> bool:
        """Does a name directly behind the office belong to it?"""
        token = self.tokens[office.head]
        lead = self.tokens[place]
        if place in self.at and end - place == 1 and lead.entity != "PERSON":
            return False
        if self._is_thing(place, end):
            return False
        named = lead.tag in ("NNP", "NNPS") or self._is_small_family(place)  # "Vietnamese leader To Lam"
        named = named or self._is_first_initial(place)
        return token.text[:1].isupper() or lead.entity == "PERSON" or named

    def _explains(self, office: Office, place: int, end: int) -> bool:
        """In "the foreign minister, Wang Yi," is the name the office's? It must look like a person and end there."""
        following = self.tokens[end].text if end < len(self.tokens) else "."
        in_row = office.plural and following == "and"
        if following not in (",", ".", ";", ")", ":", "—", "–") and not in_row and not self._is_verb(end):
            return False
        if place in self.at and end - place == 1:
            return False
        if (
            office.first > 0
            and self.tokens[office.first - 1].text == ","
            and self._name_before(office.first - 1) is not None
        ):
            return False  # "A, the premier, B": the premier is A
        if self._is_run_before(office):
            return False  # "with A, the economy minister, H.E. B spoke": the minister is A
        led = self.tokens[place - 1].lower
        if any(token.entity == "PERSON" for token in self.tokens[place:end]) or led in RANKS:
            return True
        if led.rstrip(".") in _STYLED and end - place >= 2:
            return True  # "the Minister of Cooperation, Dr Naledi Pandor,"
        if in_row or office.plural:
            return end - place >= 2 and not self._is_thing(place, end)
        owned = office.first > 0 and self.tokens[office.first - 1].lower in ("its", "his", "her", "their")
        enclosed = end - place >= 2 and following in (",", ".")
        return enclosed and (office.country is not None or (owned and not self._is_thing(place, end)))

    def _is_run_before(self, office: Office) -> bool:
        """Does a capitalised run of a name's look end at the comma before an office, behind a small word?"""
        comma = office.first - 1
        start = comma
        while start > 0 and self.tokens[start - 1].tag == "NNP" and start - 1 not in self.at | self.office_at:
            start -= 1
        start = self._skip_honorifics(start)
        if not 2 <= comma - start <= 4 or self.tokens[comma].text != "," or start == 0:
            return False
        before = self.tokens[start - 1].lower
        led = before in _BEFORE_NAMES or before in load_titles().honorifics - {"the"}
        plain = not self._is_thing(start, comma) and led
        return plain and all(
            token.entity in ("", "PERSON") and token.text.istitle() for token in self.tokens[start:comma]
        )

    def _row_countries(self, office: Office) -> tuple[list[str], int]:
        """The countries of "his Greek, Cypriot and French counterparts" in order, and where the first one stands."""
        countries = [office.country] if office.country else []
        place = office.first
        while place >= 2 and self.tokens[place - 1].lower in (",", "and") and countries:
            before = (
                place - 3 if self.tokens[place - 2].text == "," and self.tokens[place - 1].lower == "and" else place - 2
            )
            hit = self.at.get(before)
            if hit is None or hit.kind != "adjective" or hit.country is None:
                break
            countries.insert(0, hit.country)
            place = hit.first
        return countries, place

    def _end_of_owned(self, owner: Hit, place: int) -> int:
        """Behind the full name in "met with Kenya's Ana Kibet and Malta's Joe Borg"; 0 where none stands there."""
        end = self._name_end(place, after_title=False)
        words = self.tokens[place:end]
        following = self.tokens[end] if end < len(self.tokens) else None
        if not 2 <= len(words) <= 3 or (following is not None and following.text[:1].isupper()):
            return 0
        with_whom = self.tokens[owner.first - 1].lower if owner.first else ""
        met = with_whom in _MET_WITH and not self.lowers.isdisjoint(_CONTACT_WORDS)
        beside = with_whom == "and" and any(person.last == owner.first - 1 for person in self.people)
        in_row = following is not None and following.lower == "and" and self._begins_person(end + 1)
        entities = ("", "PERSON", "ORG") if in_row else ("", "PERSON")
        plain = all(word.text.istitle() and word.tag == "NNP" and word.entity in entities for word in words)
        thing = self._is_thing(place, end) or bool({word.lower for word in words} & load_titles().words.no_person)
        return end if (met or beside) and plain and not thing else 0

    def _begins_person(self, place: int) -> bool:
        return any(person.first == place for person in self.people)

    def _name_before(self, place: int) -> NamedPerson | None:
        return next((person for person in self.people if person.name_last == place), None)

    def _role(self, office: Office) -> str:
        tokens = self.tokens[office.role_first : office.role_last]
        while len(tokens) > 1 and tokens[0].lower in _PASSING:
            tokens = tokens[1:]
        words = self.text[tokens[0].start - self.base : tokens[-1].end - self.base]
        if office.plural and office.role_last == office.head + 1:
            return words[: len(words) - len(tokens[-1].text)] + singular(
                tokens[-1].text
            )  # "lawyers A and B": a lawyer each
        return words

    def _office_behind(self, end: int) -> Office | None:
        """As in "Li Qiang, the Chinese premier," and "Scott Bessent, Secretary of Treasury"."""
        end = self._behind_membership(end)
        if end >= len(self.tokens) or self.tokens[end].lower not in (
            ",",
            "(",
            "—",
            "–",
            "is",
            "was",
            "became",
            "remains",
        ):
            return None
        place = end + 1
        if self.is_two_parties(end):
            return None
        place = self._behind_owner(place)
        linked = self.tokens[end].text.isalpha()
        if linked and not self.tokens[end].tag.startswith("V"):
            return None
        while linked and place < len(self.tokens) and self.tokens[place].lower in _APPOINTED:
            place += 1
        if (
            place < len(self.tokens)
            and place not in self.office_at
            and self.tokens[place].lower
            in (
                "the",
                "a",
                "an",
                "his",
                "her",
                "their",
                "its",
                "who",
            )
        ):
            if self.tokens[place].lower == "who":
                place += 1
                if place < len(self.tokens) and self.tokens[place].lower in ("is", "was", "serves", "served"):
                    place += 1
                if place < len(self.tokens) and self.tokens[place].lower in ("the", "a", "an", "as"):
                    place += 1
            else:
                place += 1
        office = self.office_at.get(place)
        if office is None and self.tokens[place - 1].text == "," and self._is_party_owner(place):
            office = self.office_at.get(place + 2)  # "A, Labour's shadow trade secretary"
            place += 2
        if (
            office is None
            or office.first != place
            or office.plural
            or office in self.used
            or self._is_headline_row(end, office)
            or self._is_beside_subject(end, office)
        ):
            return None
        following = self.tokens[office.last] if office.last < len(self.tokens) else None
        # "A, President B and …" is a row of two people.
        if (
            following is not None
            and following.text[:1].isupper()
            and following.tag in ("NNP", "NNPS")
            and office.last not in self.at
        ):
            return None
        return office

    def _is_beside_subject(self, comma: int, office: Office) -> bool:
        """As in "Besides Rajoy, the premier is to meet …": a name behind a preposition, and the subject behind it."""
        if self.tokens[comma].text != "," or not self._is_verb(office.last):
            return False
        place = comma
        while place > 1 and self.tokens[place - 1].text[:1].isupper():
            place -= 1
        return place > 0 and self.tokens[place - 1].lower in _BESIDE

    def _behind_membership(self, end: int) -> int:
        """The comma behind "of the ruling Frente Amplio (FA)" that stands between a name and the office."""
        if end >= len(self.tokens) or self.tokens[end].lower not in ("of", "from"):
            return end
        for place in range(end + 1, min(end + _MEMBERSHIP, len(self.tokens))):
            token = self.tokens[place]
            if token.text == ",":
                return place if place + 1 in self.office_at or place + 2 in self.office_at else end
            if token.tag.startswith("VB") and token.lower not in ("ruling", "governing"):
                break
        return end

    def _behind_owner(self, place: int) -> int:
        """Behind "the country's" in "A, the country's foreign minister"."""
        words = self.tokens[place : place + 3]
        owned = len(words) == 3 and words[2].tag == "POS" and words[0].lower in ("the", "this")
        return place + 3 if owned and words[1].lower in _OWNERS else place

    def _owning_body(self, office: Office) -> str | None:
        """As in "NATO's Secretary General", "the SCO, whose Secretary General A"."""
        before = [token.lower for token in self.tokens[max(0, office.role_first - 2) : office.role_first]]
        for hit in self.hits:
            whose = before[-1:] in (["whose"], ["its"]) and 0 < office.role_first - hit.last <= 3
            owned = hit.last == office.role_first - 1 and self.tokens[hit.last].tag == "POS"
            if hit.kind == "body" and (whose or owned):
                return hit.name
        return None

    def _owning_country(self, office: Office) -> str | None:
        """As in "Myanmar said that A, the country's foreign minister, left": the last country named before the name."""
        words = self.tokens[max(0, office.first - 3) : office.first]
        if len(words) < 3 or words[2].tag != "POS" or words[1].lower not in ("country", "nation", "kingdom"):
            return None
        named = {hit.country for hit in self.hits if hit.last <= words[0].i and hit.country and hit.kind != "body"}
        return next(iter(named)) if len(named) == 1 else None

    def _is_outranked(self, office: Office | None) -> bool:
        """Is an office but a rank or style: "General A, chairman of the staff", "HRH Prince A, Defense Minister"?"""
        if office is None or office.role_last - office.role_first != 1:
            return False
        return office.group == "military" or self.tokens[office.head].lower in ("prince", "princess")

    def is_two_parties(self, comma: int) -> bool:
        """As in a heading "Nur, Kenyan minister agree on a port": the comma joins two sides."""
        words = self.tokens[comma : comma + 2]
        plain = len(words) == 2 and words[0].text == "," and words[1].lower not in ("the", "a", "an", "his", "her")
        return self.heading and plain

    def _is_headline_row(self, end: int, office: Office) -> bool:
        """Is a headline's comma an "and": "Sato, Kenyan minister agree to"? An apposition would end with another."""
        if not self.heading or self.tokens[end].text != "," or office.last >= len(self.tokens):
            return False
        return self.tokens[office.last].tag in ("VB", "VBP", "VBD", "VBZ", "MD")

    def _is_party_owner(self, place: int) -> bool:
        """Does a name with a possessive mark stand at ``place``?"""
        words = self.tokens[place : place + 2]
        return len(words) == 2 and words[0].tag == "NNP" and words[1].tag == "POS"

    def _is_made(self, end: int) -> bool:
        """Does the clause behind a name tell of a new office: "A became", "A was appointed"?"""
        following = [token.lower for token in self.tokens[end : end + 3]]
        return following[:1] == ["became"] or (following[:1] == ["was"] and bool(_APPOINTED & set(following[1:2])))

    def _alias_behind(self, end: int) -> tuple[str | None, int]:
        """As in "Pushpa Kamal Dahal 'Prachanda'", "Joko Widodo (Jokowi)": the other name, and the place behind it."""
        words = self.tokens[end : end + 3]
        if len(words) < 3 or not words[1].text.istitle():
            return None, end
        quoted = words[0].text in _QUOTES and words[2].text in _QUOTES
        short = len(words[1].text) > 3 and words[1].lower not in _NO_ALIAS and end + 1 not in self.at
        bracketed = words[0].text == "(" and words[2].text == ")" and short and words[1].tag in ("NNP", "NNPS")
        return (words[1].text, end + 3) if quoted or bracketed else (None, end)

    def _country_behind(self, end: int) -> tuple[str | None, int]:
        """As in "Anwar Ibrahim of Malaysia"."""
        if end + 1 < len(self.tokens) and self.tokens[end].lower == "of":
            place = end + 1
            if self.tokens[place].lower == "the" and place + 1 < len(self.tokens):
                place += 1
            hit = self.at.get(place)
            if hit is not None and hit.first == place and hit.kind == "country":
                return hit.country, hit.last
        return None, end

    def _owner_of_its(self, first: int) -> str | None:
        """The country that "its" means right before ``first``: "Burundi was represented by its prime minister, A"."""
        if self.tokens[first - 1].lower != "its":
            return None
        owners = [hit for hit in self.hits if hit.last < first and hit.kind in ("country", "capital", "body")]
        near = owners[-1] if owners else None
        return near.country if near is not None and near.kind != "body" and first - near.last <= 8 else None

    def _country_before(self, first: int) -> tuple[int, str | None]:
        """As in "China's Wang Yi", "Iranian Abbas Araghchi"."""
        mark = self.tokens[first - 1].text in _MARKS
        place = first - 2 if mark else first - 1
        if self.tokens[first - 1].text == "," and first >= 3 and self.tokens[first - 3].lower in ("a", "an"):
            nation = self.at.get(first - 2)  # "An Australian, Brenton Tarrant"
            if nation is not None and nation.kind in ("adjective", "demonym"):
                return nation.first, nation.country
        hit = self.at.get(place)
        if (
            hit is not None
            and hit.last == place + 1
            and (hit.kind in ("country", "capital") if mark else hit.kind == "adjective")
        ):
            return hit.first, hit.country
        return first, None
