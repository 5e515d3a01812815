"""A folder of somebody's images as a table: small, grey, one column for each pixel.

One subfolder is one kind, and the kinds are numbered in the order of their names. A folder inside it is one object with
several photographs; an image that lies directly in it is an object by itself. The day is counted from the first day on
which a camera says that an image was taken, where every image says so, and is 0 for all otherwise.

Images come from anywhere, so what is huge is refused before it is unpacked, and what cannot be read is named. Nothing
here decides what is done with the table.
"""

import csv
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING

from deepdrill.errors import UsageError, how_to_get

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["ImageRows", "read_images"]

ENDINGS = frozenset({".png", ".jpg", ".jpeg"})
MOST_IMAGES = 20_000
MOST_MB, MOST_PIXELS = 50, 50_000_000
_TAKEN, _CHANGED, _CAMERA = 36867, 306, 0x8769  # EXIF: when it was taken, when the file changed, where the first stands
_DAY = re.compile(r"(\d{4}):(\d{2}):(\d{2})")


@dataclass(frozen=True, kw_only=True)
class ImageRows:
    """The rows of the table, image by image."""

    kinds: tuple[str, ...]
    """Names of the subfolders; a kind's place is its label."""
    labels: tuple[int, ...]
    objects: tuple[int, ...]
    days: tuple[int, ...]
    pixels: tuple[bytes, ...]
    """Brightness from 0 to 255, row after row from the top left."""

    def write(self, file: IO[str]) -> None:
        """Write it as CSV, with the columns photo, object, day, label and p0, p1 and so on."""
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["photo", "object", "day", "label", *(f"p{index}" for index in range(len(self.pixels[0])))])
        columns = zip(self.objects, self.days, self.labels, self.pixels, strict=True)
        writer.writerows([photo, one, day, label, *pixels] for photo, (one, day, label, pixels) in enumerate(columns))


def read_images(folder: Path, *, side: int, most_kinds: int) -> ImageRows:
    """Read all PNG and JPEG files of a folder's subfolders.

    Args:
        folder: Whose subfolders are the kinds.
        side: Pixels of each image, of both sides; the middle square of the image is scaled to it.
        most_kinds: How many kinds the case can tell apart.

    Raises:
        UsageError: There are no such files, too few or too many kinds, or a file cannot be read; it is named.
    """
    kinds = _kinds(folder, most_kinds)
    files = [(label, path) for label, kind in enumerate(kinds) for path in _files(kind)]
    if len(files) > MOST_IMAGES:
        raise UsageError(f"{folder} has {len(files):,} images; at most {MOST_IMAGES:,} are read. Take some out.")
    read = [_read(path, side) for _, path in files]
    objects = [path if path.parent == kinds[label] else path.parent for label, path in files]
    numbers = {one: number for number, one in enumerate(dict.fromkeys(objects))}
    return ImageRows(
        kinds=tuple(kind.name for kind in kinds),
        labels=tuple(label for label, _ in files),
        objects=tuple(numbers[one] for one in objects),
        days=_days([taken for taken, _ in read]),
        pixels=tuple(pixels for _, pixels in read),
    )


def _kinds(folder: Path, most: int) -> list[Path]:
    """List the subfolders with images in them."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder. Name one with a subfolder of images for each kind.")
    kinds = sorted((one for one in folder.iterdir() if one.is_dir() and any(_files(one))), key=lambda one: one.name)
    if not 2 <= len(kinds) <= most:  # noqa: PLR2004  with one kind there is nothing to tell apart
        found = ", ".join(one.name for one in kinds) or "none"
        raise UsageError(
            f"{folder} needs 2 to {most} subfolders with PNG or JPEG files in them, one for each kind; it has: {found}"
        )
    return kinds


def _files(kind: Path) -> Iterator[Path]:
    """Give the image files of a kind, in the order of their names: its own, and those of the folders inside it."""
    for path in sorted(kind.iterdir()):
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        yield from (one for one in inside if one.suffix.lower() in ENDINGS and one.is_file())


def _read(path: Path, side: int) -> tuple[date | None, bytes]:
    """Give the day on which an image was taken, if it says so, and its pixels."""
    from PIL import Image, ImageOps  # noqa: PLC0415  of the extra "labs"; nothing else needs it

    with _named(path):
        if path.stat().st_size > MOST_MB * 1_000_000:
            raise UsageError(f"{path} has more than {MOST_MB} MB. Make it smaller, or take it out.")
        with Image.open(path, formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise UsageError(
                    f"{path} has {image.width:,} by {image.height:,} pixels; at most {MOST_PIXELS:,} are read. "
                    "Make it smaller, or take it out."
                )
            taken = _taken(image)
            image.draft("L", (2 * side, 2 * side))  # a large JPEG is unpacked at a fraction of its size
            upright = ImageOps.exif_transpose(image)
            small = ImageOps.fit(_grey(upright), (side, side), Image.Resampling.BOX)
            return taken, small.tobytes()


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Name the file in whatever is wrong with it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow, about sizes that are bounded here, and odd EXIF data
            yield
    except UsageError:
        raise
    except ImportError:
        raise UsageError(f"Images need Pillow; get it with:  {how_to_get('PIL')}") from None
    except Exception as error:  # noqa: BLE001  Pillow's decoders raise all sorts of things for a broken file
        raise UsageError(f"{path} cannot be read as a PNG or JPEG ({error}). Repair it, or take it out.") from None


def _grey(image: "Image") -> "Image":
    """Turn any kind of pixels into grey from 0 to 255; what is transparent becomes white."""
    from PIL import Image  # noqa: PLC0415

    if image.mode.startswith("I"):  # 16 bits
        return image.convert("I").point(lambda value: value * (255 / 65535)).convert("L")
    if image.has_transparency_data:
        shown = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown).convert("L")
    return image.convert("L")


def _taken(image: "Image") -> date | None:
    """Read the day on which it was taken, or last changed."""
    exif = image.getexif()
    text = exif.get_ifd(_CAMERA).get(_TAKEN) or exif.get(_CHANGED)
    found = _DAY.match(text) if isinstance(text, str) else None
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:  # cameras without a clock write 0000:00:00
        return None


def _days(taken: list[date | None]) -> tuple[int, ...]:
    """Count days from the first one; 0 for all where an image does not say."""
    known = [day for day in taken if day is not None]
    if len(known) < len(taken):
        return (0,) * len(taken)
    first = min(known)
    return tuple((day - first).days for day in known)
