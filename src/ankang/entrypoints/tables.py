"""Every table of the product, registered on one metadata by importing the capabilities' tables, one line each."""

from __future__ import annotations

import ankang.applications.tables
import ankang.areas.tables
import ankang.assessments.tables
import ankang.checkins.tables
import ankang.checkpoints.tables
import ankang.clinics.tables
import ankang.codes.tables
import ankang.identity.tables
import ankang.notices.tables
import ankang.policies.tables
import ankang.runtime.tables  # noqa: F401  (registers)
