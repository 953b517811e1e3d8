"""Names that an office or an honorific beside them shows to be a person's: "Premier Li Qiang", "A, the minister".

The span of a name covers its office. Rows ("ministers A, B and C") and pairs ("the Kenyan and Ugandan ministers, A and
B") are read name by name, the countries going to the names in order.
"""

from __future__ import annotations

from functools import cache, cached_property

from bot.reading.context.bonds import NamedPerson, OfficeBonds
from bot.reading.context.offices import Office
from bot.reading.lexicon.titles import COUNTERPART, load_titles

# Honorifics that are other words as well: alone before a name they say nothing.
_WEAK_HONORIFICS = frozenset(
    "the his her their u right royal excellency highness majesty st. fr. m. major tan tun lord lady general "
    "gen col".split()
)
# Honorifics that tell people of one name apart.
_STYLES = frozenset("mr mrs ms miss sheikh sheikha al-sultan sultan tunku tuanku tengku lord lady dame pehin".split())
KIN = frozenset("wife husband spouse son daughter brother sister father mother nephew niece cousin uncle".split())
_ROLL = 8  # semicolons in one sentence


@cache
def _strong_honorifics() -> frozenset[str]:
    """Honorifics that say something alone before a name."""
    return (load_titles().honorifics - _WEAK_HONORIFICS) | {"m."}


