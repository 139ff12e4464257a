"""Fifty people on each channel at once, against a gateway process of its own; services may be away in the middle."""

import asyncio
import pathlib
import secrets
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import aiohttp
import typer

from bot.errors import UnderstandingError
from bot.evaluation.channel_crowd import Crowd
from bot.evaluation.channel_ledger import Figures, Ledger, leaks
from bot.evaluation.channel_services import NAME, SECRET, TOKEN, BotApi, Microsoft, Service, Understander
from bot.evaluation.processes import Started, end_on_sigterm, environment, free_ports, python, started
from bot.settings import settings

PEOPLE, EVERY_SECONDS = 50, 5.0
PROMISED_MS, PROMISED_GROWTH = 1000, 0.10
CHANNELS = ("web", "telegram", "teams")
_AWAY_SECONDS = 60.0
_READY_SECONDS = 90.0
_DRAIN_SECONDS = 20.0
_DRAIN_AFTER_OUTAGE = 240.0
"""What waited for a minute goes in its order, and Telegram takes 30 messages a second."""
_TIMEOUT = aiohttp.ClientTimeout(total=30)
_REST_SECONDS = 3.0
"""Before memory is weighed: what is in the air has landed."""


@dataclass(frozen=True)
class Loaded:
    """What a load showed."""

    figures: Mapping[tuple[str, str], Figures]
    """By channel and part of the run."""
    memory: tuple[int, int, int]
    """Bytes of the gateway when it was ready, when everybody had said one thing, and at the end."""
    leaked: Mapping[str, int]
    """Lines of the gateway's log that hold what they must not, by what it is."""
    back_after: float
    """Seconds from the end of an outage to the last late reply; 0 without one."""

    @property
    def held(self) -> bool:
        """Tell whether everything promised was so. Whoever was away may be late since then, and lose nothing."""
        quick = [f for (c, part), f in self.figures.items() if c == "web" or part in {"", "before"}]
        return (
            all(not f.lost and not f.doubled for f in self.figures.values())
            and all(f.p95 <= PROMISED_MS for f in quick)
            and self.memory[2] <= self.memory[1] * (1 + PROMISED_GROWTH)
            and not any(self.leaked.values())
        )


def run_channel_load(seconds: float, *, outage: bool, people: int = PEOPLE) -> Loaded:
    """Put the load on, print and return what it showed; everything that was started has ended then."""
    end_on_sigterm()
    with tempfile.TemporaryDirectory() as place:
        found = asyncio.run(_loaded(pathlib.Path(place), seconds, outage=outage, people=people))
    for line in lines(found):
        typer.echo(line)
    return found


def lines(found: Loaded) -> Sequence[str]:
    """Return what is printed of a load."""
    shown = [
        f"{channel:9}{part:8} {f.sent:5} sent  p50 {f.p50:6.0f} ms  p95 {f.p95:6.0f} ms  slowest {f.slowest:6.0f} ms  "
        f"lost {f.lost}  doubled {f.doubled}"
        for (channel, part), f in found.figures.items()
    ]
    ready, before, after = (size / 1024**2 for size in found.memory)
    shown.append(f"memory: {ready:.0f} MB when ready, {before:.0f} MB before the load, {after:.0f} MB after it")
    if found.back_after:
        shown.append(f"the last late reply came {found.back_after:.0f} s after the end of the outage")
    shown.append("log lines with " + ", ".join(f"a {what}: {count}" for what, count in found.leaked.items()))
    shown.append("Everything promised was held." if found.held else "Not everything promised was held.")
    return shown


