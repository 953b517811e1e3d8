"""What Communiqué says about itself: welcome, help and privacy. Our own words, safe as they stand."""

from __future__ import annotations

from bot.core.numbers import say_count
from storage.forgetting import Forgotten

_LOOKUPS = (
    ("/meetings", "who met whom, where and when", "/meetings who: Li Qiang"),
    ("/agreements", "what was agreed, and how firmly", "/agreements who: China with: Belarus"),
    ("/figures", "the numbers, with what they measure", "/figures about: trade"),
    ("/people", "a public figure: offices, meetings, agreements", "/people name: Wang Yi"),
    ("/search", "articles, with the passage that matches", '/search words: "joint statement" grain'),
    ("/article", "one article and every fact read from it", "/article title: …"),
    ("/timeline", "meetings and agreements in order", "/timeline who: China with: Belarus"),
    ("/follow party · pair · words · list · remove", "be told when something new comes", "/follow party who: Wang Yi"),
    ("/status", "what the library holds and when it was last checked", "/status"),
)
_MODERATION = (
    ("/source add", "a feed, a page, or a site whose feed is found"),
    ("/source paste", "a text, in a form"),
    ("/source upload", "a txt, md, html or pdf file"),
    ("/source list · check · pause · resume · remove · log · export · import", "look after what was added"),
    ("/digest create", "what is new, posted on your calendar"),
    ("/digest list · preview · edit · send · pause · resume · remove · why", "look after digests"),
    ("/mistakes", "what members reported as wrong, and what was withdrawn"),
    ("/settings", "who may moderate, where notices go, the time zone of digests"),
)
_MENU = "On any message with links: **Apps → Add to library**."


def compose_welcome() -> str:
    """Hello to a server that has just invited the bot."""
    return (
        "### Hello, this is Communiqué\n"
        "I read diplomatic news and answer with the sentence that says so: who met whom, what was agreed, "
        "and what the numbers are, each with its publisher, date and link.\n"
        "**First:** a moderator adds a source with `/source add`, for example the address of a news site or its feed.\n"
        "**Then:** anyone asks with `/meetings`, `/agreements`, `/figures`, `/people` or `/search`. "
        "`/help` shows every command."
    )


def compose_help(*, moderator: bool) -> str:
    """Every command with a word about it and an example; those for moderators only to moderators."""
    lines = ["### What you can ask"]
    lines += [f"**{command}** – {about}\n-# {example}" for command, about, example in _LOOKUPS]
    lines.append(
        "Names and titles complete while you type. Dates can be `2024`, `March 2023`, `last month` or `3 weeks`. "
        "Answers are public; choose `private: True` to see them alone."
    )
    if moderator:
        lines.append("### For moderators")
        lines += [f"**{command}** – {about}" for command, about in _MODERATION]
        lines.append(_MENU)
    lines.append(
        "-# Every answer is a sentence of a stored article, word for word. /help shows this, /privacy what is kept."
    )
    return "\n".join(lines)


def compose_privacy() -> str:
    """What is kept, for how long, and who sees it."""
    return (
        "### What Communiqué keeps\n"
        "**Articles** that moderators of this server added, with their links, and the facts read from them. "
        "Pasted and uploaded texts are seen in this server alone, and so is everything about this server's library.\n"
        "**Questions** behind the buttons of an answer (the words of the command, not who asked), for 180 days, "
        "so that the buttons go on working.\n"
        "**Who changed something** among sources, entries, digests and settings, and who reported a mistake "
        "(a Discord user id), for the moderators; and **what you follow**, until you remove it.\n"
        "**Nothing else:** no messages are read, no member list is kept, nothing is sent to other services.\n"
        "When the bot is removed from a server, its library is deleted after 30 days."
    )


def compose_forgetting() -> str:
    """The question before a person is forgotten."""
    return (
        "### Forget you?\n"
        "Your user id is taken out of the logs and reports of every server that has this bot, and everything you "
        "follow is removed. What you added or changed stays, without your name. This can't be undone."
    )


def compose_forgotten(forgotten: Forgotten) -> str:
    """What became of it."""
    gone = (
        (forgotten.changes, "change"),
        (forgotten.mistakes, "reported mistake"),
        (forgotten.follows, "follow"),
    )
    told = ", ".join(say_count(number, noun) for number, noun in gone if number)
    return f"Done: {told} forgotten." if told else "Done. Nothing here named you."
