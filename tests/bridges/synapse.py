"""Synapse, the server of Matrix: installed by the tests, on this machine alone, for a while."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from house.project import ROOT
from web.serving import free_port, wait_for

PACKAGE = "matrix-synapse==1.163.2"
LONGEST_INSTALL = 120
NAME = "harbourline.example"
#: It knows no other server, tells nobody that it runs, and forgets everything with its folder.
SETTINGS = """
server_name: {name}
report_stats: false
pid_file: {folder}/pid
media_store_path: {folder}/media
signing_key_path: {folder}/signing.key
registration_shared_secret: {secret}
trusted_key_servers: []
suppress_key_server_warning: true
federation_domain_whitelist: []
send_federation: false
enable_metrics: false
presence: {{enabled: false}}
url_preview_enabled: false
bcrypt_rounds: 4
database: {{name: sqlite3, args: {{database: {folder}/db}}}}
listeners:
  - {{port: {port}, type: http, tls: false, bind_addresses: [127.0.0.1],
      resources: [{{names: [client]}}]}}
"""


@dataclass(frozen=True)
class Account:
    """Somebody with an account, and what they may ask for."""

    server: str
    id: str
    token: str

    def ask(self, method: str, path: str, **body: Any) -> requests.Response:
        return requests.request(
            method, f"{self.server}/_matrix/client/v3{path}",
            json=body if method != "GET" else None, timeout=30,
            headers={"Authorization": f"Bearer {self.token}"},
        )  # fmt: skip

    def asked(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        answer = self.ask(method, path, **body)
        assert answer.ok, answer.text
        found: dict[str, Any] = answer.json()
        return found


@dataclass(frozen=True)
class Synapse:
    address: str
    secret: str

    def account(self, name: str) -> Account:
        """A new account, made with the secret that only whoever runs the server knows."""
        url = f"{self.address}/_synapse/admin/v1/register"
        nonce = requests.get(url, timeout=30).json()["nonce"]
        parts = "\0".join((nonce, name, "a password", "notadmin"))
        made = requests.post(url, timeout=30, json={
            "nonce": nonce, "username": name, "password": "a password", "admin": False,
            "mac": hmac.new(self.secret.encode(), parts.encode(), hashlib.sha1).hexdigest(),
        })  # fmt: skip
        assert made.ok, made.text
        return Account(self.address, made.json()["user_id"], made.json()["access_token"])


def installed(folder: Path) -> Path:
    """A Python that has Synapse, in an environment of its own; skips where it can't be had."""
    uv = ROOT / ".tools" / "bin" / "uv"
    if not uv.exists():
        pytest.skip("uv is not in .tools here: a real server of Matrix was not tried")
    python = folder / "venv" / "bin" / "python"
    try:
        for words in (
            ["venv", "--python", sys.executable, folder / "venv"],
            ["pip", "install", "--only-binary", ":all:", "--python", python, PACKAGE],
        ):
            subprocess.run(
                [uv, *words], check=True, capture_output=True, timeout=LONGEST_INSTALL,
                env=os.environ | {"UV_PYTHON_DOWNLOADS": "never"},
            )  # fmt: skip
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip(f"{PACKAGE} could not be installed: a real server of Matrix was not tried")
    return python


@contextmanager
def running(folder: Path) -> Iterator[Synapse]:
    python, port, secret = installed(folder), free_port(), secrets.token_hex(16)
    settings = folder / "settings.yaml"
    settings.write_text(SETTINGS.format(name=NAME, folder=folder, port=port, secret=secret))
    words = [python, "-m", "synapse.app.homeserver", "--config-path", settings]
    subprocess.run(
        [*words, "--generate-keys"], check=True, capture_output=True, timeout=60, cwd=folder
    )
    with (folder / "said").open("w+b") as said:
        server = subprocess.Popen(words, stdout=said, stderr=subprocess.STDOUT, cwd=folder)
        try:
            wait_for(f"http://127.0.0.1:{port}/health", server, said.name)
            yield Synapse(f"http://127.0.0.1:{port}", secret)
        finally:
            server.terminate()
            server.wait(timeout=30)
            shutil.rmtree(folder)