async def _loaded(folder: pathlib.Path, seconds: float, *, outage: bool, people: int) -> Loaded:
    ledger = Ledger()
    port, *ports = free_ports(4)
    rasa, telegram, microsoft = Understander(ports[0]), BotApi(ports[1], ledger), Microsoft(ports[2], ledger)
    services: Sequence[Service] = (rasa, telegram, microsoft)
    variables = _variables(folder, port, rasa, telegram, microsoft)
    log = folder / "gateway.log"
    try:
        for service in services:
            await service.start()
        with started(python("bot.gateway"), folder, variables, log) as gateway:
            address = f"http://127.0.0.1:{port}"
            await asyncio.to_thread(gateway.wait_until_ready, f"{address}/health", _READY_SECONDS)
            async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), timeout=_TIMEOUT) as client:
                crowd = Crowd(address, client, ledger, telegram, microsoft, people, EVERY_SECONDS)
                return await _measured(crowd, gateway, seconds, (telegram, microsoft) if outage else ())
    finally:
        for service in services:
            await service.stop()


def _variables(
    folder: pathlib.Path, port: int, rasa: Service, telegram: Service, microsoft: Microsoft
) -> Mapping[str, str]:
    home = settings().home.absolute()
    return environment(
        home,
        SDS_HOME=str(home),
        SDS_DATA_FOLDER=str(folder / "var"),
        SDS_DATABASE_URL="",
        SDS_GATEWAY_HOST="127.0.0.1",
        SDS_GATEWAY_PORT=str(port),
        SDS_PUBLIC_URL=f"http://127.0.0.1:{port}",
        SDS_RASA_URL=rasa.url,
        SDS_ACTIONS_URL=rasa.url,
        SDS_RASA_TOKEN=secrets.token_hex(16),
        SDS_ACCESS="open",
        SDS_TELEGRAM_TOKEN=TOKEN,
        SDS_TELEGRAM_MODE="polling",
        SDS_TELEGRAM_API_URL=telegram.url,
        SDS_TELEGRAM_CHAMPIONS_CHAT="",
        **microsoft.settings(),
    )


async def _measured(crowd: Crowd, gateway: Started, seconds: float, away: Sequence[Service]) -> Loaded:
    ready = gateway.memory().bytes
    await crowd.begin()
    await crowd.drained(_DRAIN_SECONDS)
    if crowd.ledger.open():
        message = f"{len(crowd.ledger.open())} of the first messages got no reply: {crowd.ledger.open()[:5]}"
        raise UnderstandingError(message)
    await asyncio.sleep(_REST_SECONDS)
    before, begun = gateway.memory().bytes, time.monotonic()
    gone, back = await _load(crowd, seconds, away)
    await crowd.drained(_DRAIN_AFTER_OUTAGE if away else _DRAIN_SECONDS)
    await asyncio.sleep(_REST_SECONDS)
    log = gateway.log.read_text(encoding="utf-8", errors="replace")
    return Loaded(
        _figures(crowd.ledger, (begun, gone, back, time.monotonic())),
        (ready, before, gateway.memory().bytes),
        leaks(log, {"token": TOKEN, "secret": SECRET, "name": NAME}),
        max(0.0, max(crowd.ledger.late(PROMISED_MS), default=back) - back) if away else 0.0,
    )


def _figures(ledger: Ledger, moments: Sequence[float]) -> Mapping[tuple[str, str], Figures]:
    """Add up by channel and part; the moments are begin, going away, coming back and end."""
    begun, gone, back, ended = moments
    parts = {"before": (begun, gone), "outage": (gone, back), "after": (back, ended)}
    if gone == back:
        parts = {"": (begun, ended)}
    return {(c, part): ledger.figures(c, *times) for c in CHANNELS for part, times in parts.items()}


async def _load(crowd: Crowd, seconds: float, away: Sequence[Service]) -> tuple[float, float]:
    """Let everybody talk; return when the services went away and came back."""
    talking = asyncio.create_task(crowd.talk(seconds))
    length = min(_AWAY_SECONDS, seconds / 2)
    gone = back = time.monotonic()
    if away:
        await asyncio.sleep((seconds - length) / 2)
        gone = time.monotonic()
        for service in away:
            await service.stop()
        await asyncio.sleep(length)
        for service in away:
            await service.start()
        back = time.monotonic()
    await talking
    return gone, back
