"""The house as a whole: everything loads, everything is told in the README, and nothing is told that is not there."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import discord
import pytest
from discord import app_commands

from bot.cli import main as communique
from bot.client import EXTENSIONS, CommuniqueClient
from bot.core.digest import Target
from bot.core.outcome import Absent, Delivered
from bot.outbox import Outbox
from bot.services.digests import OrderWords
from cogs.ui.help import compose_help, compose_welcome
from storage.deliveries import DeliveryState
from storage.migrate import list_migrations
from tests.cogs.library import NOW, add_article, numbered_meeting
from tests.cogs.test_digests import post
from tests.cogs.test_lookup import answer_of
from tests.cogs.world import World, client, database, services, world

__all__ = ["client", "database", "services", "world"]

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
INSTALL = (ROOT / "deploy" / "README.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LONGEST_FILE = 450  # lines; CONTRIBUTING asks for less, this is where reading one ends
# What the commands of the README are written for; these are options of every lookup.
_EVERYWHERE = {"private"}


# --- commands and the README -----------------------------------------------------------------------------------------


def offered(client: CommuniqueClient) -> dict[str, set[str]]:
    """Every slash command with its options, as they are called on the screen."""
    return {
        command.qualified_name: {parameter.display_name for parameter in command.parameters}
        for command in client.tree.walk_commands(type=discord.AppCommandType.chat_input)
        if isinstance(command, app_commands.Command)
    }


def menus(client: CommuniqueClient) -> list[str]:
    return [command.name for command in client.tree.get_commands(type=discord.AppCommandType.message)]


def code_of(text: str) -> list[str]:
    """What stands in code marks, in a line or in a block."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()] + re.findall(
        r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    )


def slash_named(text: str) -> list[tuple[str, list[str]]]:
    """Slash commands that a text names in code marks: the words behind the slash, and the options in brackets."""
    found = []
    for code in code_of(text):
        match = re.fullmatch(r"/([a-z]+(?: [a-z_]+)*)((?: \[[a-z_]+\])*)", code)
        if code.startswith("/") and not code.startswith(("/run/", "/etc/")):
            assert match is not None, f"not a command: {code}"
            found.append((match[1], re.findall(r"\[([a-z_]+)\]", match[2])))
    return found


def read_named(words: str, known: dict[str, set[str]]) -> tuple[str, list[str]]:
    """The command that the words begin with, and the words that are left: options without which it does not work."""
    parts = words.split()
    for length in (2, 1):
        name = " ".join(parts[:length])
        if name in known:
            return name, parts[length:]
    raise AssertionError(f"there is no command /{words}")


async def test_every_extension_loads_and_no_two_commands_have_one_name(client: CommuniqueClient) -> None:
    assert set(client.extensions) == set(EXTENSIONS)
    on_disk = {f"cogs.{path.stem}" for path in (ROOT / "cogs").glob("*.py") if path.stem != "__init__"}
    assert set(EXTENSIONS) == on_disk, "a file of commands that nobody loads"
    kinds = (None, discord.AppCommandType.message, discord.AppCommandType.user)
    names = Counter(
        (kind, command.qualified_name)
        for kind in kinds
        for command in client.tree.walk_commands(type=kind or discord.AppCommandType.chat_input)
    )
    assert [name for name, count in names.items() if count > 1] == []
    assert client.intents == discord.Intents(guilds=True)


async def test_the_readme_tells_of_every_slash_command_and_its_options_and_of_no_other(
    client: CommuniqueClient,
) -> None:
    known = offered(client)
    told: dict[str, set[str]] = {}
    for words, options in slash_named(README):
        name, needed = read_named(words, known)
        told.setdefault(name, set()).update(options, needed)
    assert sorted(set(known) - set(told)) == []
    for name, shown in told.items():
        assert shown <= known[name], f"/{name} has no {shown - known[name]}"
        if shown:
            assert known[name] - _EVERYWHERE == shown, f"README: options of /{name}"
    for name in menus(client):
        assert f"**Apps > {name}**" in README
    assert set(re.findall(r"\*\*Apps > ([^*]+)\*\*", README)) == set(menus(client))


async def test_every_option_of_settings_is_in_the_readme(client: CommuniqueClient) -> None:
    line = next(line for line in README.splitlines() if line.startswith("| `/settings"))
    assert [option for option in offered(client)["settings"] if option not in line] == []


async def test_help_tells_a_moderator_every_command_and_the_welcome_names_none_that_is_not_there(
    client: CommuniqueClient,
) -> None:
    known = offered(client)
    said = compose_help(moderator=True)
    told = set()
    for line in re.findall(r"\*\*/([a-z ·]+)\*\*", said):
        first, _, rest = line.partition(" ")
        told.update({f"{first} {each}" for each in rest.split(" · ")} if rest else {first})
    told |= {read_named(words.strip(), known)[0] for words in re.findall(r"-# /([a-z ]+)", said)} | set(
        re.findall(r"/([a-z]+) (?:shows|what)", said)
    )
    assert told <= set(known)
    assert set(known) - told == set(), "commands that /help does not tell of"
    for words in re.findall(r"`/([a-z ]+)`", compose_welcome()):
        read_named(words, known)


