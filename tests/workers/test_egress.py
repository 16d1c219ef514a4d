"""Nothing that pages and workers do with a document reaches for the network."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Keeps and reads documents that name an address, and says what was reached for.
PROGRAM = r"""
import io, json, sys
reached = []
def note(name, args):
    if name in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        address = args[1] if name != "socket.getaddrinfo" else args
        if not isinstance(address, (str, bytes)):
            reached.append([name, repr(address)])
sys.addaudithook(note)
import docx
from storage import documents, pages
from storage.models import Document
from storage.settings import Settings
from storage.store import Store
from tests import factories
from tests.workers.extract.making import one_page, saved, stream
from web.app import create_app
from workers import reading

there = sys.argv[1].encode()
word = docx.Document()
word.add_paragraph("The board met.")
word.part.relate_to(
    sys.argv[1],
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image",
    is_external=True,
)
action = b"/A << /S /URI /URI (%s) >>" % there
uri = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] %s >>]" % action
picture = b"<img src='%s'><p>The board met." % there
shown = stream(b"BT /F1 12 Tf 72 720 Td (The board met.) Tj ET")
files = {
    "page.html": b"<link rel=stylesheet href='%s'>" % there + picture,
    "mail.eml": b"Subject: x\nContent-Type: text/html\n\n" + picture,
    "remote.docx": saved(word),
    "uri.pdf": one_page(shown, extra=uri),
    "notes.md": b"![x](%s) The board met." % there,
}
store = Store(Settings.from_env())
create_app(store)
found = {}
with store.transaction() as session:
    assessment = factories.make_assessment(session)
for name, data in files.items():
    blob = store.blobs.put(io.BytesIO(data), limit=10**6)
    with store.transaction() as session:
        kept = documents.receive(session, assessment, name, blob).id
    reading.read(store, kept)
    with store.snapshot() as session:
        text = " ".join(page.text for page in pages.read(session, kept))
        found[name] = "The board met." in text
print(json.dumps([found, reached]))
"""


def _walls() -> list[str]:
    """A network namespace of its own, where this host allows one."""
    words = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") is None:
        return []
    tried = subprocess.run([*words, "true"], check=False, capture_output=True)
    return [] if tried.returncode else words


def test_documents_that_name_an_address_are_read_and_it_hears_nothing(
    home: Path,
) -> None:
    """Without a namespace the listener still hears whoever comes, children too."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        there = f"http://127.0.0.1:{listener.getsockname()[1]}/x.png"
        done = subprocess.run(
            [*_walls(), sys.executable, "-c", PROGRAM, there],
            cwd=ROOT,
            env=os.environ | {"ASSAY_HOME": str(home), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        try:
            listener.accept()
            heard = True
        except BlockingIOError:
            heard = False

    assert done.returncode == 0, done.stderr
    found, reached = json.loads(done.stdout.splitlines()[-1])
    names = ("page.html", "mail.eml", "remote.docx", "uri.pdf", "notes.md")
    assert found == dict.fromkeys(names, True)
    assert (reached, heard) == ([], False)
