"""Settings: environment variables with the prefix `CANDOR_`, also read from `.env`.

They are read here once; packages receive values. `docs/settings.md` explains every one, and a test
keeps that page and this class in step.
"""

import base64
import binascii
import re
from datetime import timedelta
from functools import partial
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from croniter import croniter
from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.refusals import SettingsWrong
from kit.clock import duration_of

SECRET_KEY_BYTES = 32


def _duration(value: object) -> object:
    return duration_of(value) if isinstance(value, str) else value


def _words(value: object) -> object:
    if not isinstance(value, str):
        return value
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _secret_keys(value: object) -> object:
    keys = _words(value)
    if not isinstance(keys, tuple) or not keys:
        message = "at least one key is needed; make one with `openssl rand -base64 32`"
        raise ValueError(message)
    for place, key in enumerate(keys, start=1):
        try:
            size = len(base64.b64decode(key, validate=True))
        except binascii.Error:
            size = 0
        if size != SECRET_KEY_BYTES:
            message = (
                f"key {place} is not 32 bytes in base64; make one with `openssl rand -base64 32`"
            )
            raise ValueError(message)
    return keys


def _address(value: object) -> object:
    if not isinstance(value, str):
        return value
    host, colon, port = value.rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and int(port) < 2**16):
        message = "write host:port, such as 127.0.0.1:8000"
        raise ValueError(message)
    return (host, int(port))


def _database(value: object) -> object:
    try:
        url = sa.make_url(str(value))
    except sa.exc.ArgumentError as error:
        message = "write a database URL, such as sqlite:///.candor/candor.db"
        raise ValueError(message) from error
    if url.drivername not in {"sqlite", "postgresql+psycopg"}:
        message = f"{url.drivername} is not supported; use sqlite:// or postgresql+psycopg://"
        raise ValueError(message)
    return value


def _route(value: object) -> object:
    if value == "google_ads":
        message = "the older route is not built yet; use data_manager"
        raise ValueError(message)
    return value


def _web_url(value: object) -> object:
    try:
        parts = urlsplit(str(value))
        right = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right:
        message = "write a web address, such as http://127.0.0.1:5005"
        raise ValueError(message)
    return str(value).rstrip("/")


def _schedule(value: object) -> object:
    if str(value).lower() != "off" and not croniter.is_valid(str(value)):
        message = "write the five fields of cron, such as 0 3 * * *, or off"
        raise ValueError(message)
    return value


def _time_zone(value: object) -> object:
    try:
        ZoneInfo(str(value))
    except (KeyError, ValueError, OSError) as error:
        message = "write the name of a time zone, such as UTC or Europe/Berlin"
        raise ValueError(message) from error
    return value


def _spelled(like: str, example: str, value: object) -> object:
    if not re.fullmatch(like, str(value)):
        message = f"write it like {example}"
        raise ValueError(message)
    return value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]
Address = Annotated[tuple[str, int], NoDecode, BeforeValidator(_address)]
SecretKeys = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_secret_keys)]
DatabaseUrl = Annotated[str, BeforeValidator(_database)]
WebUrl = Annotated[str, BeforeValidator(_web_url)]
Schedule = Annotated[str, BeforeValidator(_schedule)]
TimeZone = Annotated[str, BeforeValidator(_time_zone)]
Country = Annotated[str, BeforeValidator(partial(_spelled, "[A-Z]{2}", "US"))]
Currency = Annotated[str, BeforeValidator(partial(_spelled, "[A-Z]{3}", "USD"))]
Vertical = Annotated[str, BeforeValidator(partial(_spelled, "[a-z][a-z0-9_]*", "skincare"))]


class OpenSettings(BaseSettings):
    """The settings of commands that need no secret: what the bot hears, and the sandbox."""

    model_config = SettingsConfigDict(
        env_prefix="CANDOR_", env_file=".env", extra="ignore", frozen=True
    )

    rasa_url: WebUrl = "http://127.0.0.1:5005"
    vertical: Vertical = "skincare"
    sandbox_address: Address = ("127.0.0.1", 8010)


class Settings(OpenSettings):
    """Every setting of the product, checked."""

    database_url: DatabaseUrl = "sqlite:///.candor/candor.db"
    secret_keys: SecretKeys = Field(...)
    write_key: SecretStr = Field(...)
    web_address: Address = ("127.0.0.1", 8000)
    actions_address: Address = ("127.0.0.1", 5055)
    shop_url: str = ""
    shop_origins: Words = ()
    chat_rate: int = Field(30, ge=1)
    chat_address_rate: int = Field(300, ge=1)
    shop_country: Country = "US"
    shop_currency: Currency = "USD"
    cart_abandoned_after: Duration = timedelta(minutes=60)
    lapsed_after: Duration = timedelta(days=180)
    loyal_orders: int = Field(3, ge=1)
    sync_schedule: Schedule = "0 3 * * *"
    time_zone: TimeZone = "UTC"
    meta_graph_url: str | None = None
    meta_ad_account: str | None = None
    meta_app_id: str | None = None
    meta_app_secret: SecretStr | None = None
    meta_access_token: SecretStr | None = None
    google_route: Annotated[Literal["data_manager"], BeforeValidator(_route)] = "data_manager"
    google_data_manager_url: str | None = None
    google_ads_url: str | None = None
    google_account: str | None = None
    google_login_account: str | None = None
    google_credentials_file: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The secret keys in the clear, newest first."""
        return tuple(key.get_secret_value() for key in self.secret_keys)

    @property
    def web_url(self) -> str:
        """The base URL of the web process, as seen from this machine."""
        host, port = self.web_address
        return f"http://{host}:{port}"


def load_settings() -> Settings:
    """Read the settings of this process.

    Raises:
        SettingsWrong: naming every missing or wrong setting at once, without its value.
    """
    return _loaded(Settings)


def load_open_settings() -> OpenSettings:
    """Read the settings of a command that needs no secret.

    Raises:
        SettingsWrong: naming every wrong setting at once.
    """
    return _loaded(OpenSettings)


def _loaded[S: BaseSettings](kind: type[S]) -> S:
    try:
        return kind()
    except ValidationError as error:
        lines = [_complaint(one["loc"], one["msg"]) for one in error.errors()]
        message = "\n".join(["these settings are missing or wrong (see docs/settings.md):", *lines])
        raise SettingsWrong(message) from None


def _complaint(place: tuple[int | str, ...], what: str) -> str:
    said = "missing" if what == "Field required" else what.removeprefix("Value error, ")
    return f"  CANDOR_{str(place[0]).upper()}: {said}"
