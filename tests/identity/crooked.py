"""An OpenID provider of our own: honest until a test bends one thing."""

from __future__ import annotations

import base64
import json
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

TENANT = "11111111-aaaa-4aaa-8aaa-111111111111"
PERSON = "22222222-bbbb-4bbb-8bbb-222222222222"
CLIENT = "threefold-client"
SECRET = "a client's secret"


class Crooked:
    """What it will say next. `claims` override the token's; None leaves a claim out."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.issuer = address
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.published = [self.key]
        self.claims: dict[str, Any] = {}
        self.algorithm = "RS256"
        self.headers: dict[str, Any] = {}
        self.now = 0
        self.asked: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.discovery: dict[str, Any] = {}
        self.visits: list[str] = []

    def authorize(self, address: str) -> tuple[str, str]:
        """A person signs in at this address: the state and the code they come back with."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        self.asked = asked
        code = f"code{len(self.codes)}"
        self.codes[code] = asked
        return asked["state"], code

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "end_session_endpoint": f"{self.address}/bye",
            **self.discovery,
        }

    def answer(self, form: dict[str, str]) -> dict[str, Any]:
        """What the token endpoint says: the code once, and only to who knows the verifier."""
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None:
            return {"error": "invalid_grant"}
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked.get("code_challenge_method") != "S256" or asked["code_challenge"] != challenge:
            return {"error": "invalid_grant"}
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.token(asked)}

    def token(self, asked: dict[str, str]) -> str:
        now = self.now // 1000
        claims = {
            "iss": self.issuer.replace("{tenantid}", TENANT),
            "aud": CLIENT,
            "sub": "pairwise-subject",
            "tid": TENANT,
            "oid": PERSON,
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            "nonce": asked.get("nonce"),
            "name": "Ruth Adeyemi",
            "preferred_username": "ruth.adeyemi@ashmoor.example",
            "roles": ["Chair"],
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid, **self.headers}
        if self.algorithm == "none":
            return f"{_part(header)}.{_part(claims)}."
        if self.algorithm == "HS256":  # signed with the public key, as if that were a secret
            public = OctKey.import_key(self.key.as_pem(private=False))
            return jwt.encode(header, claims, public, algorithms=["HS256"])
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


class Handler(BaseHTTPRequestHandler):
    crooked: Crooked

    def do_GET(self) -> None:
        self.crooked.visits.append(self.path)
        if self.path == "/keys":
            self._say(KeySet(list(self.crooked.published)).as_dict(private=False))
        else:
            self._say(self.crooked.metadata())

    def do_POST(self) -> None:
        self.crooked.visits.append(self.path)
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        answer = self.crooked.answer(dict(urllib.parse.parse_qsl(body)))
        self._say(answer, 400 if "error" in answer else 200)

    def _say(self, value: Any, status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """A test's provider says nothing."""


@contextmanager
def crooked_provider() -> Iterator[Crooked]:
    """A provider on a free port of the loopback."""
    handler = type("Own", (Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        made = Crooked(f"http://127.0.0.1:{server.server_address[1]}")
        handler.crooked = made  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield made
        server.shutdown()
        thread.join()
