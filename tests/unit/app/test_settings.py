"""Settings: read once, all complaints at once, and explained on one page."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.refusals import SettingsWrong
from app.settings import Settings, load_settings

KEY = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa="
DOCS = Path(__file__).resolve().parents[3] / "docs/settings.md"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"CANDOR_{name.upper()}", raising=False)


def test_a_start_with_wrong_settings_names_all_of_them_and_no_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CANDOR_SECRET_KEYS", "my-secret")
    monkeypatch.setenv("CANDOR_WEB_ADDRESS", "nowhere")
    monkeypatch.setenv("CANDOR_LAPSED_AFTER", "soon")
    monkeypatch.setenv("CANDOR_DATABASE_URL", "mysql://x")

    with pytest.raises(SettingsWrong) as wrong:
        load_settings()

    told = str(wrong.value)
    named = re.findall(r"CANDOR_\w+", told)
    assert sorted(named) == [
        "CANDOR_DATABASE_URL",
        "CANDOR_LAPSED_AFTER",
        "CANDOR_SECRET_KEYS",
        "CANDOR_WEB_ADDRESS",
        "CANDOR_WRITE_KEY",
    ]
    assert "my-secret" not in told


def test_lists_durations_and_addresses_are_read_as_they_are_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CANDOR_SECRET_KEYS", f"{KEY}, {KEY}")
    monkeypatch.setenv("CANDOR_WRITE_KEY", "w")
    monkeypatch.setenv("CANDOR_SHOP_ORIGINS", "https://a.example, https://b.example")
    monkeypatch.setenv("CANDOR_CART_ABANDONED_AFTER", "90m")
    monkeypatch.setenv("CANDOR_WEB_ADDRESS", "127.0.0.1:9000")

    settings = load_settings()

    assert settings.keys == (KEY, KEY)
    assert settings.shop_origins == ("https://a.example", "https://b.example")
    assert settings.cart_abandoned_after == timedelta(minutes=90)
    assert settings.web_url == "http://127.0.0.1:9000"


def test_a_setting_can_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"CANDOR_SECRET_KEYS={KEY}\nCANDOR_WRITE_KEY=from-file\n")

    assert load_settings().write_key.get_secret_value() == "from-file"


def test_secrets_do_not_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOR_SECRET_KEYS", KEY)
    monkeypatch.setenv("CANDOR_WRITE_KEY", "the-write-key")

    printed = repr(load_settings())

    assert KEY not in printed
    assert "the-write-key" not in printed


def test_every_setting_is_explained_and_nothing_else_is() -> None:
    explained = set(re.findall(r"^\| `(CANDOR_\w+)`", DOCS.read_text(), flags=re.MULTILINE))

    assert explained == {f"CANDOR_{name.upper()}" for name in Settings.model_fields}
