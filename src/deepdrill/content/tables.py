"""A TOML text to a validated table, with each fault at its own line and in the author's words."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args

from pydantic import ValidationError

from deepdrill.content.faults import Faults
from deepdrill.content.positions import Location, Positions
from deepdrill.content.records import Kind, Level
from deepdrill.content.shapes import Shape
from deepdrill.content.spelling import did_you_mean, near

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["Table", "read_table"]

S = TypeVar("S", bound=Shape)

_DECODER_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True)
class Table(Generic[S]):
    """A table that has its shape, and where its values stand."""

    path: Path
    text: str
    holds: S
    faults: Faults
    lines_before: int

    @cached_property
    def _positions(self) -> Positions:
        return Positions(self.text)

    def fault(self, location: Location, what: str, remedy: str) -> None:
        """Note a fault of the value at this location."""
        self.faults.add(self.path, self.line(location), what, remedy)

    def line(self, location: Location) -> int:
        """Find the line of the value at this location."""
        return self._positions.line(location) + self.lines_before

    def refuse_unknown(self, location: Location, word: str, known: Iterable[str], noun: str, where: str) -> None:
        """Note a word that is not among the known ones, with the nearest of them."""
        names = list(known)
        if word not in names:
            self.fault(location, f'unknown {noun} "{word}"', did_you_mean(word, names, where))

    def refuse_repeats(self, location: Location, words: Iterable[str], noun: str, key: str | None = None) -> None:
        """Note every word that stands in the list for a second time."""
        seen: set[str] = set()
        for index, word in enumerate(words):
            if word in seen:
                place = (*location, index) if key is None else (*location, index, key)
                self.fault(place, f'{noun} "{word}" stands there twice', "keep one of them")
            seen.add(word)


def read_table(path: Path, text: str, shape: type[S], faults: Faults, *, lines_before: int = 0) -> Table[S] | None:
    """Read a TOML text; `lines_before` is where it begins in its file."""
    try:
        holds = shape.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line = _decoder_line(str(error), text) + lines_before
        faults.add(path, line, f"is not TOML: {_DECODER_LINE.sub('', str(error)).strip()}", "repair this line")
    except ValidationError as error:
        positions = Positions(text)
        for location, what, remedy in _explain(error, shape):
            faults.add(path, positions.line(location) + lines_before, what, remedy)
    except RecursionError:
        faults.add(path, 1 + lines_before, "is nested too deeply", "write flat tables")
    except ValueError as error:  # a number that Python refuses to read
        faults.add(path, 1 + lines_before, f"is not usable TOML: {error}", "write ordinary values")
    else:
        return Table(path, text, holds, faults, lines_before)
    return None


def _decoder_line(message: str, text: str) -> int:
    found = _DECODER_LINE.search(message)
    return int(found[1]) if found else text.rstrip("\n").count("\n") + 1


def _explain(error: ValidationError, shape: type[Shape]) -> list[tuple[Location, str, str]]:
    errors = error.errors(include_url=False, include_context=False)
    misspelt = {
        (*one["loc"][:-1], meant)
        for one in errors
        if one["type"] == "extra_forbidden"
        for meant in near(str(one["loc"][-1]), _keys(shape, one["loc"][:-1]), most=1)
    }
    kept = (one for one in errors if one["type"] != "missing" or one["loc"] not in misspelt)
    return list(dict.fromkeys((one["loc"], *_words(one, shape)) for one in kept))


def _words(one: "ErrorDetails", shape: type[Shape]) -> tuple[str, str]:
    location = one["loc"]
    key = _last_key(location)
    remedy = _remedy(shape, location)
    match one["type"]:
        case "missing":
            return f'"{key}" is missing', remedy
        case "extra_forbidden":
            keys = _keys(shape, location[:-1])
            return f'unknown key "{key}"', did_you_mean(key, keys, f"the keys here are {', '.join(keys)}")
        case "enum":
            word = str(one["input"])
            return f'unknown {key} "{word}"', did_you_mean(word, _choices(key), remedy)
        case "string_pattern_mismatch":
            return f'"{key}": "{one["input"]}" does not fit', remedy
        case _:
            return f'"{key}": {one["msg"][0].lower()}{one["msg"][1:]}', remedy


def _choices(key: str) -> list[str]:
    return [str(choice) for choice in (Kind if key == "kind" else Level)]


def _last_key(location: Location) -> str:
    return next((part for part in reversed(location) if isinstance(part, str)), "")


def _remedy(shape: type[Shape], location: Location) -> str:
    """Find the description nearest to the location."""
    for length in range(len(location), 0, -1):
        owner = _shape_at(shape, location[: length - 1])
        last = location[length - 1]
        if owner and isinstance(last, str) and last in owner.model_fields:
            return owner.model_fields[last].description or f"write the table {last} as docs/content-format.md shows"
    return "see docs/content-format.md"


def _keys(shape: type[Shape], location: Location) -> list[str]:
    owner = _shape_at(shape, location)
    return list(owner.model_fields) if owner else []


def _shape_at(shape: type[Shape], location: Location) -> type[Shape] | None:
    """Follow a location through nested shapes; an index stays with its array's element."""
    at: type[Shape] | None = shape
    for part in location:
        if at is None or isinstance(part, int):
            continue
        field = at.model_fields.get(part)
        at = _shape_in(field.annotation) if field else None
    return at


def _shape_in(annotation: Any) -> type[Shape] | None:
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _shape_in(inner))), None)
