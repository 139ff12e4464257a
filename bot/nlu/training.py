"""Train the Rasa model, and know without training whether that is needed."""

import contextlib
import hashlib
import json
import logging
import pathlib
import warnings

from bot.content import library
from bot.errors import ModelError
from bot.nlu.fingerprints import code_digest
from bot.retrieval.kept_vectors import keeping

MODEL, STAMP = "sds-guide", "sds-guide.json"


def model_path(home: pathlib.Path) -> pathlib.Path:
    """Where the trained model lies."""
    return home / "models" / f"{MODEL}.tar.gz"


def up_to_date(home: pathlib.Path) -> bool:
    """Tell whether the trained model fits content, training data, settings and code."""
    return model_path(home).exists() and trained_on(home) == _fingerprint(home)


def trained_on(home: pathlib.Path) -> str:
    """Return the fingerprint of what the model was trained on; empty when that is not known."""
    try:
        return str(json.loads((home / "models" / STAMP).read_text(encoding="utf-8"))["fits"])
    except (OSError, ValueError, KeyError):
        return ""


def train(home: pathlib.Path, vectors: pathlib.Path | None = None) -> pathlib.Path:
    """Train and return the model's path; progress goes to the log. Raises ModelError when Rasa gives no model.

    `vectors` is a file that keeps the vectors of texts from one training to the next.
    """
    warnings.filterwarnings("ignore")
    # Taken before: what is edited while training runs is not in the model.
    fits = _fingerprint(home)
    import rasa.model_training
    from rasa.utils.log_utils import configure_structlog

    # Otherwise it prints every debug line, hundreds of them.
    configure_structlog(logging.WARNING)
    logging.getLogger("rasa.engine.training.hooks").setLevel(logging.INFO)
    with keeping(vectors) if vectors else contextlib.nullcontext():
        result = rasa.model_training.train(
            domain=str(home / "domain.yml"),
            config=str(home / "config.yml"),
            training_files=[str(home / "data")],
            output=str(home / "models"),
            fixed_model_name=MODEL,
            force_training=True,
        )
    if result.code != 0 or not result.model:
        message = f"Rasa trained no model (code {result.code}). The lines above say why."
        raise ModelError(message)
    (home / "models" / STAMP).write_text(json.dumps({"fits": fits}), encoding="utf-8")
    return pathlib.Path(result.model)


def _fingerprint(home: pathlib.Path) -> str:
    settings = b"".join((home / name).read_bytes() for name in ("config.yml", "domain.yml"))
    parts = (library.digest(home / "knowledge"), library.digest(home / "data"), code_digest())
    return "".join(parts) + hashlib.sha256(settings).hexdigest()
