"""The use cases of checkpoints, for its routes, the demonstration and the command line."""

from ankang.checkpoints.service.administration import assign_staff, create_site, replace_posted_code
from ankang.checkpoints.service.arriving import arrive, confirm_arrival, list_pending_arrivals
from ankang.checkpoints.service.duties import end_duty, get_duty, list_sites, queue_key, site_keys, start_duty
from ankang.checkpoints.service.far_shows import list_far_shows
from ankang.checkpoints.service.looking_up import look_up
from ankang.checkpoints.service.measuring import list_isolation, record_departure, record_temperature
from ankang.checkpoints.service.once import forget_old
from ankang.checkpoints.service.paper import paper_list_file, print_for_visitor
from ankang.checkpoints.service.registering import decide_registration, list_waiting_registrations
from ankang.checkpoints.service.scan_lane import SCANS, AskedScan
from ankang.checkpoints.service.scanning import code_standing, scan
from ankang.checkpoints.service.uploading import upload
from ankang.checkpoints.service.visiting import list_visits, report_mismatch

__all__ = [
    "SCANS",
    "AskedScan",
    "arrive",
    "assign_staff",
    "code_standing",
    "confirm_arrival",
    "create_site",
    "decide_registration",
    "end_duty",
    "forget_old",
    "get_duty",
    "list_far_shows",
    "list_isolation",
    "list_pending_arrivals",
    "list_sites",
    "list_visits",
    "list_waiting_registrations",
    "look_up",
    "paper_list_file",
    "print_for_visitor",
    "queue_key",
    "record_departure",
    "record_temperature",
    "replace_posted_code",
    "report_mismatch",
    "scan",
    "site_keys",
    "start_duty",
    "upload",
]