class TitledNames(OfficeBonds):
    """One sentence while the names with a title are being read."""

    @cached_property
    def is_roll(self) -> bool:
        """Is the sentence a roll of names, "Doe, Jane; King, John", in which nothing shows where a name ends?"""
        return sum(token.text == ";" for token in self.tokens) >= _ROLL

    # -- names behind an office ---------------------------------------------------------------------------------

    def _after_office(self, office: Office) -> None:
        """Premier Li Qiang; the foreign minister, Wang Yi; ministers A, B and C; counterparts, B, C and D."""
        if office in self.used or self.is_roll:
            return
        place = self._skip_honorifics(self._behind_short(office.last))
        comma = False
        rank: Office | None = None
        countries: list[str] = []
        lead = office.first
        if office.plural or office.group == COUNTERPART:
            countries, lead = self._row_countries(office)
        if (
            place < len(self.tokens)
            and self.tokens[place].text == ","
            and (not office.plural or office.group == COUNTERPART or len(countries) > 1)
        ):
            comma = True
            place = self._skip_honorifics(place + 1)
        rank = self._rank_at(place, royal=not comma)
        place = self._skip_honorifics(rank.last) if rank is not None else place
        end = self._name_end(place, after_title=not comma)
        if end == place:
            return
        if comma and not self._explains(office, place, end):
            return
        if not comma and not self._leads(office, place, end):
            return
        if rank is not None:
            self.used.add(rank)
        row = [(place, end), *self._row_behind(end)] if office.plural else [(place, end)]
        if len(countries) > 1 and len(countries) != len(row):
            if office.group != COUNTERPART:
                return  # "French and German ministers A, B and C": whose each is remains open
            countries, lead = countries[:1], office.first
        given = iter(countries)
        for number, (start, stop) in enumerate(row):
            before = lead if number == 0 and lead < office.first else None
            self._add(start, stop, office, sure=True, lead=before, alone=number > 0, country=next(given, None))

    def _is_kin(self, first: int) -> bool:
        """As in "his son, A", "her late husband A"."""
        near = [token.lower for token in self.tokens[max(0, first - 4) : first] if token.text != ","]
        owner = next((place for place, word in enumerate(near) if word in ("his", "her")), None)
        return owner is not None and bool(near[owner + 1 :]) and near[-1] in KIN

    def _row_behind(self, place: int) -> list[tuple[int, int]]:
        """The further names of "ministers A, B and C" behind the first one."""
        row: list[tuple[int, int]] = []
        while place < len(self.tokens) and self.tokens[place].lower in (",", "and", "&"):
            start = place + 1
            if start < len(self.tokens) and self.tokens[start].lower == "and":
                start += 1
            start = self._skip_honorifics(start)
            end = self._name_end(start, after_title=False)
            if end == start or start in self.office_at or start in self.at:
                break
            row.append((start, end))
            place = end
        return row

    def _before_office(self, office: Office) -> None:
        """Find a name that an office explains after a comma: "Gáspár Maróth, the Hungarian commissioner"."""
        if office in self.used or office.plural:
            return
        place = office.first - 1
        if place > 0 and self.tokens[place].lower in ("the", "a", "an", "his", "her", "its"):
            place -= 1
        if place < 2 or self.tokens[place].text != "," or self.is_two_parties(place):
            return
        start = place
        while (
            start > 0
            and place - start < 6
            and (
                self.tokens[start - 1].text[:1].isupper()
                or (self.tokens[start - 1].lower in load_titles().words.particles and start < place)
            )
            and start - 1 not in self.office_at
            and start - 1 not in self.taken
        ):
            start -= 1
        start = self._skip_honorifics(start)
        while start < place and (
            self.tokens[start].lower in load_titles().words.no_name or self.tokens[start].tag not in ("NNP", "NNPS")
        ):
            start += 1
        if (
            place - start < 2
            or any(at in self.at for at in range(start, place))
            or self._name_end(start, after_title=False) != place
        ):
            return
        if not {token.lower for token in self.tokens[start:place]} & load_titles().words.no_person and self._ends_there(
            office
        ):
            self._add(start, place, None, sure=True)

    # -- names behind an honorific ------------------------------------------------------------------------------

    def _after_honorifics(self) -> None:
        honorifics = load_titles().honorifics
        if self.lowers.isdisjoint(_strong_honorifics()):
            return
        for place, token in enumerate(self.tokens):
            if place in self.taken or token.lower not in honorifics or not token.text[:1].isupper():
                continue
            if token.lower in _WEAK_HONORIFICS and not (
                token.lower == "m." and place + 1 < len(self.tokens) and self.tokens[place + 1].entity == "PERSON"
            ):
                continue
            start = self._skip_honorifics(place)
            end = self._name_end(start, after_title=True)
            if end > start and start not in self.taken and not self._is_thing(start, end):
                self._add(start, end, None, sure=True, lead=place)

    # -- pieces -------------------------------------------------------------------------------------------------

    def _role_of_model(self, given: Office) -> tuple[str | None, str | None, str | None]:
        """Role, head and sort of "Egyptian foreign minister A and his Greek counterpart": a foreign minister too."""
        if self.tokens[given.head].lower == "predecessor":
            return None, None, None  # who held the office once, which the text does not say of them
        model = next((person for person in self.people if person.role and person.last <= given.first), None)
        if model is None or model.group is None:
            return None, None, COUNTERPART  # of somebody whose office another sentence tells
        return model.role, model.role_head, model.group

    def _add(
        self,
        start: int,
        end: int,
        office: Office | None,
        *,
        sure: bool,
        lead: int | None = None,
        alone: bool = False,
        country: str | None = None,
    ) -> None:
        """Keep the name ``start:end`` with the office before it, or the one that follows it."""
        words = self.text[self.tokens[start].start - self.base : self.tokens[end - 1].end - self.base]
        columns = "  " in words  # of a byline
        if columns or self._is_empty(start, end) or self._is_office_word(start, end):
            return
        first = start if lead is None else lead
        role = head = group = None
        given = office
        if office is not None:
            if not alone:
                first = min(first, office.first)
            self.used.add(office)
        alias, tail = self._alias_behind(end)
        last = tail
        behind = self._office_behind(tail)
        if behind is not None and (office is None or alone or self._is_made(tail) or self._is_outranked(office)):
            country = country or (office.country if office is not None else None)
            given = behind
            last = behind.last
            sure = True
            self.used.add(behind)
        if given is not None and given.group == COUNTERPART:
            country = country or given.country
            role, head, group = self._role_of_model(given)
        elif given is not None:
            role, head, group = self._role(given), self.tokens[given.head].lower, given.group
            country = (country or given.country) if given.plural else (given.country or country)
        elif lead is not None:
            role = load_titles().short.get(self.tokens[lead].lower)
            group = "honorific"
        if behind is not None and given is office and country is None and behind.country is not None:
            country, last = behind.country, behind.last  # "Sultan Rahim, King of Malaysia"
            self.used.add(behind)
        if behind is not None and country is None:
            country = self._owning_country(behind)
        if last == tail:
            named, last = self._country_behind(last)
            country = country or named
        if country is None and first > 0:
            first, country = self._country_before(first) if given is None else (first, self._owner_of_its(first))
        self.taken.update(range(first, last))
        before = self.tokens[start - 1].lower.rstrip(".") if start else ""
        style = before if before in _STYLES else None
        body = self._owning_body(given) if given is not None and country is None else None
        self.people.append(
            NamedPerson(
                first,
                last,
                start,
                end,
                words,
                role,
                head,
                group,
                country,
                sure,
                alias,
                body,
                self._is_kin(first),
                style,
            )
        )
