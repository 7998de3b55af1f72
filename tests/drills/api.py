"""Every operation with requests that its description allows and forbids, as each kind of account: `make drill-api`.

The server must answer each of them, refusals included; what it may not do is fail (a status of 500 and more, or no
answer). A 503 says that it is busy, with Retry-After, and is asked for by how fast this goes. Schemathesis makes the
requests from the interface's own description.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx

from ankang.demo.accounts import ACCOUNTS, Account
from machine.serving import Server

DESCRIPTION = Path(__file__).parents[2] / "docs/generated/openapi.json"
EXAMPLES = int(os.environ.get("EXAMPLES", "15"))  # noqa: TID251  (a drill has no runtime/config of its own)
# Signing out ends the session that the rest of the run needs, a stream never ends.
LEFT_OUT = ("--exclude-path-regex", "/identity/session$|/stream$")
_COUNT = re.compile(r"(\d[\d,]*) (?:generated|test cases)")


def headers_of(address: str, account: Account | None) -> list[str]:
    """The session of an account as Schemathesis takes headers; staff are on duty."""
    if account is None:
        return []
    client = httpx.Client(base_url=f"{address}/api/v1")
    body = {"method": "mobile_password", "mobile": account.mobile, "password": account.password}
    client.post("/identity/sessions", json=body).raise_for_status()
    csrf = client.cookies["ankang_csrf"]
    client.headers["X-CSRF-Token"] = csrf
    sites = client.get("/checkpoints/sites")
    if sites.is_success and sites.json():
        client.put("/checkpoints/duty", json={"site_id": sites.json()[0]["site_id"]})
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return ["-H", f"Cookie: {cookies}", "-H", f"X-CSRF-Token: {csrf}"]


def attack(address: str, account: Account | None) -> tuple[str, bool]:
    """Run Schemathesis as somebody; its closing words, and whether the server never failed."""
    command = [
        *(str(Path(sys.executable).with_name("st")), "run", str(DESCRIPTION), "--url", address),
        *("--phases", "coverage,fuzzing", "--checks", "not_a_server_error", "-n", str(EXAMPLES), "--no-color"),
        *("--generation-database", "none", "--continue-on-failure", "--warnings", "off", "--request-timeout", "60"),
        *LEFT_OUT,
        *headers_of(address, account),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout, done.returncode == 0


def main() -> int:
    """Print a line for each kind of account; status 1 and the whole report where the server failed."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            server.start("--demonstration", "--people", "500")
            # Everybody asks, also after somebody whom the server failed.
            answered = [reported(server.address, account) for account in asking()]
            return int(not all(answered))
        finally:
            server.erase()


def asking() -> list[Account | None]:
    """Nobody, and one account of each role."""
    return [None, *{account.role: account for account in ACCOUNTS}.values()]


def reported(address: str, account: Account | None) -> bool:
    """Whether the server never failed somebody, once that is printed."""
    report, is_well = attack(address, account)
    name = account.title.en.partition(":")[0] if account else "Nobody signed in"
    requests = _COUNT.search(report)
    print(f"{name:40} {requests[1] if requests else '?':>8} requests  {'no failure' if is_well else 'FAILED'}")
    if not is_well:
        print(report)
    return is_well


if __name__ == "__main__":
    sys.exit(main())
