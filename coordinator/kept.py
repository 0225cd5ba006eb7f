"""What an instance keeps in its folder beside the database: its settings, and the secrets it makes at first start."""

import json
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from coordinator.unsafe import Unsafe

KEY_BYTES = 32
SECRETS = ("secret_key", "contact_key", "stop_pepper")


def kept_environment(instance: Path) -> dict[str, str]:
    """Return the variables an instance keeps in its `settings.env`; the environment's own win over them."""
    file = instance / "settings.env"
    lines = _read(file).splitlines() if _is_there(file) else []
    pairs = (line.partition("=") for line in lines if "=" in line and not line.lstrip().startswith("#"))
    return {name.strip(): value.strip() for name, _equals, value in pairs}


def kept_secrets(instance: Path) -> dict[str, object]:
    """Return the instance's own secrets, making them at first start, readable by its owner alone."""
    file = instance / "secrets.json"
    if not _is_there(file):
        _make(file)
    text = _read(file)
    if file.stat().st_mode & 0o077:
        raise Unsafe(f"others can read {file}; do this: chmod 600 {file}")
    try:
        kept = json.loads(text)
    except ValueError:
        kept = None
    if not isinstance(kept, dict) or set(kept) - set(SECRETS) or not all(isinstance(key, str) for key in kept.values()):
        raise Unsafe(f"{file} is not what was written when it was made; put back the copy of it that you kept.")
    return kept


def _make(file: Path) -> None:
    """Make the secrets, whole or not at all: of two processes that start at once, the second reads the first's."""
    made = {name: secrets.token_urlsafe(KEY_BYTES) for name in SECRETS}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix="secrets-") as out:  # which others cannot read
            json.dump(made, out, indent=1)
            out.flush()
            os.fsync(out.fileno())
            with suppress(FileExistsError):
                os.link(out.name, file)
    except OSError as trouble:
        raise Unsafe(f"{file.parent} cannot be written to ({trouble.strerror}).") from None


def _is_there(file: Path) -> bool:
    """Say whether a file is there; a folder that must not be looked into is not the same as one without it."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as trouble:
        raise _not_readable(file, trouble) from None
    return True


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as trouble:
        raise _not_readable(file, trouble) from None
    except UnicodeDecodeError:
        raise Unsafe(f"{file} is not a text.") from None


def _not_readable(file: Path, trouble: OSError) -> Unsafe:
    said = f"{file} cannot be read ({trouble.strerror})"
    return Unsafe(f"{said}; run this as the user the site runs as, or chown the file to it.")