def terminal_commands() -> Iterator[tuple[str, click.Command]]:
    for name, command in communique.commands.items():
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", each) for inner, each in command.commands.items())
        else:
            yield name, command


def test_the_readme_tells_of_every_terminal_command() -> None:
    named = {" ".join(line.split()[1:3]) for line in code_of(README + INSTALL) if line.startswith("communique ")}
    named |= {words.split()[0] for words in named if words}
    assert [name for name, _ in terminal_commands() if name not in named] == []


@pytest.mark.parametrize(
    "file", ["README.md", "deploy/README.md", "deploy/Dockerfile", "deploy/communique.service", "Makefile"]
)
def test_every_terminal_command_that_is_written_down_exists_with_its_options(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    known = dict(terminal_commands())
    written = [line.removeprefix("communique ") for line in code_of(text) if line.startswith("communique ")]
    if not file.endswith(".md"):
        written = re.findall(r"bin/communique ((?:--)?[a-z]+[^\n;]*)", text)
        written += [
            " ".join(re.findall(r'"([^"]+)"', line)[1:]) for line in text.splitlines() if 'CMD ["communique"' in line
        ]
    for words in written:
        parts = words.split()
        if not parts or parts[0].startswith("--"):
            continue
        name = " ".join(parts[:2]) if " ".join(parts[:2]) in known else parts[0]
        if name not in known and name in communique.commands:
            continue  # a group named as a whole
        assert name in known, f"{file}: communique {words}"
        options = {option for parameter in known[name].params for option in parameter.opts}
        written_down = set(re.findall(r"--[a-z-]+", words.partition(" # ")[0]))
        assert written_down <= options | {"--help"}, f"{file}: communique {words}"


def test_the_list_of_terminal_commands_in_their_own_words_is_whole() -> None:
    import bot.cli

    said = bot.cli.__doc__ or ""
    assert [name for name in communique.commands if not re.search(rf"(?m)(?:^|\s){name}  ", said)] == []
    for _, command in terminal_commands():
        assert command.help, f"{command.name} says nothing about itself"


# --- Discord ---------------------------------------------------------------------------------------------------------


def named_permissions() -> discord.Permissions:
    """The permissions that the installation asks for."""
    line = re.search(r"the permissions (.*?)\. It needs no others", INSTALL, re.DOTALL)
    assert line is not None
    names = [name.lower().replace(" ", "_") for name in re.findall(r"\*([A-Z][\w ]+)\*", line[1])]
    return discord.Permissions(**dict.fromkeys((name.replace("channels", "channel") for name in names), True))


async def test_the_permissions_of_the_installation_suffice_for_all_that_the_bot_does(world: World) -> None:
    """A digest, one in a thread, a look into the history, a notice, a file: with those rights and no other."""
    named, asking = named_permissions(), discord.Permissions(use_application_commands=True)
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    for role, rights in (
        (guild.default_role, asking | discord.Permissions(view_channel=True)),
        (guild.me.roles[-1], named),
    ):
        world.env.backend.edit_role(guild.id, role.id, {"permissions": rights.value})
    await world.env.settle()
    assert guild.me.guild_permissions == named | asking

    order = OrderWords(world.channel.id, "at once", in_thread=True, length="medium")
    digests = world.services.digests
    digest = await digests.create(world.library, await digests.read_order(world.library, order), actor=1)
    for number in range(18):
        await add_article(world.database, world.library, numbered_meeting(number))
    messages = await post(world)
    assert len(messages) == 1, "the rest is in the thread below it"
    outbox = Outbox(world.env.bot)
    (delivery, *_) = await digests.deliveries(world.library, digest.digest_id)
    assert delivery.state is DeliveryState.SENT
    seen = await outbox.find(Target(world.channel.id), "no-such-nonce", since=NOW)
    assert isinstance(seen, Absent), "the history can be read"
    assert isinstance(await outbox.tell(world.library, world.channel.id, "A source fails.", nonce="n1"), Delivered)
    message = answer_of(await world.member.slash(world.channel, "meetings"))
    asked = answer_of(await world.member.click(message, label="Export"))
    sent = answer_of(await world.member.click(asked, label="CSV (tables)"))
    assert [file.filename for file in sent.attachments] == ["meetings.csv"]


# --- the tree --------------------------------------------------------------------------------------------------------


def tracked() -> list[Path]:
    """Every file of the tree, without what .gitignore keeps out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607  # git is what it is
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    if listed.returncode:
        pytest.skip("the tree is not under git")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def test_lock_files_hold_names_and_hashes_and_no_host() -> None:
    for name in ("run.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text("utf-8").replace("\\\n", " ")
        for line in text.splitlines():
            assert re.fullmatch(
                r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,-]+\])?==[\w.+!-]+( ; [^#@/:]+)?(\s+--hash=sha256:[0-9a-f]{64})+\s*",
                line,
            ), f"{name}: {line[:80]}"


def base_name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~! ;]", requirement)[0].lower())


def test_every_direct_dependency_is_locked() -> None:
    locked = {}
    for name in ("run.txt", "dev.txt"):
        lines = (ROOT / "requirements" / name).read_text("utf-8").splitlines()
        locked[name] = {base_name(line) for line in lines if line and not line.startswith(" ")}
    needed = {base_name(each) for each in PROJECT["project"]["dependencies"]}
    assert needed - locked["run.txt"] == set()
    assert needed | {base_name(each) for each in PROJECT["dependency-groups"]["dev"]} <= locked["dev.txt"]
    assert locked["run.txt"] <= locked["dev.txt"]


def test_what_the_build_needs_is_locked_where_it_builds_without_an_index() -> None:
    """``--no-build-isolation`` takes the build backend from the environment that the lock file made."""
    backend = {base_name(each) for each in PROJECT["build-system"]["requires"]}
    for name in ("run.txt", "dev.txt"):
        lines = (ROOT / "requirements" / name).read_text("utf-8").splitlines()
        assert backend <= {base_name(line) for line in lines if line and not line.startswith(" ")}, name


def test_no_file_names_an_index_or_a_path_of_one_machine() -> None:
    # Written in halves, so that this file does not hold what it looks for.
    hosts = ["pypi." + "org", "files.python" + "hosted.org", "--index" + "-url", "--extra-index" + "-url"]
    paths = [
        r"(?<![\w.~/-])/wo" + r"rk/\w",
        r"(?<![\w.~/-])/ho" + r"me/\w",
        r"(?<![\w.~/-])/ro" + r"ot/\w",
        r"/Us" + r"ers/\w",
    ]
    wanted = re.compile("|".join([re.escape(host) for host in hosts] + paths))
    found = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in wanted.finditer(text)]
    assert found == []


def test_no_file_of_the_program_is_too_long_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("bot", "cogs", "storage")
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_migrations_on_disk_are_numbered_without_gaps() -> None:
    names = sorted(path.name for path in (ROOT / "storage" / "migrations").iterdir() if path.suffix == ".sql")
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.sql", name) for name in names)
    assert [step.name for step in list_migrations()] == names


def test_every_data_file_of_a_package_is_packaged() -> None:
    globs = PROJECT["tool"]["setuptools"]["package-data"]
    for package in ("bot", "cogs", "storage"):
        held = {path for pattern in globs.get(package, []) for path in (ROOT / package).glob(pattern)}
        on_disk = {
            path
            for path in (ROOT / package).rglob("*")
            if path.is_file() and path.suffix not in {".py", ".pyc", ".md"} and "__pycache__" not in path.parts
        }
        assert {str(path) for path in on_disk - held} == set()


def test_every_folder_with_code_is_a_package() -> None:
    for package in ("bot", "cogs", "storage"):
        for path in (ROOT / package).rglob("*.py"):
            assert (path.parent / "__init__.py").exists(), path


def test_the_docker_image_is_given_all_that_its_build_needs() -> None:
    text = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ") and "--from" not in line]
    names = {name for group in copied for name in group}
    project = PROJECT["project"]
    packages = {pattern.rstrip("*") for pattern in PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert {"pyproject.toml", "requirements/run.txt", project["readme"], *project["license-files"], *packages} <= names
    assert [name for name in names if not (ROOT / name).exists()] == []
    excluded = ROOT / ".dockerignore"
    if excluded.exists():
        kept_out = set(excluded.read_text("utf-8").split())
        assert names.isdisjoint(kept_out)


def test_every_file_that_the_documents_name_is_there() -> None:
    names = [path.as_posix() for path in tracked()]
    missing = [
        f"{path.relative_to(ROOT)}: {named}"
        for path in tracked()
        if path.suffix == ".md" and path.name != "CHANGELOG.md"
        for named in re.findall(r"`([\w/.-]+\.(?:py|sql|toml|md|yaml))`", path.read_text("utf-8"))
        # Not there: the kind of fact that CONTRIBUTING adds as an example, and the form of a migration's name.
        if not re.search("sanctions|NNNN", named) and not any(name.endswith(f"/{named}") for name in names)
    ]
    assert missing == []


def test_every_file_that_the_documents_link_to_is_there() -> None:
    missing = [
        f"{path.relative_to(ROOT)}: {target}"
        for path in tracked()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert missing == []
