"""The first sheet of a spreadsheet file as rows of text, read in a process of its own with little room.

An XLSX file is a zip archive that says itself how large it is: one kilobyte that names a cell in the last column of the
last row takes the reader 512 GB, and a reader that gets no memory ends its whole process. So a child reads it, which
may use so much memory and time and no more, and whatever becomes of it, the server serves on.
"""

from __future__ import annotations

import asyncio
import io
import json
import resource
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence

import python_calamine

_MEMORY_BYTES = 1024**3
_CPU_SECONDS = 20
_MOST_CHARACTERS = 32 * 1024**2
"""The longest sheet that is handed on; 50,000 rows of people have a sixth of that."""
_MOST_COLUMNS = 200
_TOO_MUCH = 3


class UnreadableSheetError(Exception):
    """Not a spreadsheet, or one that takes more memory or time than any list of ours."""


async def read_first_sheet(content: bytes, most_rows: int) -> list[list[str]]:
    """The rows of the first sheet, at most so many; `UnreadableSheetError` for what is none or is too large."""
    command = (sys.executable, "-m", __name__, str(most_rows))
    child = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    try:
        out, _ = await child.communicate(content)
    except BaseException:
        child.kill()
        raise
    if child.returncode != 0:
        raise UnreadableSheetError(f"the reader ended with {child.returncode}")
    rows: list[list[str]] = json.loads(out)
    return rows


def _read(content: bytes, most_rows: int) -> list[list[str]]:
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False, nrows=most_rows)
    return [[_cell(value) for value in row[:_MOST_COLUMNS]] for row in rows]


def _cell(value: object) -> str:
    # Numbers that were typed as numbers come as floats; an identity number of 18 digits has lost its end by then, and
    # its check character says so.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _main(arguments: Sequence[str]) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    rows = _read(sys.stdin.buffer.read(), int(arguments[0]))
    if sum(len(cell) for row in rows for cell in row) > _MOST_CHARACTERS:
        return _TOO_MUCH
    json.dump(rows, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
