"""A measured figure with its target, printed as a table and kept in `bench/results/<name>.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `target` None: told for comparison; otherwise at least, or with `at_most` at most so much."""

    figure: str
    value: float
    unit: str
    target: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        return self.value <= self.target if self.at_most else self.value >= self.target

    def to_json(self) -> dict[str, object]:
        """As it is kept."""
        return {
            "figure": self.figure,
            "value": round(self.value, 2),
            "unit": self.unit,
            "target": self.target,
            "met": self.met,
        }


def report(name: str, figures: Sequence[Figure], note: str = "") -> None:
    """Print the table and keep the figures."""
    print(f"\n{name}: {note}" if note else f"\n{name}")
    widths = [max(len(cells[column]) for cells in map(_cells, figures)) for column in range(3)]
    for figure in figures:
        what, value, unit = _cells(figure)
        print(f"  {what:<{widths[0]}}  {value:>{widths[1]}} {unit:<{widths[2]}}  {_verdict(figure)}".rstrip())
    RESULTS.mkdir(exist_ok=True)
    rows = [figure.to_json() for figure in figures]
    (RESULTS / f"{name}.json").write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _cells(figure: Figure) -> tuple[str, str, str]:
    value = f"{figure.value:,.0f}" if figure.value >= 100 else f"{figure.value:,.1f}"
    return figure.figure, value, figure.unit


def _verdict(figure: Figure) -> str:
    if figure.target is None:
        return ""
    return f"target {'≤' if figure.at_most else '≥'} {figure.target:,.0f}: {'met' if figure.met else 'NOT met'}"
