"""Codes a scanner reads: QR and Code 128 as inline SVG, with the quiet zones their norms ask for.

Sizes are whole dots of a 300 dpi printer, so that a black-and-white print keeps every bar as wide
as it was meant.
"""

from itertools import groupby

import segno
from barcode import Code128

DOT_MM = 25.4 / 300
QR_MODULE_MM = 16 * DOT_MM
CARD_MODULE_MM = 12 * DOT_MM
ADDRESS_MODULE_MM = 8 * DOT_MM
LONGEST_ADDRESS = 300
QR_QUIET_MODULES = 4  # ISO/IEC 18004
BAR_MODULE_MM = 5 * DOT_MM
BAR_QUIET_MODULES = 10  # ISO/IEC 15417
MOST_CHARACTERS = 24


class UnfitForCode(Exception):
    """No code can show the text: it is empty, too long, or has characters without a sign."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"no code can show {text[: MOST_CHARACTERS + 1]!r}")


def qr_svg(text: str, module_mm: float = QR_MODULE_MM) -> str:
    """QR code of `text` that still reads with a quarter of it soiled. Raises UnfitForCode.

    Never the Micro QR that short texts would allow: telephones do not read it.
    """
    _check(text)
    code = segno.make_qr(text, error="q", boost_error=True)
    return _qr_svg(code, module_mm)


def address_svg(address: str) -> str:
    """QR code of an address on the net, smaller than that of a number. Raises UnfitForCode."""
    _check(address, LONGEST_ADDRESS)
    code = segno.make_qr(address, error="m")
    return _qr_svg(code, ADDRESS_MODULE_MM)


def code128_svg(text: str, height_mm: float) -> str:
    """Code 128 of `text`, its bars `height_mm` high, no text below. Raises UnfitForCode."""
    _check(text)
    (modules,) = Code128(text).build()
    columns = len(modules) + 2 * BAR_QUIET_MODULES
    return _svg(_bars(modules, left=BAR_QUIET_MODULES), columns, 1, BAR_MODULE_MM, height_mm)


def _qr_svg(code: segno.QRCode, module_mm: float) -> str:
    width, height = code.symbol_size(border=QR_QUIET_MODULES)
    bars = "".join(
        _bars("".join("1" if dark else "0" for dark in row), left=QR_QUIET_MODULES, top=top)
        for top, row in enumerate(code.matrix, start=QR_QUIET_MODULES)
    )
    return _svg(bars, int(width), int(height), module_mm, height * module_mm)


def _check(text: str, most: int = MOST_CHARACTERS) -> None:
    if not 0 < len(text) <= most or not text.isascii() or not text.isprintable():
        raise UnfitForCode(text)


def _bars(modules: str, left: int, top: int = 0) -> str:
    """Path of one row of modules, one module high, each unbroken dark run a single rectangle."""
    path = ""
    for module, run in groupby(modules):
        length = len(list(run))
        if module == "1":
            path += f"M{left} {top}h{length}v1h-{length}z"
        left += length
    return path


def _svg(path: str, columns: int, rows: int, module_mm: float, height_mm: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{columns * module_mm:.3f}mm" '
        f'height="{height_mm:.3f}mm" viewBox="0 0 {columns} {rows}" preserveAspectRatio="none">'
        f'<path d="{path}"/></svg>'
    )
