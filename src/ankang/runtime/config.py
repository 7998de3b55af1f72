"""Settings, read once from the environment at start. Nothing else reads the environment.

Every name starts with `ANKANG_`; an unknown value stops the start with a sentence that says
what was expected and what came.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class ConfigError(Exception):
    """A setting that cannot be used; the message names it and what was expected."""


@dataclass(frozen=True, slots=True)
class HardwareKeys:
    """A PKCS#11 module that holds the signing keys: the library, the token's label, the file with its PIN."""

    module: Path
    token: str
    pin_file: Path


@dataclass(frozen=True, slots=True)
class Config:
    """How this installation runs.

    `database_url` None: the embedded PostgreSQL under `data`. `city_code`: the four-digit code of
    the city that this installation serves first. `web`: the folder of the built web apps.
    `secure_cookies`: whether cookies are sent over HTTPS only (as `origin` is, unless set). `proxies`: addresses and
    networks of reverse proxies whose word on the sender's address is taken; nobody else's is.
    `publish_seconds`: how often status lists are published, 30 to 300. `token_key_days`: how long a key signs tokens.
    `pkcs11` None: signing keys are files.
    `sms_gateway`: empty, an https:// address, or file:PATH; `sms_token_file` holds the gateway's token.
    """

    data: Path
    web: Path
    port: int = 8000
    host: str = "127.0.0.1"
    workers: int = 2
    database_url: str | None = None
    city_code: str = "3401"
    hotline: str = "0551-12345"
    secure_cookies: bool = False
    proxies: tuple[str, ...] = ()
    origin: str = ""
    sms_gateway: str = ""
    sms_token_file: Path | None = None
    publish_seconds: int = 300
    token_key_days: int = 30
    pkcs11: HardwareKeys | None = None

    @property
    def published(self) -> Path:
        """The folder of published files: one folder in it for each family."""
        return self.data / "published"

    @property
    def serves_this_machine_only(self) -> bool:
        """Whether nobody but this machine can reach the server."""
        return self.host in ("127.0.0.1", "localhost")

    @property
    def keys(self) -> Path:
        """The folder of this installation's keys."""
        return self.data / "keys"


def config_from(environment: Mapping[str, str]) -> Config:
    """Read the settings from a mapping such as the process environment; ConfigError when one is unusable."""
    root = Path(__file__).resolve().parents[3]
    port = _number(environment, "ANKANG_PORT", 8000, 1, 65535)
    host = environment.get("ANKANG_HOST", "127.0.0.1")
    origin = environment.get("ANKANG_ORIGIN", f"http://{host}:{port}")
    return Config(
        data=Path(environment.get("ANKANG_DATA", root / ".var")),
        web=Path(environment.get("ANKANG_WEB", root / "web" / "dist")),
        port=port,
        host=host,
        workers=_number(environment, "ANKANG_WORKERS", 2, 1, 64),
        database_url=_database_url(environment.get("ANKANG_DATABASE_URL")),
        city_code=environment.get("ANKANG_CITY", "3401"),
        hotline=environment.get("ANKANG_HOTLINE", "0551-12345"),
        secure_cookies=environment.get("ANKANG_SECURE_COOKIES", str(int(origin.startswith("https://")))) == "1",
        proxies=_networks(environment, "ANKANG_PROXIES"),
        origin=origin,
        publish_seconds=_number(environment, "ANKANG_PUBLISH_SECONDS", 300, 30, 300),
        token_key_days=_number(environment, "ANKANG_TOKEN_KEY_DAYS", 30, 8, 366),
        pkcs11=_pkcs11(environment),
        sms_gateway=_sms_gateway(environment.get("ANKANG_SMS_GATEWAY", "")),
        sms_token_file=Path(token) if (token := environment.get("ANKANG_SMS_TOKEN_FILE")) else None,
    )


def config() -> Config:
    """The settings of this process."""
    return config_from(os.environ)  # noqa: TID251  (this is the one place that reads the environment)


def _pkcs11(environment: Mapping[str, str]) -> HardwareKeys | None:
    names = ("ANKANG_PKCS11_MODULE", "ANKANG_PKCS11_TOKEN", "ANKANG_PKCS11_PIN_FILE")
    given = [name for name in names if environment.get(name)]
    if not given:
        return None
    if missing := [name for name in names if name not in given]:
        raise ConfigError(f"{' and '.join(missing)} must be set too, since {given[0]} is")
    module, token, pin_file = (environment[name] for name in names)
    return HardwareKeys(Path(module), token, Path(pin_file))


def _number(environment: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = environment.get(name)
    if text is None or text == "":
        return default
    if not text.isdigit() or not least <= int(text) <= most:
        raise ConfigError(f"{name} must be a whole number from {least} to {most}, got {text!r}")
    return int(text)


def _networks(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    found = tuple(text.strip() for text in environment.get(name, "").split(",") if text.strip())
    for text in found:
        try:
            ipaddress.ip_network(text)
        except ValueError as error:
            raise ConfigError(f"{name} must be addresses or networks separated by commas, got {text!r}") from error
    return found


def _database_url(url: str | None) -> str | None:
    if not url:
        return None
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in ("postgresql", "postgres", "postgresql+asyncpg"):
        raise ConfigError(f"ANKANG_DATABASE_URL must be a postgresql:// address, got one that starts with {scheme!r}")
    return f"postgresql+asyncpg://{rest}"


def _sms_gateway(text: str) -> str:
    # Plain http only to this machine: a text message carries a number and a code.
    if text and not text.startswith(("https://", "http://127.0.0.1:", "file:")):
        raise ConfigError(f"ANKANG_SMS_GATEWAY must be an https:// address or file:PATH, got {text[:12]!r}…")
    return text
