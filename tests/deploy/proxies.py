"""The reverse proxies of deploy/, each with its example as it stands but for names, ports and folders."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coordinator.settings import ROOT
from tests.deploy.running import HOST, free_port, wait_for
from tests.upkeep.authority import Certificate

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
Line = tuple[str, str, str, int]  # what is logged of a request: network, method, path, status


@dataclass(frozen=True)
class Proxy:
    """A program of Debian's, what makes its configuration of the example, how it is started, and what it logs."""

    name: str
    moved: int  # the status by which it leads from http to https
    configure: Callable[[Path, Certificate, int, int, int], list[str]]
    read: Callable[[str], list[Line]]

    @property
    def program(self) -> str | None:
        """Return where it is, None where it is not."""
        return shutil.which(self.name, path=PATH)

    @contextmanager
    def running(self, folder: Path, certificate: Certificate, behind: int) -> Iterator[tuple[int, int]]:
        """Run it before the port of a web server; give its ports for https and http."""
        https, http = free_port(), free_port()
        arguments = self.configure(folder, certificate, behind, https, http)
        own = os.environ | {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
        with (folder / "said.log").open("wb") as said:
            command = [self.program or self.name, *arguments]
            process = subprocess.Popen(command, stdout=said, stderr=said, env=own)  # noqa: S603 - the proxy under test
        try:
            wait_for(https)
            yield https, http
        finally:
            process.terminate()
            process.wait(30)

    def logged(self, folder: Path) -> list[Line]:
        """Return what it logged of each request."""
        return self.read((folder / "common-ground.log").read_text())


def _example(name: str, changes: dict[str, str]) -> str:
    """Return an example with parts of it replaced, each of which has to be there."""
    text = (ROOT / "deploy" / name).read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def _nginx(folder: Path, certificate: Certificate, behind: int, https: int, http: int) -> list[str]:
    site = _example("nginx.conf", {
        "listen 80;": f"listen 127.0.0.1:{http};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{https} ssl http2;",
        "/etc/letsencrypt/live/ground.example.org/fullchain.pem": str(certificate.chain),
        "/etc/letsencrypt/live/ground.example.org/privkey.pem": str(certificate.key),
        "/var/log/nginx/": f"{folder}/",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
    })  # fmt: skip
    (folder / "site.conf").write_text(re.sub(r"^\s*listen \[::\].*\n", "", site, flags=re.MULTILINE))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""  # whose folder this is
    (folder / "nginx.conf").write_text(
        f"{user} pid {folder}/pid; error_log {folder}/error.log; daemon off; events {{}}\n"
        f"http {{ access_log off; {places} include {folder}/site.conf; }}\n"
    )
    return ["-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


def _caddy(folder: Path, certificate: Certificate, behind: int, https: int, http: int) -> list[str]:
    own = f"admin off\n\thttp_port {http}\n\thttps_port {https}\n\tskip_install_trust"
    tls = f"bind 127.0.0.1\n\ttls {certificate.chain} {certificate.key}"
    site = _example("Caddyfile", {
        "{\n\t# Errors": f"{{\n\t{own}\n\t# Errors",
        f"{HOST} {{": f"{HOST} {{\n\t{tls}",
        "/var/log/caddy/": f"{folder}/",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
    })  # fmt: skip
    (folder / "Caddyfile").write_text(site)
    return ["run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def _read_nginx(text: str) -> list[Line]:
    rows = [line.split() for line in text.splitlines()]
    return [(network, method, path, int(status)) for _at, network, method, path, status, *_more in rows]


def _read_caddy(text: str) -> list[Line]:
    rows = [json.loads(line) for line in text.splitlines()]
    asked = [(row["request"], row["status"]) for row in rows]
    return [(each["remote_ip"], each["method"], each["uri"], status) for each, status in asked]


PROXIES = (Proxy("nginx", 301, _nginx, _read_nginx), Proxy("caddy", 308, _caddy, _read_caddy))
