"""`ankang documents`: writes what is generated from the code, so that it never goes stale unseen."""

from __future__ import annotations

from pathlib import Path

import click

from ankang.core.policy.rule_book import rule_book
from ankang.entrypoints.http.openapi import openapi_text
from ankang.policies.service import packaged_policy


@click.group()
def documents() -> None:
    """Generated documents."""


@documents.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def write(folder: Path) -> None:
    """Write the OpenAPI description and the rule books into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in generated_documents().items():
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(folder / name)


def generated_documents() -> dict[str, str]:
    """The text of every document that comes from the code alone, by file name."""
    policy = packaged_policy("anhui-2020")
    return {
        "openapi.json": openapi_text(),
        "rule-book.zh.md": rule_book(policy, "zh"),
        "rule-book.en.md": rule_book(policy, "en"),
    }
