"""`ankang decoys`: invented document numbers whose look-up raises an alarm."""

from __future__ import annotations

import click

from ankang.checkpoints import service as checkpoints
from ankang.entrypoints.cli.opening import opened
from ankang.entrypoints.cli.running import in_transaction, run_with
from ankang.identity.model import DocumentType
from ankang.runtime.context import Call
from ankang.runtime.migrate import upgrade


@click.group("decoys")
def decoys() -> None:
    """Invented document numbers whose look-up raises an alarm."""


@decoys.command("add")
@click.argument("numbers", nargs=-1, required=True)
@click.option(
    "--type",
    "document_type",
    type=click.Choice([kind.value for kind in DocumentType]),
    default=DocumentType.MAINLAND_ID.value,
    show_default=True,
    help="What kind of document they pretend to be.",
)
def add(numbers: tuple[str, ...], document_type: str) -> None:
    """Mark NUMBERS that nobody has. All of them, or none: a number of somebody who is known here is refused."""

    async def mark(call: Call) -> int:
        return sum([await checkpoints.add_decoy(call, DocumentType(document_type), number) for number in numbers])

    with opened() as settings:
        upgrade(settings.database_url or "")
        added = run_with(settings, lambda runtime: in_transaction(runtime, mark))
    click.echo(
        f"新增 {added} 个诱饵号码，{len(numbers) - added} 个早已标记。\n"
        f"Decoys added: {added}; marked before: {len(numbers) - added}."
    )
