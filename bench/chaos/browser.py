"""A browser of a few lines: it signs in, remembers cookies, and sends forms."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

SECONDS = 30.0
JSON = {"Accept": "application/json"}


@dataclass(slots=True)
class Answer:
    """What came back."""

    code: int
    text: str
    headers: Message


@dataclass(slots=True)
class Browser:
    """One visitor. Each request has a connection of its own."""

    listen: str
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    seconds: float = SECONDS

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        kind: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request and read its answer; OSError if there is none."""
        connection = HTTPConnection(self.listen, timeout=self.seconds)
        sent = dict(headers or {})
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if cookies:
            sent["Cookie"] = cookies
        if kind:
            sent["Content-Type"] = kind
        try:
            connection.request(method, path, body or None, sent)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
            text = answer.read().decode(errors="replace")
            return Answer(answer.status, text, answer.headers)
        except HTTPException as problem:
            raise ConnectionError(str(problem)) from problem
        finally:
            connection.close()

    def status(self, path: str) -> int:
        """The code of a page's answer; 0 if there is none."""
        try:
            return self.ask("GET", path).code
        except OSError:
            return 0

    def token(self, path: str) -> str:
        """What shows that a form is from a page of ours, asked for once a page."""
        if path not in self.tokens:
            text = self.ask("GET", path).text
            found = re.search(r'name="form_token" value="([^"]+)"', text)
            if found is None:
                raise ConnectionError(f"{path} has no form.")
            self.tokens[path] = found.group(1)
        return self.tokens[path]

    def send(self, path: str, *, on: str = "", **fields: str) -> Answer:
        """Send a form that stands on a page."""
        values = {"form_token": self.token(on or path)} | fields
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", path, urlencode(values).encode(), kind)

    def sign_in(self, path: str) -> None:
        """Use a sign-in link, also of a version that had its code in the path."""
        page, _, code = path.partition("#")
        answer = self.send(page, code=code)
        if answer.code >= HTTPStatus.BAD_REQUEST:
            raise ConnectionError(f"The sign-in link was refused: {answer.code}.")
        self.tokens.clear()

    def upload(self, assessment: str, name: str, contents: bytes) -> int:
        """Upload a file as the page's script does; the code, 0 without an answer."""
        path = f"/assessments/{assessment}/documents"
        try:
            body, kind = self.form(path, name, contents)
            return self.ask("POST", path, body, kind, JSON).code
        except OSError:
            return 0

    def form(self, path: str, name: str, contents: bytes) -> tuple[bytes, str]:
        """The body of an upload form, and what kind it is."""
        edge = secrets.token_hex(16)
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n'
            f"{self.token(path)}\r\n--{edge}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = head.encode() + contents + f"\r\n--{edge}--\r\n".encode()
        return body, f"multipart/form-data; boundary={edge}"
