"""The questions anyone may ask: /meetings, /agreements, /figures, /people, /search, /article and /timeline."""

# ruff: noqa: FBT001, FBT002, PLR0917  # the parameters of a command are its options on the screen

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.models import AgreementStatus, MeetingStatus
from bot.core.queries import (
    AgreementQuery,
    FigureQuery,
    MeetingQuery,
    PeopleQuery,
    Query,
    SearchQuery,
    TimelineQuery,
    clean_option,
)
from cogs.ui.completion import suggest
from cogs.ui.door import library_of, services_of
from cogs.ui.pages import LASTING_ITEMS, show_page
from cogs.ui.questions import keep_article, keep_query

_T = TypeVar("_T")

_WORDS = {
    "who": "a person, country or body; a country also finds what its people did",
    "with_": "the other side; the order does not matter",
    "place": "where it took place",
    "about": "what it is about",
    "since": "from when on: 2024, March 2023, last month, 2023-03-01, 3 weeks",
    "until": "up to when: 2024, March 2023, last month, 2023-03-01",
    "private": "show the answer to you alone",
}
_MEETING_STATUS = [app_commands.Choice(name=status.value, value=status.value) for status in MeetingStatus]
_AGREEMENT_STATUS = [app_commands.Choice(name=status.value, value=status.value) for status in AgreementStatus]


def _words(*options: str, **others: str) -> Callable[[_T], _T]:
    return app_commands.describe(**{option: _WORDS[option] for option in options}, **others)


class Lookup(commands.Cog):
    """Lookups: each parses its options, asks the service and shows a page of cards."""

    @app_commands.command(description="Who met whom, where and when")
    @app_commands.rename(with_="with")
    @_words("who", "with_", "place", "since", "until", "private", status="held, planned or cancelled")
    @app_commands.choices(status=_MEETING_STATUS)
    @app_commands.autocomplete(who=suggest("who"), with_=suggest("who"), place=suggest("place"))
    async def meetings(
        self,
        interaction: discord.Interaction,
        who: str | None = None,
        with_: str | None = None,
        place: str | None = None,
        since: str | None = None,
        until: str | None = None,
        status: str | None = None,
        private: bool = False,
    ) -> None:
        """Meetings, visits, calls and summits."""
        query = _read(MeetingQuery, who=who, with_=with_, place=place, since=since, until=until, status=status)
        await show_page(interaction, keep_query(query), private=private)

    @app_commands.command(description="What was agreed, and how firmly")
    @app_commands.rename(with_="with")
    @_words("who", "with_", "about", "since", "until", "private", status="how firm it is")
    @app_commands.choices(status=_AGREEMENT_STATUS)
    @app_commands.autocomplete(who=suggest("who"), with_=suggest("who"), about=suggest("about"))
    async def agreements(
        self,
        interaction: discord.Interaction,
        who: str | None = None,
        with_: str | None = None,
        about: str | None = None,
        since: str | None = None,
        until: str | None = None,
        status: str | None = None,
        private: bool = False,
    ) -> None:
        """Treaties, memoranda, statements and other commitments."""
        query = _read(AgreementQuery, who=who, with_=with_, about=about, since=since, until=until, status=status)
        await show_page(interaction, keep_query(query), private=private)

    @app_commands.command(description="The numbers, with what they measure")
    @_words("about", "who", "since", "until", "private")
    @app_commands.autocomplete(about=suggest("about"), who=suggest("who"))
    async def figures(
        self,
        interaction: discord.Interaction,
        about: str | None = None,
        who: str | None = None,
        since: str | None = None,
        until: str | None = None,
        private: bool = False,
    ) -> None:
        """Figures."""
        query = _read(FigureQuery, about=about, who=who, since=since, until=until)
        await show_page(interaction, keep_query(query), private=private)

    @app_commands.command(description="The public figures: offices held, meetings, agreements")
    @_words("private", name="whose; leave it out for everyone")
    @app_commands.autocomplete(name=suggest("who"))
    async def people(self, interaction: discord.Interaction, name: str | None = None, private: bool = False) -> None:
        """People."""
        await show_page(interaction, keep_query(_read(PeopleQuery, who=name)), private=private)

    @app_commands.command(description="Articles, with the passage that matches")
    @_words("since", "until", "private", words='words to find; "in quotes" exactly so, -word without it')
    async def search(
        self,
        interaction: discord.Interaction,
        words: app_commands.Range[str, 1, 200],
        since: str | None = None,
        until: str | None = None,
        private: bool = False,
    ) -> None:
        """Full text."""
        query = _read(SearchQuery, words=words, since=since, until=until)
        await show_page(interaction, keep_query(query), private=private)

    @app_commands.command(description="One article and every fact read from it")
    @_words("private", title="its title; choose one while typing")
    @app_commands.autocomplete(title=suggest("title"))
    async def article(self, interaction: discord.Interaction, title: str, private: bool = False) -> None:
        """One article."""
        article_id = await services_of(interaction).lookup.find_article(library_of(interaction), title)
        await show_page(interaction, keep_article(article_id), private=private)

    @app_commands.command(description="Meetings and agreements in order")
    @app_commands.rename(with_="with")
    @_words("who", "with_", "private")
    @app_commands.autocomplete(who=suggest("who"), with_=suggest("who"))
    async def timeline(
        self, interaction: discord.Interaction, who: str, with_: str | None = None, private: bool = False
    ) -> None:
        """What a party, or a pair, did."""
        await show_page(interaction, keep_query(_read(TimelineQuery, who=who, with_=with_)), private=private)


def _read(query: type[Query], **options: str | None) -> Query:
    return query(**{option: clean_option(words) for option, words in options.items()})


async def setup(bot: commands.Bot) -> None:
    """Add the commands, and the buttons of every answer ever given."""
    bot.add_dynamic_items(*LASTING_ITEMS)
    await bot.add_cog(Lookup())
