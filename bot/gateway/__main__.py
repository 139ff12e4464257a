"""`python -m bot.gateway`: runs the gateway alone."""

import logging
import socket
import sys
from types import FrameType

import uvicorn

from bot import wiring
from bot.errors import ContentError, GuideError
from bot.gateway.app import create_app
from bot.settings import Settings, settings

_SECONDS_TO_END = 3


class _Server(uvicorn.Server):
    """Ends the open pages' streams first; uvicorn would wait for them."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        for streams in (self.config.app.state.pages, self.config.app.state.watch):  # type: ignore[union-attr]
            streams.end_all()
        super().handle_exit(sig, frame)


def main() -> int:
    """Run until told to end; return 1 after one line about what is wrong when it cannot start."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        configuration = settings()
        app = create_app(wiring.serving(configuration), configuration=configuration)
        listening = _listening(configuration)
    except ContentError as error:
        return _refused(f"knowledge/ has {len(error.faults)} fault(s), `sds check` lists all. First: {error.faults[0]}")
    except (GuideError, OSError) as error:
        return _refused(" ".join(str(error).split()))
    # Rasa keeps websockets at version 10, which uvicorn cannot use; events need none.
    config = uvicorn.Config(
        app,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_SECONDS_TO_END,
    )
    logging.getLogger(__name__).info(
        "The gateway listens on http://%s:%s", configuration.gateway_host, configuration.gateway_port
    )
    _Server(config).run(sockets=[listening])
    return 0


def _listening(configuration: Settings) -> socket.socket:
    place = (configuration.gateway_host, configuration.gateway_port)
    try:
        return socket.create_server(place, family=socket.AF_INET6 if ":" in place[0] else socket.AF_INET, backlog=2048)
    except OSError as error:
        message = (
            f"Cannot listen on {place[0]}:{place[1]} ({error.strerror}). End what uses it, or set SDS_GATEWAY_PORT."
        )
        raise OSError(message) from error


def _refused(why: str) -> int:
    sys.stderr.write(f"The gateway cannot start: {why}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
