"""The use cases of identity, for its routes and for other capabilities."""

from ankang.identity.service.bulk import Guardian, NewPerson, add_people, holds_nobody, link_guardians
from ankang.identity.service.forgetting import forget_old
from ankang.identity.service.looks import list_looks, record_look, record_looks
from ankang.identity.service.people import (
    actor_masked_name,
    ensure_person,
    find_person_by_document,
    get_person,
    persons,
)
from ankang.identity.service.proofs import Proof, consent_in_person, list_awaiting_proof, prove_identity
from ankang.identity.service.proxies import (
    LinkView,
    agree_to_link,
    ask_to_act_for,
    confirm_link,
    end_link,
    list_links,
)
from ankang.identity.service.regions import region_name
from ankang.identity.service.registration import open_account, register
from ankang.identity.service.resetting import reset_password
from ankang.identity.service.roles import (
    grant_role,
    grant_role_by_document,
    let_go_site_staff,
    take_on_site_staff,
)
from ankang.identity.service.sending import request_one_time_code
from ankang.identity.service.sessions import (
    SessionView,
    SignedIn,
    authenticate,
    get_session,
    plain_actors,
    sign_out,
    signed_in,
)
from ankang.identity.service.signing_in import sign_in_with_code, sign_in_with_password

__all__ = [
    "Guardian",
    "LinkView",
    "NewPerson",
    "Proof",
    "SessionView",
    "SignedIn",
    "actor_masked_name",
    "add_people",
    "agree_to_link",
    "ask_to_act_for",
    "authenticate",
    "confirm_link",
    "consent_in_person",
    "end_link",
    "ensure_person",
    "find_person_by_document",
    "forget_old",
    "get_person",
    "get_session",
    "grant_role",
    "grant_role_by_document",
    "holds_nobody",
    "let_go_site_staff",
    "link_guardians",
    "list_awaiting_proof",
    "list_links",
    "list_looks",
    "open_account",
    "persons",
    "plain_actors",
    "prove_identity",
    "record_look",
    "record_looks",
    "region_name",
    "register",
    "request_one_time_code",
    "reset_password",
    "sign_in_with_code",
    "sign_in_with_password",
    "sign_out",
    "signed_in",
    "take_on_site_staff",
]
