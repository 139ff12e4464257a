"""Seal a folder of model files, so that a missing or changed one is noticed when it is loaded."""

import hashlib
import json
import pathlib

from bot.errors import ModelError

_SEAL = "seal.json"


def seal(folder: pathlib.Path) -> None:
    """Write down the fingerprint of every file in a folder."""
    (folder / _SEAL).write_text(json.dumps(_fingerprints(folder)), encoding="utf-8")


def check(folder: pathlib.Path) -> None:
    """Raise ModelError when a file is missing, changed or new since the folder was sealed."""
    try:
        promised = json.loads((folder / _SEAL).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = "The trained model has lost its seal. Run `sds train --force`."
        raise ModelError(message) from error
    found = _fingerprints(folder)
    promised = promised if isinstance(promised, dict) else {}
    changed = sorted(name for name in promised.keys() | found.keys() if promised.get(name) != found.get(name))
    if changed:
        message = (
            f"Files of the trained model were changed or are missing: {', '.join(changed)}. Run `sds train --force`."
        )
        raise ModelError(message)


def _fingerprints(folder: pathlib.Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name != _SEAL
    }
