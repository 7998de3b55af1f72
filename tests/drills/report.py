"""The tables of a drill: what staff were told and when, and each checkpoint's own count beside the centre's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from drills.tally import COMPARED, KEPT_OUT, LET_IN, Tally


@dataclass(frozen=True)
class AtTheCentre:
    """What the centre has of one checkpoint."""

    visits: int
    readings: int
    refused: int


class Checkpoint(Protocol):
    """What the tables ask of a checkpoint."""

    name: str
    client: str
    tally: Tally


def report(
    phases: Sequence[str],
    checkpoints: Sequence[tuple[Checkpoint, AtTheCentre]],
    *,
    check_ins: tuple[int, int],
    turned_yellow: bool,
    unseen: int,
) -> int:
    """Print everything; 1 when something was lost or doubled. `check_ins` are those made and those at the centre."""
    tallies = [checkpoint.tally for checkpoint, _ in checkpoints]
    _print_phases(phases, tallies)
    _print_checkpoints(checkpoints)
    made, found = check_ins
    print(f"phones of yellow holders: {made} check-ins made, {found} at the centre")
    let_in = {phase for tally in tallies for phase, word in tally.seen if word in (LET_IN, COMPARED)}
    # The second scan of somebody in isolation comes back to the same visit.
    visits = sum(tally.kept["scan"] for tally in tallies) - 1
    measured = sum(tally.kept["temperature"] for tally in tallies)
    rows = [
        ("records that were answered", sum(t.kept.total() for t in tallies), sum(t.answered for t in tallies)),
        ("records that were stored", sum(t.kept.total() for t in tallies), sum(t.stored for t in tallies)),
        ("visits at the centre", visits, sum(centre.visits for _, centre in checkpoints)),
        ("readings at the centre", measured, sum(centre.readings for _, centre in checkpoints)),
        ("check-ins at the centre", made, found),
        ("gates whose second upload changed nothing", len(tallies), sum(t.same_again for t in tallies)),
        ("scans that the centre refused", 0, sum(centre.refused for _, centre in checkpoints)),
        ("people with two fevers who turned yellow", 1, int(turned_yellow)),
        ("conflicts shown (colour changed unseen)", unseen * len(let_in), sum(t.conflicts for t in tallies)),
    ]
    print(f"\n{'after the upload':<46}{'expected':>9}{'found':>7}")
    for name, wanted, came in rows:
        print(f"{name:<46}{wanted:>9}{came:>7}  {'ok' if wanted == came else 'WRONG'}")
    wrong = [name for name, wanted, came in rows if wanted != came]
    print("\nnothing was lost, nothing was doubled" if not wrong else f"\nWRONG: {', '.join(wrong)}")
    return 1 if wrong else 0


def _print_phases(phases: Sequence[str], tallies: Sequence[Tally]) -> None:
    print(f"\n{'time since the outage':<24}{'what staff were told':<30}{'scans':>6}")
    seen: Counter[tuple[str, str]] = sum((tally.seen for tally in tallies), Counter())
    for phase in phases:
        for word in sorted(word for when, word in seen if when == phase):
            print(f"{phase:<24}{word:<30}{seen[phase, word]:>6}")


def _print_checkpoints(checkpoints: Sequence[tuple[Checkpoint, AtTheCentre]]) -> None:
    names = (
        "scans",
        "let in",
        "compared",
        "kept out",
        "refused",
        "kept",
        "uploaded",
        "visits",
        "readings",
        "lost",
        "doubled",
    )
    print(f"\n{'checkpoint':<12}{'client':<16}" + "".join(f"{name:>9}" for name in names) + "  refused as")
    for number, (checkpoint, centre) in enumerate(checkpoints):
        tally = checkpoint.tally
        refused = tally.refused()
        figures = (
            tally.scans,
            tally.told(LET_IN),
            tally.told(COMPARED),
            tally.told(KEPT_OUT),
            sum(refused.values()),
            tally.kept.total(),
            tally.stored,
            centre.visits,
            centre.readings,
            tally.kept.total() - tally.stored,
            max(0, centre.visits - tally.kept["scan"]) + max(0, centre.readings - tally.kept["temperature"]),
        )
        reasons = ", ".join(f"{reason} {times}" for reason, times in refused.items())
        print(
            f"gate {number + 1:<7}{checkpoint.client:<16}"
            + "".join(f"{value:>9}" for value in figures)
            + f"  {reasons}"
        )
