"""What reached a browser: every frame of every socket, every page and answer, in order."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Error, Page, Response, WebSocket


class Ear:
    """Hears all that comes to one page, from the moment it is opened."""

    def __init__(self, page: Page) -> None:
        self.frames: list[bytes] = []
        self.bodies: list[tuple[str, bytes]] = []
        self.addresses: list[str] = []
        self.policies: dict[str, str] = {}
        self.complaints: list[str] = []
        page.on("websocket", self._socket)
        page.on("response", self._response)
        page.on("console", self._console)
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))

    @property
    def heard(self) -> list[bytes]:
        """All of it, whichever way it came."""
        return [*self.frames, *(body for _, body in self.bodies)]

    def has(self, words: str) -> bool:
        """Whether these words ever came."""
        return any(words.encode() in part for part in self.heard)

    def _socket(self, socket: WebSocket) -> None:
        self.addresses.append(socket.url)
        socket.on("framereceived", self._frame)

    def _frame(self, payload: str | bytes) -> None:
        self.frames.append(payload.encode() if isinstance(payload, str) else payload)

    def _response(self, response: Response) -> None:
        self.addresses.append(response.url)
        if response.request.resource_type == "document":
            self.policies[response.url] = response.headers.get("content-security-policy", "")
        try:
            self.bodies.append((response.url, response.body()))
        except Error:  # a redirect has no body, and a page that is left takes its bodies along
            self.bodies.append((response.url, b""))

    def _console(self, message: ConsoleMessage) -> None:
        # A form that is answered with what is wrong in it says so in the console too.
        if message.type == "error" and "status of 422" not in message.text:
            self.complaints.append(message.text)


@dataclass
class Secret:
    """Words that only some may have, until they are shown (never, when `shown` stays empty)."""

    words: str
    knowers: tuple[str, ...]
    shown: dict[str, int] = field(default_factory=dict)
    pages: dict[str, bool] = field(default_factory=dict)


class Watch:
    """Secrets that were planted, and what had come to whom when each was shown."""

    def __init__(self) -> None:
        self.ears: dict[str, Ear] = {}
        self.secrets: list[Secret] = []

    def plant(self, words: str, *knowers: str) -> str:
        """Words that nobody but the knowers may have from now on."""
        self.secrets.append(Secret(words, knowers))
        return words

    def shows(self, pages: dict[str, str], *words: str) -> None:
        """These are about to be shown to all: all that came until now came before."""
        for secret in self.secrets:
            if secret.words in words:
                secret.shown = {name: len(ear.frames) for name, ear in self.ears.items()}
                secret.pages = {name: secret.words in page for name, page in pages.items()}

    def leaks(self) -> list[str]:
        """Who got what before it was shown to them."""
        return [
            f"{name} had {secret.words!r}"
            for secret in self.secrets
            for name, ear in self.ears.items()
            if name not in secret.knowers and self._leaked(secret, name, ear)
        ]

    def _leaked(self, secret: Secret, name: str, ear: Ear) -> bool:
        before = ear.frames[: secret.shown[name]] if secret.shown else ear.heard
        return secret.pages.get(name, False) or any(secret.words.encode() in one for one in before)

    def arrived(self, secret: Secret) -> set[str]:
        """Who has it by the end; proof that these ears hear."""
        return {name for name, ear in self.ears.items() if ear.has(secret.words)}
