import pytest

from bot.reading.parsing import model


def test_the_language_model_is_the_pinned_one() -> None:
    assert model.find_model_fault() is None


def test_a_changed_model_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(model.MODEL_FILES, "ner/model", "0" * 64)
    assert "ner/model is not the one that is pinned" in (model.find_model_fault() or "")


def test_a_missing_model_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "PACKAGE", "no_such_model")
    assert "not installed" in (model.find_model_fault() or "")
