"""Starting: an unsafe configuration does not run; one line says why, and the exit status is 1."""

import os
import re
import shlex
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coordinator import create_app
from coordinator.kept import kept_secrets
from coordinator.settings import ROOT, Settings, Unsafe, from_environment

KEY = "0123456789abcdef" * 2
SAFE = {
    "COORDINATOR_OPERATOR_NAME": "Jo Lindqvist",
    "COORDINATOR_PUBLIC_BASE_URL": "https://ground.example.org",
    "COORDINATOR_SECRET_KEY": KEY,
}
# What is wrong, the variables that make it so, and a word the line has to say.
UNSAFE: list[tuple[str, dict[str, str], str]] = [
    ("a short key", {"COORDINATOR_SECRET_KEY": KEY[:31]}, "SECRET_KEY"),
    ("a default key", {"COORDINATOR_SECRET_KEY": "changeme"}, "SECRET_KEY"),
    ("a key of one letter", {"COORDINATOR_SECRET_KEY": "k" * 40}, "SECRET_KEY"),
    ("a word many times", {"COORDINATOR_SECRET_KEY": "secret" * 8}, "SECRET_KEY"),
    ("an old key that is short", {"COORDINATOR_SECRET_KEY_FALLBACKS": f"{KEY}|old"}, "SECRET_KEY_FALLBACKS"),
    ("a short contact key", {"COORDINATOR_CONTACT_KEY": "key"}, "CONTACT_KEY"),
    ("a short pepper", {"COORDINATOR_STOP_PEPPER": "pepper"}, "STOP_PEPPER"),
    ("an address with a path", {"COORDINATOR_PUBLIC_BASE_URL": "https://example.org/ground"}, "PUBLIC_BASE_URL"),
    ("an address with a name", {"COORDINATOR_PUBLIC_BASE_URL": "https://jo@ground.example.org"}, "PUBLIC_BASE_URL"),
    ("an address with a question", {"COORDINATOR_PUBLIC_BASE_URL": "https://ground.example.org?a"}, "PUBLIC_BASE_URL"),
    ("an address with a gap", {"COORDINATOR_PUBLIC_BASE_URL": "https://ground example.org"}, "PUBLIC_BASE_URL"),
    ("an address with an odd port", {"COORDINATOR_PUBLIC_BASE_URL": "https://ground.example.org:x"}, "PUBLIC_BASE_URL"),
    ("an address in quotes", {"COORDINATOR_PUBLIC_BASE_URL": '"https://ground.example.org"'}, "PUBLIC_BASE_URL"),
    ("an address of files", {"COORDINATOR_PUBLIC_BASE_URL": "ftp://localhost"}, "PUBLIC_BASE_URL"),
    ("a setting that is none", {"COORDINATOR_TIMEZONE": "Europe/Paris"}, "do you mean COORDINATOR_TIME_ZONE?"),
    ("a pace that is no setting", {"COORDINATOR_PACE_GAP": "40"}, "COORDINATOR_PACE_GAP is no setting"),
    ("a database that is no address", {"COORDINATOR_DATABASE_URL": "postgresql+psycopg://a@b:c/d"}, "DATABASE_URL"),
    ("limits counted nowhere", {"COORDINATOR_REDIS_URL": "http://localhost"}, "REDIS_URL"),
    ("a language nobody wrote", {"COORDINATOR_LANGUAGE": "tlh"}, "LANGUAGE"),
    ("a sender that is none", {"COORDINATOR_MAIL_FROM": "Jo"}, "MAIL_FROM"),
    ("fewer letters than none", {"COORDINATOR_MAILS_A_DAY": "-1"}, "MAILS_A_DAY"),
    ("a mail port that is not there", {"COORDINATOR_SMTP_PORT": "0"}, "SMTP_PORT"),
    ("a metrics port that is not there", {"COORDINATOR_METRICS_PORT": "70000"}, "METRICS_PORT"),
    ("a mailbox in the open", {"COORDINATOR_IMAP_HOST": "mail.example.org", "COORDINATOR_IMAP_SECURITY": "none",
                               "COORDINATOR_IMAP_PASSWORD": "p"}, "IMAP_SECURITY"),
    ("another kind of database", {"COORDINATOR_DATABASE_URL": "mysql://ground@localhost/ground"}, "DATABASE_URL"),
    ("a security nobody knows", {"COORDINATOR_SMTP_SECURITY": "ssl"}, "SMTP_SECURITY"),
    ("a password in the open", {"COORDINATOR_SMTP_HOST": "mail.example.org", "COORDINATOR_SMTP_SECURITY": "none",
                                "COORDINATOR_SMTP_PASSWORD": "p"}, "in the open"),
    ("fewer than no proxies", {"COORDINATOR_TRUSTED_PROXY_HOPS": "-1"}, "TRUSTED_PROXY_HOPS"),
    ("more proxies than there can be", {"COORDINATOR_TRUSTED_PROXY_HOPS": "99"}, "TRUSTED_PROXY_HOPS"),
    ("a metrics port that is none", {"COORDINATOR_METRICS_PORT": "yes"}, "METRICS_PORT"),
    ("plain http", {"COORDINATOR_PUBLIC_BASE_URL": "http://ground.example.org"}, "https"),
    ("plain http in a private network", {"COORDINATOR_PUBLIC_BASE_URL": "http://192.168.1.20"}, "https"),
    ("no address at all", {"COORDINATOR_PUBLIC_BASE_URL": "ground"}, "PUBLIC_BASE_URL"),
    ("a host that only looks local", {"COORDINATOR_PUBLIC_BASE_URL": "http://localhost.example.org"}, "https"),
    ("nobody who runs it", {"COORDINATOR_OPERATOR_NAME": ""}, "OPERATOR_NAME"),
    ("a demo in public", {"COORDINATOR_DEMO": "1"}, "demo"),
    ("debugging in public", {"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
    ("mail to no domain", {"COORDINATOR_INBOUND_DOMAIN": "rsvp@ground.example.org"}, "INBOUND_DOMAIN"),
    ("an unknown time zone", {"COORDINATOR_TIME_ZONE": "Europe/Bristol"}, "TIME_ZONE"),
    ("a number that is none", {"COORDINATOR_TRUSTED_PROXY_HOPS": "one"}, "TRUSTED_PROXY_HOPS"),
    ("a mail port that is none", {"COORDINATOR_SMTP_PORT": "smtp"}, "SMTP_PORT"),
    ("a pace that is none", {"COORDINATOR_PACE_GAP_DAYS": "soon"}, "PACE_GAP_DAYS"),
    ("too short after parting", {"COORDINATOR_PACE_DAYS_SINCE_PARTING": "29"}, "days_since_parting"),
    ("too few people", {"COORDINATOR_PACE_PEOPLE": "4"}, "people"),
    ("too many favours", {"COORDINATOR_PACE_OPEN_FAVOURS": "3"}, "open_favours"),
    ("letters at eight", {"COORDINATOR_PACE_QUIET_UNTIL_HOUR": "8"}, "quiet_until_hour"),
    ("no hour left for letters", {"COORDINATOR_PACE_QUIET_FROM_HOUR": "9"}, "quiet hours"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "word"), [each[1:] for each in UNSAFE], ids=[each[0] for each in UNSAFE])
def test_what_is_unsafe_does_not_start(
    wrong: dict[str, str], word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = SAFE | {"COORDINATOR_INSTANCE": str(tmp_path)} | wrong
    monkeypatch.setenv("FLASK_DEBUG", given.get("FLASK_DEBUG", ""))
    with pytest.raises(Unsafe) as refused:
        from_environment(given)
    line = str(refused.value)
    assert line.startswith("Common Ground does not start: ")
    assert "\n" not in line
    assert word in line


def test_what_is_safe_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FLASK_DEBUG", raising=False)
    settings = from_environment(SAFE | {"COORDINATOR_INSTANCE": str(tmp_path)})
    assert settings.https
    assert settings.host == "ground.example.org"


def test_no_application_is_made_of_unsafe_settings(tmp_path: Path) -> None:
    with pytest.raises(Unsafe):
        create_app(Settings(instance=tmp_path, secret_key="short", operator_name="Jo"))


@pytest.mark.thorough
def test_the_command_says_one_line_and_exits_with_one(tmp_path: Path) -> None:
    shown = _flask(tmp_path, COORDINATOR_PACE_PEOPLE="2")
    assert shown.returncode == 1
    assert shown.stderr.strip().splitlines() == [
        "Common Ground does not start: a pacing value passes its limit: people is 2; the floor is 5."
    ]


def test_the_first_start_makes_secrets_that_only_its_owner_reads_and_keeps_them(tmp_path: Path) -> None:
    first = from_environment({"COORDINATOR_OPERATOR_NAME": "Jo", "COORDINATOR_INSTANCE": str(tmp_path / "new")})
    again = from_environment({"COORDINATOR_OPERATOR_NAME": "Jo", "COORDINATOR_INSTANCE": str(tmp_path / "new")})
    assert first.secret_key == again.secret_key
    assert len({first.secret_key, first.contact_key, first.stop_pepper}) == 3
    assert stat.S_IMODE((tmp_path / "new" / "secrets.json").stat().st_mode) == 0o600


def test_secrets_that_others_can_read_do_not_start(tmp_path: Path) -> None:
    given = {"COORDINATOR_OPERATOR_NAME": "Jo", "COORDINATOR_INSTANCE": str(tmp_path)}
    from_environment(given)
    (tmp_path / "secrets.json").chmod(0o640)
    with pytest.raises(Unsafe, match=r"others can read .*secrets\.json; do this: chmod 600 "):
        from_environment(given)


@pytest.mark.parametrize(
    "held", [b"", b'{"secret_key": ', b"[]", b'{"key": "x"}', b'{"secret_key": 5}', b"\xff\xfe\x00"]
)
def test_secrets_that_are_not_what_was_made_do_not_start(held: bytes, tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    file.write_bytes(held)
    file.chmod(0o600)
    with pytest.raises(Unsafe, match=r"secrets\.json is not"):
        from_environment({"COORDINATOR_OPERATOR_NAME": "Jo", "COORDINATOR_INSTANCE": str(tmp_path)})
    assert file.read_bytes() == held


@pytest.mark.parametrize("name", ["secrets.json", "settings.env"])
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir(mode=0o700)
    with pytest.raises(Unsafe, match=rf"{re.escape(name)} cannot be read \(Is a directory\)"):
        from_environment({"COORDINATOR_OPERATOR_NAME": "Jo", "COORDINATOR_INSTANCE": str(tmp_path)})


def test_settings_that_are_no_text_do_not_start(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_bytes(b"\xff\xfe=\x00")
    with pytest.raises(Unsafe, match=r"settings\.env is not a text"):
        from_environment({"COORDINATOR_OPERATOR_NAME": "Jo", "COORDINATOR_INSTANCE": str(tmp_path)})


def test_a_folder_that_is_none_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unsafe, match="cannot be written to"):
        from_environment({"COORDINATOR_OPERATOR_NAME": "Jo", "COORDINATOR_INSTANCE": str(tmp_path / "file")})


def test_of_processes_that_start_at_once_all_have_the_same_secrets(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda _: kept_secrets(tmp_path / "new"), range(24)))
    assert all(each == kept[0] for each in kept)
    assert [each.name for each in (tmp_path / "new").iterdir()] == ["secrets.json"]


@pytest.mark.thorough
def test_on_a_full_disk_no_half_a_secret_is_left(tmp_path: Path) -> None:
    shown = _flask(tmp_path / "new", before="ulimit -f 0")  # no file may grow
    assert (shown.returncode, shown.stdout) == (1, "")
    assert re.fullmatch(r"Common Ground does not start: \S+/new cannot be written to \(.+\)\.\n", shown.stderr)
    assert list((tmp_path / "new").iterdir()) == []


def test_secrets_never_show_where_settings_are_printed(tmp_path: Path) -> None:
    settings = from_environment({"COORDINATOR_OPERATOR_NAME": "Jo", "COORDINATOR_INSTANCE": str(tmp_path)})
    for secret in (settings.secret_key, settings.contact_key, settings.stop_pepper):
        assert secret not in repr(settings)


@pytest.mark.thorough
def test_outside_demo_mode_nothing_of_the_demo_is_there(tmp_path: Path) -> None:
    shown = _flask(tmp_path, "routes")
    assert shown.returncode == 0, shown.stderr
    assert "demo" not in shown.stdout
    assert "demo" not in _flask(tmp_path, "--help").stdout


def _flask(instance: Path, *command: str, before: str = "true", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command as somebody at a shell does, after another."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("COORDINATOR_", "FLASK_"))}
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", *(command or ("routes",))]
    return subprocess.run(  # noqa: S603 - our own command
        ["/bin/sh", "-c", f"{before}; exec {shlex.join(flask)}"],
        cwd=ROOT,
        env=plain | {"COORDINATOR_OPERATOR_NAME": "Jo", "COORDINATOR_INSTANCE": str(instance)} | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_what_only_passkeys_need_is_imported_by_who_uses_one(tmp_path: Path) -> None:
    look = "import sys, wsgi; sys.exit('webauthn' in sys.modules)"
    environ = os.environ | SAFE | {"COORDINATOR_INSTANCE": str(tmp_path)}
    assert subprocess.run([sys.executable, "-c", look], cwd=ROOT, env=environ, check=False).returncode == 0  # noqa: S603
