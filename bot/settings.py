"""The environment, read once. Every setting is documented in `.env.example`."""

import functools
import pathlib
import re
from collections.abc import Sequence
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigurationError

# What a browser calls an origin: no path, no wildcard, and nothing that would end the header it is written into.
_ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")


class Settings(BaseSettings):
    """What the product takes from environment variables that begin with `SDS_`, or from `.env`."""

    model_config = SettingsConfigDict(env_prefix="SDS_", env_file=".env", extra="ignore")

    home: pathlib.Path = pathlib.Path()
    """The folder that holds `knowledge/`, `config.yml` and `models/`."""
    data_folder: pathlib.Path = pathlib.Path("var")
    """Where the embedded database and the processes' token live; made when missing."""
    database_url: str = ""
    """SQLAlchemy address of the database; empty means SQLite in the data folder."""
    local_profile: str = "example-council"
    """The folder below `knowledge/local/` with this council's numbers, limits and contacts."""
    gateway_host: str = "127.0.0.1"
    gateway_port: int = Field(default=8000, ge=1, le=65535)
    public_url: str = "http://127.0.0.1:8000"
    """Where people reach the gateway from outside, for links in messages."""
    rasa_url: str = "http://127.0.0.1:5005"
    actions_url: str = "http://127.0.0.1:5055"
    rasa_token: SecretStr = SecretStr("")
    """Shared by gateway and Rasa; `sds serve` makes one for its processes when this is empty."""
    rasa_timeout_seconds: float = Field(default=10.0, gt=0)
    largest_message: int = Field(default=2000, ge=100)
    """The most characters that one question may have."""
    messages_a_minute: int = Field(default=30, ge=1)
    """The most messages that one conversation may send in a minute."""
    web_session_days: int = Field(default=30, ge=1, le=365)
    """Days for which the web chat's cookie holds, and so a champion's reply can be read."""
    embed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins of the intranet pages that may show the chat in a frame, with commas between; none: nobody may."""

    keep_questions_days: int = Field(default=365, ge=30, le=3650)
    """Days after which the words of a question go, and a chat in which nobody has said anything since."""
    keep_tickets_days: int = Field(default=730, ge=90, le=3650)
    """Days after which the words of a ticket that has ended go; the organisation's record policy decides."""
    keep_messages_days: int = Field(default=30, ge=7, le=365)
    """Days after which a message that was sent goes."""
    keep_audit_days: int = Field(default=1095, ge=90, le=3650)
    """Days after which an entry of the desk's audit trail goes."""

    desk_idle_hours: int = Field(default=8, ge=1, le=24)
    """Hours without a request after which somebody is signed out of the champions' desk."""
    desk_session_days: int = Field(default=7, ge=1, le=30)
    """Days after which somebody is signed out of the desk in any case."""
    oidc_issuer: str = ""
    """Address of an OpenID Connect provider for signing in to the desk; empty means none."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = "your organisation"
    """What the button says: "Sign in with …"."""
    oidc_trust_email: bool = False
    """Take the provider's e-mail addresses as verified though it does not say so; only for a directory of your own."""

    teams_client_id: str = ""
    """Application id of the bot's registration in Microsoft Entra; empty means that Teams is off."""
    teams_client_secret: SecretStr = SecretStr("")
    teams_tenant_id: str = ""
    """The only tenant whose people are served."""
    teams_champions_channel: str = ""
    """Id of the channel in which champions see tickets, such as `19:…@thread.tacv2`; empty means none."""
    teams_service_url: str = "https://smba.trafficmanager.net/teams"
    """Microsoft's connector service. Only this host is believed and written to."""
    teams_login_url: str = "https://login.microsoftonline.com"
    teams_metadata_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    """Where the keys are named with which Microsoft signs what it sends us."""
    teams_token_issuer: str = "https://api.botframework.com"  # noqa: S105 - an address
    teams_token_scope: str = "https://api.botframework.com/.default"  # noqa: S105 - likewise
    teams_validate_tokens: bool = True
    """Off only for an emulator on this machine; anywhere else the gateway refuses to start."""

    access: Literal["", "open", "invite", "closed"] = ""
    """Who may talk to the bot on Telegram and the web; empty means `open` on this machine alone, else `invite`."""
    telegram_token: SecretStr = SecretStr("")
    """The bot's token from @BotFather; empty means no Telegram."""
    telegram_mode: Literal["polling", "webhook"] = "polling"
    """Whether we ask Telegram for messages, or Telegram sends them to `public_url`."""
    telegram_secret: SecretStr = SecretStr("")
    """What Telegram shows with each request in webhook mode: 16 to 256 letters, digits, `_` or `-`."""
    telegram_api_url: str = "https://api.telegram.org"
    telegram_champions_chat: str = Field(default="", pattern=r"^(-\d{1,20})?$")
    """Number of the group in which champions are told of tickets and may answer them, below 0; empty means none."""

    @field_validator("embed_origins", mode="before")
    @classmethod
    def _origins(cls, value: str | Sequence[str]) -> tuple[str, ...]:
        apart = value.replace(",", " ").split() if isinstance(value, str) else value
        origins = tuple(origin.lower().removesuffix("/") for origin in apart)
        for origin in origins:
            if not _ORIGIN.fullmatch(origin):
                message = f"{origin} is no origin such as https://intranet.example.gov.uk, without path and wildcard"
                raise ValueError(message)
        return origins

    @property
    def who_may_talk(self) -> str:
        """How open the product is, with the default filled in."""
        hosts = {self.gateway_host, urlsplit(self.public_url).hostname}
        return self.access or ("open" if hosts <= {"127.0.0.1", "::1", "localhost"} else "invite")

    @property
    def database_address(self) -> str:
        """The database's address, with the embedded default filled in."""
        return self.database_url or f"sqlite:///{self.data_folder.absolute() / 'sds-guide.sqlite'}"

    @property
    def knowledge(self) -> pathlib.Path:
        """The folder with the curated content."""
        return self.home / "knowledge"

    @property
    def questions(self) -> pathlib.Path:
        """The folder with the golden questions."""
        return self.home / "tests" / "questions"


@functools.cache
def settings() -> Settings:
    """Read the environment once; raise one ConfigurationError that names every bad setting."""
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(f"SDS_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        message = f"These settings cannot be used: {faults}. See .env.example."
        raise ConfigurationError(message) from error
