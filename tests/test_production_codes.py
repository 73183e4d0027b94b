"""QR and Code 128: what a scanner reads back from the drawing itself, dot for dot."""

import re

import numpy as np
import pytest
import zxingcpp

from production.codes import (
    BAR_QUIET_MODULES,
    MOST_CHARACTERS,
    QR_QUIET_MODULES,
    UnfitForCode,
    code128_svg,
    qr_svg,
)

TEXTS = ["26-1047", "26-104738", "1", "A 7/b", "x" * MOST_CHARACTERS]
BAR = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\3z")
DOTS = 8


def drawn(svg: str) -> np.ndarray:
    """The modules of a drawing: 0 where it is black, 255 where it is white."""
    box = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert box is not None
    modules = np.full((int(box[2]), int(box[1])), 255, np.uint8)
    for left, top, length in BAR.findall(svg):
        modules[int(top), int(left) : int(left) + int(length)] = 0
    return modules


def scanned(modules: np.ndarray) -> list[tuple[str, str]]:
    """What a scanner reads, and as which kind of code, nothing but the drawing in sight."""
    height = DOTS * (40 if len(modules) == 1 else 1)
    image = modules.repeat(height, axis=0).repeat(DOTS, axis=1)
    return [(code.text, str(code.format)) for code in zxingcpp.read_barcodes(image)]


@pytest.mark.parametrize("text", TEXTS)
def test_a_qr_code_reads_back_and_is_never_the_micro_kind(text: str) -> None:
    ((read, kind),) = scanned(drawn(qr_svg(text)))

    assert read == text
    assert kind.replace(" ", "").endswith("QRCode")
    assert "Micro" not in kind


@pytest.mark.parametrize("text", TEXTS)
def test_a_code_128_reads_back(text: str) -> None:
    ((read, kind),) = scanned(drawn(code128_svg(text, height_mm=20)))

    assert read == text
    assert kind.replace(" ", "").endswith("Code128")


def test_quiet_zones_are_white_and_as_wide_as_the_norms_ask() -> None:
    square, bars = drawn(qr_svg("26-1047")), drawn(code128_svg("26-1047", height_mm=20))

    ink = np.argwhere(square == 0)
    assert ink.min(axis=0).tolist() == [QR_QUIET_MODULES] * 2
    assert ink.max(axis=0).tolist() == [len(square) - QR_QUIET_MODULES - 1] * 2
    columns = np.flatnonzero(bars[0] == 0)
    assert columns[0] == BAR_QUIET_MODULES
    assert columns[-1] == bars.shape[1] - BAR_QUIET_MODULES - 1


def test_a_soiled_qr_code_still_reads() -> None:
    modules = drawn(qr_svg("26-1047"))

    modules[16:20, 16:20] = 0

    assert [text for text, _ in scanned(modules)] == ["26-1047"]


def test_bars_are_as_high_as_asked_and_a_whole_number_of_printer_dots_wide() -> None:
    svg = code128_svg("26-1047", height_mm=21.5)

    assert 'height="21.500mm"' in svg
    width = re.search(r'width="([\d.]+)mm"', svg)
    assert width is not None
    dots_per_module = float(width[1]) / 25.4 * 300 / drawn(svg).shape[1]
    assert dots_per_module == pytest.approx(5, abs=1e-4)


@pytest.mark.parametrize("text", ["", "26\N{EN DASH}1047", "26\n1047", "x" * (MOST_CHARACTERS + 1)])
def test_a_text_no_scanner_would_give_back_is_refused(text: str) -> None:
    with pytest.raises(UnfitForCode):
        qr_svg(text)
    with pytest.raises(UnfitForCode):
        code128_svg(text, height_mm=20)
