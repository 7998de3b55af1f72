"""Every table of the product, registered on one metadata by importing the capabilities' tables, one line each."""

from __future__ import annotations

import ankang.areas.tables  # noqa: F401  (registers)
import ankang.assessments.tables  # noqa: F401  (registers)
import ankang.checkpoints.tables  # noqa: F401  (registers)
import ankang.codes.tables  # noqa: F401  (registers)
import ankang.identity.tables  # noqa: F401  (registers)
import ankang.policies.tables  # noqa: F401  (registers)
import ankang.runtime.tables  # noqa: F401  (registers)
