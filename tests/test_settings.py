import re
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read_settings, variable_of

ROOT = Path(__file__).parents[1]
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789ab"


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = read_settings({})
    assert settings.token is None
    assert settings.database == Path("communique.db")


def test_all_faults_are_listed_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(
            {
                "DISCORD_TOKEN": "your-token-here",
                "COMMUNIQUE_MAX_ARTICLES": "0",
                "COMMUNIQUE_LOG_LEVEL": "loud",
                "COMMUNIQUE_ADDS_PER_MINUTE": "many",
                "COMMUNIQUE_DATABSE": "x.db",
            }
        )
    faults = "\n".join(refused.value.faults)
    assert len(refused.value.faults) == 5
    assert "COMMUNIQUE_MAX_ARTICLES must be at least 1." in faults
    assert "COMMUNIQUE_LOG_LEVEL must be one of: debug, info, warning, error." in faults
    assert "COMMUNIQUE_ADDS_PER_MINUTE must be a whole number." in faults
    assert "COMMUNIQUE_DATABSE is not a setting. Did you mean COMMUNIQUE_DATABASE?" in faults
    assert "DISCORD_TOKEN does not look like a bot token" in faults


@pytest.mark.parametrize("value", ["NaN", "-1", "1" + "0" * 18, "1" + "0" * 5000, "1e3", ""])
def test_a_number_out_of_range_is_a_sentence_and_no_crash(value: str) -> None:
    if value == "":
        assert read_settings({"COMMUNIQUE_MAX_SOURCES": value}).max_sources == 500
        return
    with pytest.raises(SettingsError, match="COMMUNIQUE_MAX_SOURCES"):
        read_settings({"COMMUNIQUE_MAX_SOURCES": value})


def test_a_file_gives_the_token_without_its_line_end(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("\ufeff" + TOKEN + "\r\n", encoding="utf-8")
    settings = read_settings({"DISCORD_TOKEN_FILE": str(secret)})
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN


def test_a_value_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="both set"):
        read_settings({"DISCORD_TOKEN": TOKEN, "DISCORD_TOKEN_FILE": str(tmp_path / "token")})


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="can't be read"):
        read_settings({"DISCORD_TOKEN_FILE": str(tmp_path / "absent")})


def test_the_token_is_never_printed() -> None:
    settings = read_settings({"DISCORD_TOKEN": TOKEN})
    assert TOKEN not in repr(settings)
    assert TOKEN not in str(settings.model_dump())
    for wrong in (TOKEN[:-30] + "\n" + TOKEN[-30:], f'"{TOKEN}"', TOKEN + " " + TOKEN):
        with pytest.raises(SettingsError) as refused:
            read_settings({"DISCORD_TOKEN": wrong, "COMMUNIQUE_MAX_SOURCES": "x"})
        assert TOKEN[:18] not in str(refused.value)


def test_env_example_lists_every_setting_with_its_default() -> None:
    example = (ROOT / "deploy" / "env.example").read_text("utf-8")
    listed = dict(re.findall(r"^#?\s?([A-Z_]+)=(.*)$", example, re.MULTILINE))
    assert set(listed) == {variable_of(name) for name in Settings.model_fields}
    read = read_settings({name: value for name, value in listed.items() if value})
    assert read == Settings()


def test_every_setting_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8") + (ROOT / "deploy" / "README.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if variable_of(name) not in readme] == []
