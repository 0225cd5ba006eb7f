"""The worker as an operator starts it: a process of its own, which can be killed."""

import os
import subprocess
import sys
from pathlib import Path

from coordinator.settings import Settings


def start_worker(settings: Settings) -> subprocess.Popen[bytes]:
    """Start the worker as an operator does, in a process of its own."""
    given = {
        "INSTANCE": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "PUBLIC_BASE_URL": settings.public_base_url,
        "SECRET_KEY": settings.secret_key,
        "CONTACT_KEY": settings.contact_key,
        "STOP_PEPPER": settings.stop_pepper,
        "OPERATOR_NAME": settings.operator_name,
        "MAIL_FROM": settings.mail_from,
        "SMTP_HOST": settings.smtp.host,
        "SMTP_PORT": str(settings.smtp.port),
        "SMTP_SECURITY": "none",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "mail", "deliver"]
    env = os.environ | {f"COORDINATOR_{name}": value for name, value in given.items()}
    return subprocess.Popen(command, env=env, cwd=Path(__file__).parents[2])  # noqa: S603 - our own command
