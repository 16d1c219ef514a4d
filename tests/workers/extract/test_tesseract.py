from __future__ import annotations

import shutil
import subprocess
import sys
from ctypes.util import find_library
from itertools import groupby
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from workers.extract import tesseract

LINES = [
    ["The city publishes its budget every year", "and the council reviews it."],
    ["Every dataset is free, and all may use it."],
]
needs_models = pytest.mark.skipif(
    not tesseract.installed(), reason="No models: apt install tesseract-ocr-eng"
)

needs_program = pytest.mark.skipif(
    not shutil.which("tesseract"), reason="No program: apt install tesseract-ocr"
)


def page(paragraphs: list[list[str]]) -> Image.Image:
    image = Image.new("L", (1240, 700), 235)
    pen = ImageDraw.Draw(image)
    at = 120
    for lines in paragraphs:
        for line in lines:
            pen.text((120, at), line, fill=30, font=ImageFont.load_default(40))
            at += 54
        at += 108
    return image


def by_line(words: list[tesseract.Word]) -> list[tuple[tuple[int, ...], str]]:
    """Join the words of each line, and tell its paragraph."""
    lines = groupby(words, lambda word: (word.paragraph, word.line))
    return [(key[0], " ".join(w.text for w in line)) for key, line in lines]


def boxes(words: list[tesseract.Word]) -> list[int]:
    return [side for word in words for side in word.box]


@needs_models
def test_page_is_read_word_by_word_in_its_lines_and_paragraphs() -> None:
    words = tesseract.words(page(LINES), "eng", 200)

    assert [said for _, said in by_line(words)] == [*LINES[0], *LINES[1]]
    assert len({paragraph for paragraph, _ in by_line(words)}) == 2
    assert words[0].box == pytest.approx((121, 130, 186, 159), abs=4)
    assert min(word.sure for word in words) > 80


@needs_models
@needs_program
def test_program_and_library_say_the_same() -> None:
    there = tesseract.by_program(page(LINES), "eng", 200)
    here = tesseract.by_library(page(LINES), "eng", 200)

    assert here is not None
    assert [w.text for w in there] == [w.text for w in here]
    assert [said for _, said in by_line(there)] == [said for _, said in by_line(here)]
    assert boxes(there) == pytest.approx(boxes(here), abs=3)
    assert [w.sure for w in there] == pytest.approx([w.sure for w in here], abs=5)


@needs_models
def test_page_without_words_has_none() -> None:
    assert tesseract.words(Image.new("L", (600, 400), 235), "eng", 200) == []


@needs_models
def test_picture_among_the_words_is_no_word() -> None:
    image = page(LINES)
    noise = Image.effect_noise((400, 200), 120)
    image.paste(noise, (600, 480))

    words = tesseract.words(image, "eng", 200)

    assert by_line(words)[0][1] == LINES[0][0]


NO_LIBRARY = """
import ctypes
def missing(name): raise OSError(name)
ctypes.CDLL = missing
"""


@needs_models
@pytest.mark.parametrize("before", ["", pytest.param(NO_LIBRARY, marks=needs_program)])
def test_machine_reads_with_what_it_has_wherever_the_variable_points(
    tmp_path: Path, before: str
) -> None:
    page(LINES).save(tmp_path / "page.png")
    ask = f"""{before}
from PIL import Image
from workers.extract import tesseract
words = tesseract.words(Image.open({str(tmp_path / "page.png")!r}), "eng", 200)
print(*(word.text for word in words))"""

    said = ran(ask, {"TESSDATA_PREFIX": str(tmp_path)})

    assert said.split() == " ".join([*LINES[0], *LINES[1]]).split()


@needs_models
def test_library_of_the_wheel_comes_before_the_systems(tmp_path: Path) -> None:
    library = find_library("tesseract")
    if library is None:
        pytest.skip("No library: apt install tesseract-ocr")
    page(LINES).save(tmp_path / "page.png")
    (tmp_path / "tesserocr").mkdir()
    (tmp_path / "tesserocr" / "__init__.py").touch()
    (tmp_path / "tesserocr.libs").mkdir()
    [system] = Path("/usr/lib").glob(f"*/{library}")
    own = tmp_path / "tesserocr.libs" / "libtesseract-1.so"
    shutil.copy(system, own)
    ask = f"""from PIL import Image
from workers.extract import tesseract
tesseract.words(Image.open({str(tmp_path / "page.png")!r}), "eng", 200)
print(open("/proc/self/maps").read())"""

    said = ran(ask, {"PYTHONPATH": str(tmp_path)})

    mapped = {line.split()[-1] for line in said.splitlines() if "libtesseract" in line}
    assert mapped == {str(own)}


def ran(program: str, variables: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=variables,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
