"""Files as people send them, and as those who mean harm do."""

import io
import socketserver
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
from docx import Document
from openpyxl import Workbook
from PIL import Image

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(words: str = "Keys are lost.", *, password: str = "", script: bool = False) -> bytes:
    """A PDF of one page with these words."""
    made, file = pikepdf.new(), io.BytesIO()
    page = made.add_blank_page(page_size=(300, 300))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = made.make_stream(f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode())
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    made.save(file, encryption=pikepdf.Encryption(user=password, owner="owner") if password else False)
    return file.getvalue()


def docx(*paragraphs: str) -> bytes:
    made, file = Document(), io.BytesIO()
    for words in paragraphs or ("Keys are lost.",):
        made.add_paragraph(words)
    made.save(file)
    return file.getvalue()


def xlsx(*cells: str) -> bytes:
    made, file = Workbook(), io.BytesIO()
    made.active.append(list(cells) or ["Keys are lost."])
    made.save(file)
    return file.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind, **options)
    return file.getvalue()


def located() -> bytes:
    """A photograph, lying on its side, that says where it was taken."""
    facts = Image.Exif()
    facts[0x0112] = 6  # turned by a quarter
    facts[0x010E] = "At the back door of the laboratory"
    return picture("JPEG", exif=facts, comment=b"By Nadia")


def with_member(package: bytes, name: str, content: bytes = b"<a/>") -> bytes:
    """The same file of Office with something more in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return file.getvalue()


def linked(package: bytes, sort: str, mode: str = "External") -> bytes:
    """With a link of this sort to a file elsewhere."""
    link = f'<Relationship Id="r9" Type="{TYPE}/{sort}" Target="https://elsewhere.example/a" TargetMode="{mode}"/>'
    return with_member(package, "word/_rels/settings.xml.rels", RELS.format(link).encode())


def huge_picture() -> bytes:
    """A picture of ten thousand million points in some hundred bytes."""
    head = b"IHDR" + struct.pack("!IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    rows = b"IDAT" + zlib.compress(b"\0" * 1000)
    chunks = (struct.pack("!I", len(one) - 4) + one + struct.pack("!I", zlib.crc32(one)) for one in (head, rows, b"IEND"))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@contextmanager
def scanner(answer: bytes = b"") -> Iterator[str]:
    """A server that speaks clamd's protocol and knows one piece of malware, or says always the same: its address."""

    class Scanner(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            assert self.rfile.read(10) == b"zINSTREAM\0"
            data = b""
            while size := struct.unpack("!I", self.rfile.read(4))[0]:
                data += self.rfile.read(size)
            found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
            self.wfile.write(answer or found)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scanner) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
