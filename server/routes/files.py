"""Built files by their hashed names, kept by browsers for good; and the sign of life."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from server.routes.assets import LICENCES
from server.routes.guards import Anyone
from server.routes.pages import guarded
from server.routes.parts import parts_of
from server.routes.problems import problem

FOR_GOOD = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"


async def static(request: Request, _: Anyone) -> Response:
    """One file of web/dist, squeezed when the browser can take it."""
    name = request.path_params["name"]
    file = parts_of(request).assets.files.get(name)
    if file is None:
        return problem(request, 404)
    body, encoding = file.for_browser(request.headers.get("accept-encoding", ""))
    response = Response(body, media_type=file.media_type)
    guarded(request, response)
    # Only names with a hash of their content are kept for good (WEB-4).
    response.headers["cache-control"] = FOR_A_DAY if name == LICENCES else FOR_GOOD
    response.headers["vary"] = "accept-encoding"
    if encoding:
        response.headers["content-encoding"] = encoding
    return response


async def health(request: Request, _: Anyone) -> Response:
    """Says that this server answers, and which build it is."""
    response = PlainTextResponse(f"ok {parts_of(request).build}\n")
    guarded(request, response)
    return response
