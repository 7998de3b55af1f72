"""How long things hold: policy data with the defaults of docs/specification/credential.md, section "Times"."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds, each counted from the instant that its comment names; the end itself is still inside unless said."""

    token: int = 24 * 3600
    """From a token's `iat` to its `exp`; at `exp` itself it has expired (RFC 8392 section 3.1.4)."""
    renewal: int = 12 * 3600
    """A token older than this is renewed when the phone is online."""
    grace: int = 72 * 3600
    """From `iat`: until then an expired token passes amber where the centre cannot be reached."""
    refresh: int = 15
    """The QR is made anew this often."""
    proof_past: int = 60
    """A proof may be this much older than the verifier's clock."""
    proof_future: int = 30
    """A proof may be this far ahead of the verifier's clock."""
    step_up: int = 180
    """Beyond the two above and within this, a step-up can still rescue a proof; also the slack for a token's `iat`."""
    request: int = 300
    """A renewal request may be this far from the centre's clock, either way."""

    list_fresh: int = 15 * 60
    """Lists up to this old count as the present; an expired token is then refused, for the centre can be reached."""
    list_normal: int = 24 * 3600
    """Up to this old, lists decide as usual and their age is shown."""
    list_amber: int = 72 * 3600
    """Up to this old, every code is amber: the document is compared. Older lists decide nothing."""
    digits: int = 60
    """The six digits of a step-up stand on the staff's screen this long."""
    beacon: int = 10 * 60
    """A proof whose beacon is at most this old was not signed ahead by more than that."""
    paper: int = 180 * 24 * 3600
    """From a paper code's `iat` to its `exp`."""

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) <= 0:
                raise ValueError(
                    f"expected a positive number of seconds for {field.name}, got {getattr(self, field.name)}"
                )
        if not self.renewal < self.token <= self.grace:
            raise ValueError("expected renewal < token <= grace: a token is renewed before it ends, grace comes after")
        if self.grace > 72 * 3600:
            raise ValueError("expected a grace of at most 72 hours: the status lists of a day live four days")
        if not self.list_fresh <= self.list_normal <= self.list_amber:
            raise ValueError("expected list_fresh <= list_normal <= list_amber: the ladder goes down")
        if max(self.proof_past, self.proof_future) > self.step_up:
            raise ValueError("expected the step-up window to enclose the proof window")


DEFAULT_TIMES = Times()
