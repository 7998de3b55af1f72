"""Fever clinics: import the directory, find the one that is nearest to somebody's home (SPEC F5)."""

from __future__ import annotations

from dataclasses import dataclass

from ankang.areas import service as areas
from ankang.clinics import store
from ankang.clinics.model import FeverClinic, RowProblem, nearest_to, read_directory
from ankang.runtime.context import Call

__all__ = ["FeverClinic", "Imported", "Refused", "RowProblem", "import_directory", "nearest_clinic"]

_CITY_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Imported:
    """What a directory changed, in clinics; one whose address or telephone changed is `changed`."""

    total: int
    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Every row that cannot be used; nothing was written."""

    problems: tuple[RowProblem, ...]


async def import_directory(call: Call, text: str, *, dry_run: bool = False) -> Imported | Refused:
    """Take a file as the whole directory: clinics that it does not name go. The caller is the operator."""
    directory = read_directory(text, lambda code: areas.find_division(code) is not None)
    if directory.problems:
        return Refused(directory.problems)
    await store.lock_directory(call.connection)
    before = {(clinic.division_code, clinic.name): clinic for clinic in await store.list_clinics(call.connection)}
    after = {(clinic.division_code, clinic.name): clinic for clinic in directory.clinics}
    if not dry_run:
        await store.replace_all(call.connection, after.values(), call.now)
    return Imported(
        total=len(after),
        added=len(after.keys() - before.keys()),
        changed=sum(1 for key in after.keys() & before.keys() if after[key] != before[key]),
        removed=len(before.keys() - after.keys()),
    )


async def nearest_clinic(call: Call, home_code: str) -> FeverClinic | None:
    """The clinic of a home's street, else county, else city; None where the directory has none in the city."""
    return nearest_to(home_code, await store.list_clinics(call.connection, home_code[:_CITY_DIGITS]))
