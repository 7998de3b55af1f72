"""The use cases of checkpoints, for its routes, the demonstration and the command line."""

from ankang.checkpoints.service.administration import assign_staff, create_site, give_to_keeper
from ankang.checkpoints.service.arriving import (
    arrive,
    confirm_arrival,
    follow_arrivals,
    get_posted,
    list_pending_arrivals,
)
from ankang.checkpoints.service.attending import SheetWanted, attendance_file, attendance_sheet
from ankang.checkpoints.service.decoys import add_decoy, list_decoy_alarms
from ankang.checkpoints.service.devices import change_device, list_devices, make_code, register_device, revoke_code
from ankang.checkpoints.service.duties import end_duty, get_duty, list_sites, queue_key, site_keys, start_duty
from ankang.checkpoints.service.enrolled import Enrolled, authenticate_device, enrol, settings_of
from ankang.checkpoints.service.far_shows import list_far_shows
from ankang.checkpoints.service.inviting import (
    accept_invitation,
    get_invitation,
    invite,
    remove_staff,
    revoke_invitation,
)
from ankang.checkpoints.service.keeping import (
    add_entrance,
    close_entrance,
    get_kept_site,
    get_today,
    list_kept_sites,
    print_poster,
    register_site,
    replace_poster,
)
from ankang.checkpoints.service.keeping_uploads import UPLOADS, AskedUpload, check_uploads
from ankang.checkpoints.service.listing_people import faults_file, import_people, list_people, phone_list
from ankang.checkpoints.service.looking_up import look_up
from ankang.checkpoints.service.measuring import list_isolation, record_departure, record_temperature
from ankang.checkpoints.service.once import forget_old
from ankang.checkpoints.service.opening_doors import answer_for_papers, list_openings, open_door, see_openings
from ankang.checkpoints.service.overseeing import SitesWanted, decide_site, list_region_sites
from ankang.checkpoints.service.paper import paper_list_file, print_for_visitor
from ankang.checkpoints.service.passing import ask_to_pass
from ankang.checkpoints.service.registering import decide_registration, list_waiting_registrations
from ankang.checkpoints.service.ruling_sites import get_site_rules, preview_site_rules, save_site_rules
from ankang.checkpoints.service.scan_lane import SCANS, AskedScan
from ankang.checkpoints.service.scanning import code_standing, scan
from ankang.checkpoints.service.uploading import upload
from ankang.checkpoints.service.visiting import list_visits, report_mismatch

__all__ = [
    "SCANS",
    "UPLOADS",
    "AskedScan",
    "AskedUpload",
    "Enrolled",
    "SheetWanted",
    "SitesWanted",
    "accept_invitation",
    "add_decoy",
    "add_entrance",
    "answer_for_papers",
    "arrive",
    "ask_to_pass",
    "assign_staff",
    "attendance_file",
    "attendance_sheet",
    "authenticate_device",
    "change_device",
    "check_uploads",
    "close_entrance",
    "code_standing",
    "confirm_arrival",
    "create_site",
    "decide_registration",
    "decide_site",
    "end_duty",
    "enrol",
    "faults_file",
    "follow_arrivals",
    "forget_old",
    "get_duty",
    "get_invitation",
    "get_kept_site",
    "get_posted",
    "get_site_rules",
    "get_today",
    "give_to_keeper",
    "import_people",
    "invite",
    "list_decoy_alarms",
    "list_devices",
    "list_far_shows",
    "list_isolation",
    "list_kept_sites",
    "list_openings",
    "list_pending_arrivals",
    "list_people",
    "list_region_sites",
    "list_sites",
    "list_visits",
    "list_waiting_registrations",
    "look_up",
    "make_code",
    "open_door",
    "paper_list_file",
    "phone_list",
    "preview_site_rules",
    "print_for_visitor",
    "print_poster",
    "queue_key",
    "record_departure",
    "record_temperature",
    "register_device",
    "register_site",
    "remove_staff",
    "replace_poster",
    "report_mismatch",
    "revoke_code",
    "revoke_invitation",
    "save_site_rules",
    "scan",
    "see_openings",
    "settings_of",
    "site_keys",
    "start_duty",
    "upload",
]
