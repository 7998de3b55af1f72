"""A scanned text, verified, and whose it is: one door for codes on phones and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ankang.codes import service as codes
from ankang.codes.model import TIMES, CodeStanding
from ankang.core.colours import Colour
from ankang.core.credential.code_name import CodeName
from ankang.core.credential.paper import PAPER_PREFIX, verify_paper
from ankang.core.credential.refusals import Refused
from ankang.core.credential.verify import Verified, verify
from ankang.core.ids import PersonId
from ankang.runtime.context import Call


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A genuine text. `person_id` None: the centre never gave it out. `shown` None: paper carries no colour."""

    standing: CodeStanding
    name: CodeName
    shown: Colour | None
    proof_at: datetime | None

    @property
    def person_id(self) -> PersonId | None:
        """Whose code it is."""
        return self.standing.person_id

    @property
    def is_paper(self) -> bool:
        """Whether it was printed."""
        return self.proof_at is None

    def lived_at(self, at: datetime) -> bool:
        """Whether the code counted at that instant."""
        return self.standing.ended_at is None or at < self.standing.ended_at


async def read_code(
    call: Call, text: str, at: datetime, *, centre_reachable: bool = True, digits: bytes | None = None
) -> ReadCode | Refused:
    """What a text proves at an instant, and what stands about it; refusals as `verify` and `verify_paper` have them."""
    published = await codes.publish_keys(call)
    if text.startswith(PAPER_PREFIX):
        paper = verify_paper(text, published.bundle, at, TIMES)
        if isinstance(paper, Refused):
            return paper
        return ReadCode(await codes.paper_standing(call, paper.code_name), paper.code_name, None, None)
    code = verify(text, published.bundle, at, TIMES, centre_reachable=centre_reachable, digits=digits)
    if not isinstance(code, Verified):
        return code
    name = code.code_name
    standing = await codes.standing(call, name.list_id, name.index)
    return ReadCode(standing, name, code.colour, code.proof_at)
