"""What a run was made with: versions, policy, model, content and commit."""

import hashlib
import importlib.metadata
import os
import pathlib
import platform
from typing import Any

import yaml

from bot.content.library import digest

LIBRARIES = (
    "sds-guide",
    "rasa",
    "rasa-sdk",
    "tensorflow-cpu",
    "numpy",
    "scikit-learn",
    "onnxruntime",
    "tokenizers",
    "spacy",
    "fastapi",
)


def about(home: pathlib.Path) -> dict[str, Any]:
    """Describe a product folder; what is not there is None or empty."""
    return {
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "versions": {name: _version(name) for name in LIBRARIES},
        "policy": _policy(home / "knowledge" / "policy.yml"),
        "content": digest(home / "knowledge"),
        "model": _model(home / "models"),
        "commit": commit(home),
    }


def _version(library: str) -> str | None:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return None


def _policy(path: pathlib.Path) -> dict[str, Any]:
    return (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}


def _model(folder: pathlib.Path) -> dict[str, str] | None:
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        return None
    return {"file": models[-1].name, "sha256": hashlib.sha256(models[-1].read_bytes()).hexdigest()}


def commit(home: pathlib.Path) -> str | None:
    """Read the checked-out commit from git's own files; None outside a repository."""
    git = home / ".git"
    try:
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        name = head.removeprefix("ref: ")
        if name == head:
            return head
        if (git / name).exists():
            return (git / name).read_text(encoding="utf-8").strip()
        packed = (git / "packed-refs").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((line.split()[0] for line in packed if line.endswith(f" {name}")), None)
