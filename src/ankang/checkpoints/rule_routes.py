"""Sites' rules and lists of people over HTTP."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from ankang.checkpoints import service
from ankang.checkpoints.model.people_lists import MOST_ROWS
from ankang.checkpoints.model.site_rules import ListKind
from ankang.checkpoints.rule_schemas import (
    ListedPerson,
    ListImportAnswer,
    OpeningAnswer,
    OpeningRequest,
    PapersRequest,
    PhoneListAnswer,
    PreviewAnswer,
    PreviewRequest,
    SaveRulesRequest,
    SiteRulesAnswer,
)
from ankang.checkpoints.schemas import VerdictAnswer
from ankang.core.errors import invalid_field
from ankang.core.ids import SiteId
from ankang.core.words import Words
from ankang.runtime.edge import CurrentActor, CurrentCall, router, upload_route
from ankang.runtime.load import panel

# 50,000 rows (`MOST_ROWS`) of some 100 bytes.
_LARGEST_FILE = 8 * 1024 * 1024

_rules = router("/checkpoints", "checkpoints")
_imports = router("/checkpoints", "checkpoints", upload_route(_LARGEST_FILE))


@_rules.get("/sites/{site_id}/rules")
async def get_site_rules(call: CurrentCall, actor: CurrentActor, site_id: UUID) -> SiteRulesAnswer:
    """A site's rules in force and their versions."""
    return await service.get_site_rules(call, actor, SiteId(site_id))


@_rules.put("/sites/{site_id}/rules")
async def save_site_rules(
    call: CurrentCall, actor: CurrentActor, site_id: UUID, body: SaveRulesRequest
) -> SiteRulesAnswer:
    """Save a new version of a site's rules, for now or from a later instant on."""
    return await service.save_site_rules(call, actor, SiteId(site_id), body)


@_rules.post("/sites/{site_id}/rules/preview")
async def preview_site_rules(
    call: CurrentCall, actor: CurrentActor, site_id: UUID, body: PreviewRequest
) -> list[PreviewAnswer]:
    """What the door would say to these invented people at this instant; nothing is saved."""
    return await service.preview_site_rules(call, actor, SiteId(site_id), body)


@_rules.get("/sites/{site_id}/people")
@panel
async def list_people(
    call: CurrentCall,
    actor: CurrentActor,
    site_id: UUID,
    offset: Annotated[int, Query(ge=0, le=MOST_ROWS)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> list[ListedPerson]:
    """Whom a site lists, masked, by list and household."""
    return await service.list_people(call, actor, SiteId(site_id), offset, limit)


@_imports.post("/sites/{site_id}/people/imports", status_code=201)
async def import_people(
    call: CurrentCall,
    actor: CurrentActor,
    site_id: UUID,
    kind: Annotated[ListKind, Form()],
    file: Annotated[UploadFile, File(description="CSV or XLSX, headings in the first line")],
    whole_list: Annotated[bool, Form(description="Whoever is not in the file leaves the list")] = False,
) -> ListImportAnswer:
    """Import residents or employees: good rows are kept, the others come back with line, column and reason."""
    content = await file.read(_LARGEST_FILE + 1)
    if len(content) > _LARGEST_FILE:
        raise invalid_field(
            "file", "file_too_large", Words("文件超过 8 MB，请分开上传。", "The file has more than 8 MB; split it.")
        )
    return await service.import_people(call, actor, SiteId(site_id), kind, content, is_whole_list=whole_list)


@_rules.get("/sites/{site_id}/people/imports/{import_id}/faults.csv", response_class=Response)
@panel
async def get_faults_file(call: CurrentCall, actor: CurrentActor, site_id: UUID, import_id: UUID) -> Response:
    """The rows of an import that were not taken, as a file for a spreadsheet."""
    text = await service.faults_file(call, actor, SiteId(site_id), import_id)
    headers = {"Content-Disposition": 'attachment; filename="faults.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@_rules.get("/duty/people")
async def get_phone_list(call: CurrentCall, actor: CurrentActor) -> PhoneListAnswer:
    """The hashed list of the site of duty, for hours without the centre."""
    return await service.phone_list(call, actor)


@_rules.post("/visits/{visit_id}/papers", status_code=201)
async def answer_for_papers(
    call: CurrentCall, actor: CurrentActor, visit_id: UUID, body: PapersRequest
) -> VerdictAnswer:
    """Staff saw the papers that the site asks for, or the person has none."""
    return await service.answer_for_papers(call, actor, visit_id, body)


@_rules.post("/openings", status_code=201)
async def open_door(call: CurrentCall, actor: CurrentActor, body: OpeningRequest) -> VerdictAnswer:
    """Care or danger: let somebody in against the rules, with the reason; recorded."""
    return await service.open_door(call, actor, body)


@_rules.get("/sites/{site_id}/openings")
async def list_openings(call: CurrentCall, actor: CurrentActor, site_id: UUID) -> list[OpeningAnswer]:
    """Doors that were opened against the rules: residents who came home, care and danger."""
    return await service.list_openings(call, actor, SiteId(site_id))


@_rules.put("/sites/{site_id}/openings/seen", status_code=204)
async def see_openings(call: CurrentCall, actor: CurrentActor, site_id: UUID) -> None:
    """Who answers for the site has seen the openings so far."""
    await service.see_openings(call, actor, SiteId(site_id))


site_rules = APIRouter()
site_rules.include_router(_rules)
site_rules.include_router(_imports)
