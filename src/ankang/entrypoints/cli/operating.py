"""Commands of the operator: schema, roles, outages."""

from __future__ import annotations

from datetime import date, datetime

import click

from ankang.assessments import service as assessments
from ankang.entrypoints.cli.opening import opened
from ankang.entrypoints.cli.running import in_call
from ankang.identity import service as identity
from ankang.identity.model import DocumentType
from ankang.runtime.access import Role
from ankang.runtime.migrate import upgrade


@click.command()
def migrate() -> None:
    """Bring the database to the present schema."""
    with opened() as settings:
        upgrade(settings.database_url or "")
    click.echo("数据库已是最新结构。The database has the present schema.")


@click.group()
def accounts() -> None:
    """Accounts of staff and officers."""


@accounts.command()
@click.option("--document", required=True, help="Document number of a registered person.")
@click.option("--document-type", type=click.Choice([kind.value for kind in DocumentType]), default="mainland_id")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role if role is not Role.RESIDENT]))
@click.option("--region", required=True, help="Division code in which the role may act, 2 to 12 digits.")
@click.option("--organisation", required=True)
def grant(document: str, document_type: str, role: str, region: str, organisation: str) -> None:
    """Give a registered person a role in a region."""
    in_call(
        lambda call: identity.grant_role_by_document(
            call, DocumentType(document_type), document, Role(role), region, organisation
        )
    )
    click.echo(f"已授权 granted: {role} @ {region}")


@click.group()
def outage() -> None:
    """Days on which the system was out of service: they neither count nor break a run of check-ins."""


@outage.command()
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--reason", required=True)
def declare(day: datetime, reason: str) -> None:
    """Declare a local day out of service and re-assess whom it concerns."""
    declared: date = day.date()
    in_call(lambda call: assessments.declare_outage(call, declared, reason))
    click.echo(f"{declared} 已登记为停服日。{declared} is recorded as out of service.")
