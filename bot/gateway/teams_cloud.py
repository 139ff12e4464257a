"""Which Microsoft cloud, registration and tenant the bot belongs to: from the settings, checked at start."""

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.errors import ConfigurationError
from bot.settings import Settings

CHANNEL = "teams"
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class Cloud:
    """Everything about Microsoft's side that can differ."""

    client_id: str
    secret: str = field(repr=False)
    tenant: str
    service_url: str
    login_url: str
    metadata_url: str
    token_issuer: str
    token_scope: str
    validate_tokens: bool
    champions_channel: str
    """Microsoft's id of the champions' channel; empty for none."""

    @property
    def champions(self) -> str:
        """The champions' channel as a conversation of ours; empty for none."""
        return f"{CHANNEL}:{self.champions_channel}" if self.champions_channel else ""

    def serves(self, service_url: str) -> bool:
        """Tell whether an address is Microsoft's connector service, which alone gets our token."""
        theirs, ours = urlsplit(service_url), urlsplit(self.service_url)
        return (theirs.scheme, theirs.netloc.lower()) == (ours.scheme, ours.netloc.lower())


def cloud_of(settings: Settings) -> Cloud | None:
    """Return the cloud that the settings describe, or None when Teams is off; raises ConfigurationError."""
    if not settings.teams_client_id:
        return None
    _check(settings)
    return Cloud(
        client_id=settings.teams_client_id,
        secret=settings.teams_client_secret.get_secret_value(),
        tenant=settings.teams_tenant_id,
        service_url=settings.teams_service_url.rstrip("/"),
        login_url=settings.teams_login_url.rstrip("/"),
        metadata_url=settings.teams_metadata_url,
        token_issuer=settings.teams_token_issuer,
        token_scope=settings.teams_token_scope,
        validate_tokens=settings.teams_validate_tokens,
        champions_channel=settings.teams_champions_channel,
    )


def is_id(text: str) -> bool:
    """Tell whether a text is an id as Microsoft Entra gives them."""
    return _GUID.fullmatch(text) is not None


def on_this_machine(address: str) -> bool:
    """Tell whether an address or host name leads to this machine and nowhere else."""
    host = urlsplit(address).hostname if "//" in address else address
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _check(settings: Settings) -> None:
    places = {
        "SDS_TEAMS_SERVICE_URL": settings.teams_service_url,
        "SDS_TEAMS_LOGIN_URL": settings.teams_login_url,
        "SDS_TEAMS_METADATA_URL": settings.teams_metadata_url,
    }
    for name, address in places.items():
        if urlsplit(address).scheme != "https" and not on_this_machine(address):
            message = f"{name} must begin with https:// (docs/teams.md lists the addresses of each cloud)."
            raise ConfigurationError(message)
    if settings.teams_validate_tokens:
        _check_registration(settings)
        return
    reached_at = (settings.gateway_host, settings.public_url, settings.teams_service_url)
    if not all(on_this_machine(place) for place in reached_at):
        message = (
            "SDS_TEAMS_VALIDATE_TOKENS is off, so anybody could write in anybody's name. That is allowed only when "
            "SDS_GATEWAY_HOST, SDS_PUBLIC_URL and SDS_TEAMS_SERVICE_URL are all on this machine. Switch it on."
        )
        raise ConfigurationError(message)


def _check_registration(settings: Settings) -> None:
    for name, value in (
        ("SDS_TEAMS_CLIENT_ID", settings.teams_client_id),
        ("SDS_TEAMS_TENANT_ID", settings.teams_tenant_id),
    ):
        if not is_id(value):
            message = (
                f"{name} must be an id such as 0f8fad5b-d9cb-469f-a165-70867728950e; docs/teams.md says where it is."
            )
            raise ConfigurationError(message)
    if not settings.teams_client_secret.get_secret_value():
        message = (
            "SDS_TEAMS_CLIENT_SECRET is not set. docs/teams.md says how to make one; without a client id Teams is off."
        )
        raise ConfigurationError(message)
