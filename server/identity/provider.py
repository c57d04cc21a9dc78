"""Speaks with an OpenID provider: discovery, keys, the exchange of a code, and its ID token."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from server.contract.values import Millis
from server.identity.values import HOUR, MINUTE, Code, ProviderDetails

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Signatures with a key pair. Never "none", and nothing that a public key could be taken for."""
SCOPE = "openid profile email"
PATIENCE = 10.0
"""Seconds for one answer of the provider."""
CLOCKS_APART = 60
"""Seconds that its clock and ours may differ."""
KEPT_FOR: Millis = 12 * HOUR
KEYS_AGAIN: Millis = MINUTE
"""A token under a key we do not know fetches the keys again, but not more often than this."""
TENANT = "{tenantid}"


class ProviderFault(Exception):
    """The provider, or what came in its name, cannot be used. The message says why, for the log."""

    def __init__(self, code: Code, why: str) -> None:
        super().__init__(why)
        self.code = code


class Provider:
    """One OpenID provider, and this server as its client."""

    def __init__(self, details: ProviderDetails) -> None:
        self._details = details
        self._found: tuple[Millis, dict[str, Any]] | None = None
        self._keys: tuple[Millis, KeySet] | None = None

    async def address(self, state: str, nonce: str, verifier: str, now: Millis) -> str:
        """Where the browser is sent to sign in: a code is asked for, with PKCE (S256)."""
        endpoint = (await self._discover(now))["authorization_endpoint"]
        async with self._client() as client:
            address, _ = client.create_authorization_url(
                endpoint, state=state, nonce=nonce, code_verifier=verifier
            )
        return str(address)

    async def claims(self, code: str, nonce: str, verifier: str, now: Millis) -> dict[str, Any]:
        """What the provider says of whoever came back with this code. Raises ProviderFault."""
        found = await self._discover(now)
        try:
            async with self._client() as client:
                answer = await client.fetch_token(
                    found["token_endpoint"], code=code, code_verifier=verifier
                )
        except (httpx2.HTTPError, AuthlibBaseError, ValueError) as fault:
            raise ProviderFault("council_refused", f"no token: {fault}") from fault
        token = answer.get("id_token") if isinstance(answer, dict) else None
        if not isinstance(token, str):
            raise ProviderFault("council_refused", "the answer has no ID token")
        return await self._checked(token, nonce, found, now)

    async def farewell(self, back: str, now: Millis) -> str:
        """Where the browser can sign out of the council's account too, or ""."""
        try:
            end = (await self._discover(now)).get("end_session_endpoint")
        except ProviderFault:
            return ""
        if not isinstance(end, str) or not is_safe(end):
            return ""
        asked = {"client_id": self._details.client_id, "post_logout_redirect_uri": back}
        return f"{end}{'&' if '?' in end else '?'}{urlencode(asked)}"

    def _client(self) -> Any:
        return AsyncOAuth2Client(
            client_id=self._details.client_id,
            client_secret=self._details.client_secret,
            redirect_uri=self._details.redirect,
            scope=SCOPE,
            code_challenge_method="S256",
            timeout=PATIENCE,
            follow_redirects=False,
        )

    async def _discover(self, now: Millis) -> dict[str, Any]:
        if self._found is not None and now - self._found[0] < KEPT_FOR:
            return self._found[1]
        issuer = self._details.issuer.rstrip("/")
        found = await self._get(f"{issuer}/.well-known/openid-configuration")
        for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(found.get(name), str) or not is_safe(found[name]):
                raise ProviderFault("council_unreachable", f"its {name} cannot be used")
        if not self._is_ours(found["issuer"]):
            raise ProviderFault("council_unreachable", "it says that it is another issuer")
        self._found = (now, found)
        return found

    def _is_ours(self, issuer: str) -> bool:
        """The configured issuer exactly; or Entra's template for many tenants, when they are named.

        https://login.microsoftonline.com/common/v2.0 calls itself …/{tenantid}/v2.0.
        """
        ours = self._details.issuer.rstrip("/")
        if TENANT not in issuer:
            return issuer.rstrip("/") == ours
        same_host = urlsplit(issuer)[:2] == urlsplit(ours)[:2]
        return same_host and bool(self._details.tenants)

    async def _checked(
        self, token: str, nonce: str, found: dict[str, Any], now: Millis
    ) -> dict[str, Any]:
        """The claims of an ID token, once signature, issuer, audience, times and nonce hold."""
        client = self._details.client_id
        try:
            decoded = await self._decoded(token, found, now)
            claims = decoded.claims
            issuer = found["issuer"].replace(TENANT, str(claims.get("tid", "")))
            jwt.JWTClaimsRegistry(
                now=now // 1000,
                leeway=CLOCKS_APART,
                iss={"essential": True, "value": issuer},
                aud={"essential": True, "value": client},
                exp={"essential": True},
                iat={"essential": True},
                sub={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(claims)
        except (JoseError, ValueError, TypeError) as fault:
            raise ProviderFault("council_refused", f"ID token: {fault}") from fault
        # OpenID Connect Core 3.1.3.7: a token for several must say that it was made for us.
        if isinstance(claims["aud"], list) and claims.get("azp", client) != client:
            raise ProviderFault("council_refused", "the ID token was made for another client")
        return claims

    async def _decoded(self, token: str, found: dict[str, Any], now: Millis) -> jwt.Token:
        keys = await self._key_set(found, now, KEPT_FOR)
        try:
            return jwt.decode(token, keys, algorithms=ALGORITHMS)
        except InvalidKeyIdError:  # the provider changed its keys
            keys = await self._key_set(found, now, KEYS_AGAIN)
            return jwt.decode(token, keys, algorithms=ALGORITHMS)

    async def _key_set(self, found: dict[str, Any], now: Millis, fresh: Millis) -> KeySet:
        if self._keys is None or now - self._keys[0] >= fresh:
            try:
                read: Callable[[Any], KeySet] = KeySet.import_key_set
                self._keys = (now, read(await self._get(found["jwks_uri"])))
            except (JoseError, KeyError, TypeError, ValueError) as fault:
                raise ProviderFault("council_unreachable", f"its keys: {fault}") from fault
        return self._keys[1]

    async def _get(self, address: str) -> dict[str, Any]:
        try:
            async with httpx2.AsyncClient(timeout=PATIENCE, follow_redirects=False) as client:
                answer = await client.get(address)
            found = answer.raise_for_status().json()
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as fault:
            raise ProviderFault("council_unreachable", f"{address}: {fault}") from fault
        if not isinstance(found, dict):
            raise ProviderFault("council_unreachable", f"{address}: not an object")
        return found


def is_safe(address: str) -> bool:
    """Whether an address of the provider is https; on this machine itself http will do."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    try:
        return parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
