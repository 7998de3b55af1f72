"""Every table of the product, registered on one metadata by being imported."""

from __future__ import annotations

import ankang.runtime.tables  # noqa: F401  (registers)
