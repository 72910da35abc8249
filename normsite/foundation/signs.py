"""What a file is that isn't wanted, told by how it begins and by what is packed in it: one table and one sentence for all who
take files."""

from collections.abc import Collection
from typing import NoReturn

from normsite.foundation.errors import Refused

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # with which files of old Office begin, and those that have a password
_SHEET_OF_OLD = (b"\x09\x08", b"\x09\x04\x06", b"\x09\x02\x06", b"\x09\x00\x04")  # a workbook of Excel before 1995
_OFFICE = "in an old format of Office, or has a password"
_PAGE = "a web page, a drawing or XML, whatever its name ends in"
_SIGNS = {
    **dict.fromkeys((OLD_OFFICE, *_SHEET_OF_OLD), _OFFICE),
    b"%PDF": "a PDF, which isn't taken",
    b"{\\rtf": "in Rich Text Format, which isn't taken",
    b"\x89PNG": "a PNG picture, which isn't taken",
    b"\xff\xd8\xff": "a JPEG picture, which isn't taken",
    b"GIF8": "a GIF picture, which isn't taken",
    b"%!PS": "PostScript, which isn't taken",
    **dict.fromkeys((b"MZ", b"\x7fELF", b"#!"), "a program, which isn't taken"),
    b"7z\xbc\xaf": "packed by 7-Zip, which isn't read",
    b"Rar!": "packed by RAR, which isn't read",
    b"BZh": "packed by bzip2, which isn't read",
    b"\xfd7zXZ": "packed by xz, which isn't read",
    b"\x1f\x8b": "packed by gzip, which isn't read",
}
_PAGES = (b"mime-version:", b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script", b"<table", b"<meta", b"<?php")
_BEFORE_PAGES = b"\xef\xbb\xbf \t\r\n"
START = 1024  # bytes in which some programs look for the beginning of a PDF or of a web page
_OPEN_DOCUMENT = {b"opendocument.spreadsheet": "spreadsheet (.ods)", b"opendocument.text": "text (.odt)"}


def refuse_others(data: bytes, mend: str, *, but: tuple[bytes, ...] = ()) -> None:
    """Refuse a file that begins as one of those that nobody here reads. `but` are beginnings that are welcome; `mend` says how
    to send what is in it."""
    if not data.startswith(but) and (called := _called(data)):
        raise Refused(f"The file is {called}.", mend)


def _called(data: bytes) -> str:
    if data[:START].lstrip(_BEFORE_PAGES).lower().startswith(_PAGES):
        return _PAGE
    return next((called for sign, called in _SIGNS.items() if data.startswith(sign)), "")


def refuse_package(data: bytes, names: Collection[str], mend: str) -> NoReturn:
    """Refuse what is packed, but neither a workbook nor a letter as Office has written them since 2007; `names` are those of
    its parts."""
    raise Refused(f"The file is {_package(data, names)}.", mend)


def _package(data: bytes, names: Collection[str]) -> str:
    if "xl/workbook.bin" in names:
        return "a binary workbook (.xlsb), which isn't read"
    called = next((kind for sign, kind in _OPEN_DOCUMENT.items() if sign in data[:200]), "file")
    return f"an OpenDocument {called}, which isn't read" if "content.xml" in names else "packed, but neither .xlsx nor .docx"
