"""What every command sets before the heavy libraries are imported."""

import logging
import os
import secrets
import warnings

from bot.settings import Settings


def quiet() -> None:
    """Switch telemetry, caches and chatter of the libraries off. Call before rasa is imported."""
    for name, value in {
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_MAX_CACHE_SIZE": "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "OMP_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        # Rasa shows its progress bars unless this is set.
        "LOG_LEVEL": "WARNING",
        # Rasa's and the SDK's web servers are for this machine alone.
        "SANIC_HOST": "127.0.0.1",
        "MALLOC_ARENA_MAX": "2",
    }.items():
        os.environ.setdefault(name, value)
    # Libraries set the filters back; what they would show then is for their authors.
    warnings.showwarning = lambda *_, **__: None
    logging.getLogger().addFilter(_is_ours)
    for handler in logging.getLogger().handlers:
        handler.addFilter(_is_ours)


def _is_ours(record: logging.LogRecord) -> bool:
    # TensorFlow misses TensorBoard, which nothing here needs.
    return not str(record.msg).startswith("Limited tf.")


def for_processes(configuration: Settings) -> dict[str, str]:
    """The environment of the three processes: one token that they share, and where the actions are."""
    quiet()
    token = configuration.rasa_token.get_secret_value() or secrets.token_urlsafe(32)
    return {
        **os.environ,
        "SDS_RASA_TOKEN": token,
        "SDS_ACTIONS_WEBHOOK": f"{configuration.actions_url}/webhook",
        "SDS_DATABASE_URL": configuration.database_address,
    }
