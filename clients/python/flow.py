"""The flow of the README with the generated client: token, dossier, process, images, start, poll, result."""

import base64
import os
import time
from http import HTTPStatus

from bonafide_client import AuthenticatedClient, Client
from bonafide_client.api.document_types import get_document_types
from bonafide_client.api.dossiers import create_dossier, delete_dossier
from bonafide_client.api.images_and_results import set_images
from bonafide_client.api.processes import create_process, get_process, start_verification
from bonafide_client.api.tokens import get_token
from bonafide_client.models import (
    DossierRequest,
    GrantType,
    ImagesRequest,
    ProcessRequest,
    ProcessTypeName,
    Status,
    TokenRequest,
    VerifyRequest,
)

url = os.environ["BONAFIDE_URL"]
with open(os.environ["BONAFIDE_SPECIMEN"], "rb") as file:
    picture = "data:image/jpeg;base64," + base64.b64encode(file.read()).decode()

form = TokenRequest(
    grant_type=GrantType.CLIENT_CREDENTIALS,
    scope="signicat-api",
    client_id=os.environ["BONAFIDE_CLIENT_ID"],
    client_secret=os.environ["BONAFIDE_CLIENT_SECRET"],
)
token = get_token.sync(client=Client(base_url=url, raise_on_unexpected_status=True), body=form)
client = AuthenticatedClient(base_url=url, token=token.access_token, raise_on_unexpected_status=True, timeout=60)

dossier = create_dossier.sync(client=client, body=DossierRequest(external_reference="python"))
types = get_document_types.sync("signicatpictureid", client=client)
passport = next(kind for kind in types if kind.country == "UTO" and kind.type_ == "passport")
made = create_process.sync(
    dossier.dossier_id,
    client=client,
    body=ProcessRequest(
        provider="signicatpictureid",
        process_type=ProcessTypeName.DOCUMENT,
        document_id=passport.id,
    ),
)
ids = (dossier.dossier_id, made.process_id)
answer = set_images.sync_detailed(*ids, client=client, body=ImagesRequest(front=picture))
assert answer.status_code == HTTPStatus.CREATED, answer
started = start_verification.sync(*ids, client=client, body=VerifyRequest())
assert started.status == Status.PROCESSING, started

for _ in range(480):
    result = get_process.sync(*ids, client=client)
    if result.status not in (Status.PENDING, Status.PROCESSING):
        break
    time.sleep(0.25)
assert result.status == Status.ACCEPTED, result.status_reasons
assert result.final_result.issuing_country == "UTO" and result.final_result.last_name

delete_dossier.sync_detailed(dossier.dossier_id, client=client)
gone = get_process.sync_detailed(*ids, client=client)
assert gone.status_code == HTTPStatus.NOT_FOUND and gone.parsed.detail == "Dossier not found.", gone
print("python: accepted")
