"""What `ankang run` prints when it is ready: where to go, and how to sign in to a demonstration."""

from __future__ import annotations

import json
import urllib.request

import click


def print_welcome(address: str) -> None:
    """Print the addresses and, for a demonstration, its accounts."""
    with urllib.request.urlopen(f"{address}/api/v1/system", timeout=5) as answer:  # noqa: S310  (our own address)
        system = json.load(answer)
    lines = [
        "",
        f"  安康码已就绪 · Ankang Code is ready    {address}/",
        f"    居民 resident   {address}/resident/",
        f"    哨点 checkpoint {address}/staff/",
        f"    管理台 console  {address}/console/",
    ]
    if system["demonstration_accounts"]:
        lines += ["", "  演示账号 · demonstration accounts"]
        lines += [
            f"    {account['mobile']}  {account['password']}   {account['title']['zh']} · {account['title']['en']}"
            for account in system["demonstration_accounts"]
        ]
    click.echo("\n".join([*lines, "", "  Ctrl-C 结束 · ends", ""]))
