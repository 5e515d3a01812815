"""On which line of a TOML text a value stands.

tomllib gives values without their places. This walks the tokens of a text that tomllib has already accepted
and remembers the line of every key, table and array element; what the values should be is not its business.
"""

import re
from dataclasses import dataclass, field

__all__ = ["Positions"]

Location = tuple[str | int, ...]
"""The way to a value: keys of tables and 0-based indexes of arrays, as pydantic gives it."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'  # texts over several lines
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}=,\n.]"
    r"|[^\s\[\]{}=,.\#\"']+",
    re.DOTALL,
)


class Positions:
    """The line of every value of one TOML text."""

    def __init__(self, text: str) -> None:
        walk = _Walk(tokens=_tokens(text))
        walk.document()
        self._lines = walk.lines

    def line(self, location: Location) -> int:
        """Give the line of a value; of what encloses it where the value itself is not there."""
        for length in range(len(location), 0, -1):
            if location[:length] in self._lines:
                return self._lines[location[:length]]
        return 1


def _tokens(text: str) -> list[tuple[str, int]]:
    tokens = []
    line, reached = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", reached, match.start())
        reached = match.start()
        if not match[0].startswith("#"):
            tokens.append((match[0], line))
    return tokens


@dataclass(kw_only=True)
class _Walk:
    """One pass over the tokens, in the order of the grammar."""

    tokens: list[tuple[str, int]]
    lines: dict[Location, int] = field(default_factory=dict)
    at: int = 0
    tables: dict[Location, int] = field(default_factory=dict)
    """How many tables each array of tables has so far."""

    def document(self) -> None:
        table: Location = ()
        while self.at < len(self.tokens):
            if self.text == "\n":
                self.at += 1
            elif self.text == "[":
                table = self._header()
            else:
                self._pair(table)

    @property
    def text(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    @property
    def line(self) -> int:
        return self.tokens[min(self.at, len(self.tokens) - 1)][1]

    def _header(self) -> Location:
        line, start = self.line, self.at
        while self.text == "[":
            self.at += 1
        repeated = self.at - start == len("[[")
        location = self._resolve(self._key(end="]"))
        while self.text == "]":
            self.at += 1
        if repeated:
            index = self.tables.get(location, 0)
            self.tables[location] = index + 1
            self.lines.setdefault(location, line)
            location = (*location, index)
        self.lines.setdefault(location, line)
        return location

    def _resolve(self, key: tuple[str, ...]) -> Location:
        """Put the index of the latest table behind every array of tables on the way to `key`."""
        location: Location = ()
        for depth, part in enumerate(key):
            location = (*location, part)
            if depth < len(key) - 1 and location in self.tables:
                location = (*location, self.tables[location] - 1)
        return location

    def _pair(self, table: Location) -> None:
        line = self.line
        key = self._key(end="=")
        self.at += 1
        for depth in range(1, len(key) + 1):
            self.lines.setdefault((*table, *key[:depth]), line)
        self._value((*table, *key))

    def _key(self, end: str) -> tuple[str, ...]:
        parts = []
        while self.text not in {end, ""}:
            if self.text != ".":
                parts.append(self.text.strip("\"'"))
            self.at += 1
        return tuple(parts)

    def _value(self, location: Location) -> None:
        self.lines[location] = self.line
        if self.text == "[":
            self._array(location)
        elif self.text == "{":
            self._inline_table(location)
        else:
            while self.text not in {",", "]", "}", "\n", ""}:  # a float or a date is several tokens
                self.at += 1

    def _array(self, location: Location) -> None:
        self.at += 1
        index = 0
        while self.text not in {"]", ""}:
            if self.text in {",", "\n"}:
                self.at += 1
            else:
                self._value((*location, index))
                index += 1
        self.at += 1

    def _inline_table(self, location: Location) -> None:
        self.at += 1
        while self.text not in {"}", ""}:
            if self.text in {",", "\n"}:
                self.at += 1
            else:
                self._pair(location)
        self.at += 1
