"""The worker as an operator starts it: a process of its own, which can be killed."""

import os
import subprocess
import sys
from pathlib import Path

from coordinator.settings import Settings


def environment(settings: Settings) -> dict[str, str]:
    """Return the settings as variables that a process of its own reads."""
    given = {
        "INSTANCE": str(settings.instance),
        "DATABASE_URL": settings.database_url,
        "PUBLIC_BASE_URL": settings.public_base_url,
        "SECRET_KEY": settings.secret_key,
        "CONTACT_KEY": settings.contact_key,
        "STOP_PEPPER": settings.stop_pepper,
        "OPERATOR_NAME": settings.operator_name,
        "MAIL_FROM": settings.mail_from,
        "MAILS_A_DAY": str(settings.mails_a_day),
        "TRUSTED_PROXY_HOPS": str(settings.trusted_proxy_hops),
        "SMTP_HOST": settings.smtp.host,
        "SMTP_PORT": str(settings.smtp.port),
        "SMTP_SECURITY": "none",
    }
    return {f"COORDINATOR_{name}": value for name, value in given.items()}


def start_worker(settings: Settings, *options: str) -> subprocess.Popen[bytes]:
    """Start the worker as an operator does, in a process of its own."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "mail", "deliver", *options]
    env = os.environ | environment(settings)
    return subprocess.Popen(command, env=env, cwd=Path(__file__).parents[2])  # noqa: S603 - our own command
