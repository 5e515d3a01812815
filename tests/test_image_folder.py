"""A folder of somebody's images becomes a table: what counts as a kind, an object and a day, and what is refused."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepdrill.errors import UsageError
from deepdrill.lab import read_images
from deepdrill.lab.image_folder import ImageRows

SIDE = 4


def put(folder: Path, name: str, image: Image.Image, *, taken: str = "") -> Path:
    """Save an image, perhaps with the day on which it was taken."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    exif = Image.Exif()
    if taken:
        exif[306] = f"{taken} 10:00:00"
    image.save(path, exif=exif)
    return path


def grey(value: int, *, size: tuple[int, int] = (8, 8)) -> Image.Image:
    """Give a plain grey image."""
    return Image.new("L", size, value)


def read(folder: Path, *, kinds: int = 3) -> ImageRows:
    """Read a folder for a case of three kinds."""
    return read_images(folder, side=SIDE, most_kinds=kinds)


def test_subfolders_are_kinds_and_folders_in_them_objects(tmp_path: Path) -> None:
    """Kinds are numbered by their names; images of a folder inside are one object, others each one of their own."""
    put(tmp_path, "oak/one/a.png", grey(10))
    put(tmp_path, "oak/one/b.JPG", grey(20))
    put(tmp_path, "oak/alone.png", grey(30))
    put(tmp_path, "beech/a.jpeg", grey(40))
    (tmp_path / "oak/notes.txt").write_text("not an image")
    (tmp_path / "empty").mkdir()

    found = read(tmp_path)

    assert found.kinds == ("beech", "oak")
    assert found.labels == (0, 1, 1, 1)
    assert found.objects == (0, 1, 2, 2)
    assert found.days == (0, 0, 0, 0)


def test_pixels_are_the_middle_square_row_after_row(tmp_path: Path) -> None:
    """An oblong image loses its ends; p0 is the top left pixel."""
    wide = np.zeros((8, 16), dtype=np.uint8)
    wide[:, 4:12] = np.arange(8)[:, None] // 2 * 50
    wide[:4, 4:8] = 250
    put(tmp_path, "a/wide.png", Image.fromarray(wide))
    put(tmp_path, "b/plain.png", grey(7))

    pixels = np.frombuffer(read(tmp_path).pixels[0], dtype=np.uint8).reshape(SIDE, SIDE)

    assert pixels.tolist() == [[250, 250, 0, 0], [250, 250, 50, 50], [100] * 4, [150] * 4]


@pytest.mark.parametrize(
    ("image", "value"),
    [
        (Image.new("RGB", (8, 8), (255, 255, 255)), 255),
        (Image.new("RGBA", (8, 8), (0, 0, 0, 0)), 255),
        (Image.new("P", (8, 8), 0), 0),
        (Image.new("1", (8, 8), 1), 255),
        (Image.fromarray(np.full((8, 8), 32896, dtype=np.uint16)), 128),
    ],
    ids=["colour", "transparent", "palette", "black and white", "16 bits"],
)
def test_every_kind_of_pixel_becomes_grey(tmp_path: Path, image: Image.Image, value: int) -> None:
    """Colours, palettes and 16 bits become 0 to 255; what is transparent is white."""
    put(tmp_path, "a/one.png", image)
    put(tmp_path, "b/two.png", grey(0))

    assert set(read(tmp_path).pixels[0]) == {value}


def test_days_are_counted_where_every_image_says_when(tmp_path: Path) -> None:
    """The first day is 0; where one image does not say, all are."""
    put(tmp_path, "a/one.jpg", grey(0), taken="2026:11:03")
    put(tmp_path, "b/two.jpg", grey(0), taken="2026:10:31")
    assert read(tmp_path).days == (3, 0)

    put(tmp_path, "b/three.jpg", grey(0), taken="0000:00:00")
    assert read(tmp_path).days == (0, 0, 0)


def test_the_table_has_a_column_for_each_pixel(tmp_path: Path) -> None:
    """What is written can be read back by its names."""
    put(tmp_path, "a/one.png", grey(5))
    put(tmp_path, "b/two.png", grey(6))
    file = io.StringIO()

    read(tmp_path).write(file)

    lines = file.getvalue().splitlines()
    assert lines[0] == "photo,object,day,label," + ",".join(f"p{index}" for index in range(SIDE**2))
    assert lines[2] == "1,1,0,1" + ",6" * SIDE**2


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Text under the name of an image, and half an image."""
    put(tmp_path, "a/one.png", grey(5))
    whole = put(tmp_path, "b/two.jpg", Image.effect_noise((64, 64), 50.0))
    half = tmp_path / "b/half.jpg"
    for content in (b"no image at all", whole.read_bytes()[: whole.stat().st_size // 2]):
        half.write_bytes(content)
        with pytest.raises(UsageError, match=r"half\.jpg cannot be read as a PNG or JPEG"):
            read(tmp_path)


def test_another_format_under_the_name_of_an_image_is_refused(tmp_path: Path) -> None:
    """Only the decoders of PNG and JPEG ever see a file."""
    put(tmp_path, "a/one.png", grey(5))
    (tmp_path / "b").mkdir()
    grey(5).save(tmp_path / "b/two.png", format="TIFF")

    with pytest.raises(UsageError, match=r"two\.png cannot be read"):
        read(tmp_path)


@pytest.mark.parametrize("size", [(8000, 7000), (14000, 14000)])
def test_a_huge_image_is_refused_before_it_is_unpacked(tmp_path: Path, size: tuple[int, int]) -> None:
    """A small file can hold a huge image; its heading is enough to refuse it."""
    put(tmp_path, "a/one.png", grey(5))
    put(tmp_path, "b/huge.png", Image.new("1", size))

    with pytest.raises(UsageError, match=r"huge\.png"):
        read(tmp_path)


def test_kinds_must_fit_the_case(tmp_path: Path) -> None:
    """One kind is too few, four are too many for three; the message names what there is."""
    with pytest.raises(UsageError, match="is no folder"):
        read(tmp_path / "nowhere")
    put(tmp_path, "a/one.png", grey(5))
    with pytest.raises(UsageError, match=r"2 to 3 subfolders .* it has: a"):
        read(tmp_path)
    for name in "bcd":
        put(tmp_path, f"{name}/one.png", grey(5))
    with pytest.raises(UsageError, match="it has: a, b, c, d"):
        read(tmp_path)
