"""Read "1.5 GiB" as a number with a unit, and say what was understood.

The number is read here, by one bounded pattern; `pint` only converts between units whose words this file has
already recognised, so a learner's text is never evaluated ("9**9**9" stays text). Whether the number is
right is decided by `calculation`.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from deepdrill.errors import UnreadableAnswer

if TYPE_CHECKING:
    import pint

__all__ = ["LONGEST", "Reading", "digits", "dimension", "is_unit", "read", "show", "tex"]

LONGEST = 200
"""Characters of an answer that are read; a number with a unit needs far fewer."""

EXAMPLE = 'Write a number and a unit, such as "1.5 GiB", "1,610,612,736 bytes" or "3.2e9 FLOP".'

COUNTS = frozenset({"parameter", "token", "step", "sample", "request", "pixel", "GPU"})
"""Things that are counted: a bare number can mean nothing else, so the word may be left out."""

TAKEN_FOR_GRANTED = COUNTS | {"nat", "decibel"}
"""Units that may be left out where a drill asks for them: a loss or a ratio is mostly said as a bare number."""

SPELLED_OUT = COUNTS | {"byte", "bit", "nat", "hour", "day", "week"}
"""Units written as a word with a plural; all others by their symbol."""

DEFINITIONS = """\
yocto- = 1e-24
nano- = 1e-9 = n-
micro- = 1e-6 = u-
milli- = 1e-3 = m-
kilo- = 1e3 = k-
mega- = 1e6 = M-
giga- = 1e9 = G-
tera- = 1e12 = T-
peta- = 1e15 = P-
exa- = 1e18 = E-
kibi- = 1024 = Ki-
mebi- = 1048576 = Mi-
gibi- = 1073741824 = Gi-
tebi- = 1099511627776 = Ti-
pebi- = 1125899906842624 = Pi-
bit = [information]
byte = 8 * bit = B
nat = 1.4426950408889634 * bit
flop = [operation] = FLOP
second = [time] = s
minute = 60 * second = min
hour = 3600 * second = h
day = 86400 * second
week = 7 * day
watt = [power] = W
joule = watt * second = J
hertz = 1 / second = Hz
dollar = [money] = USD
percent = 0.01 = %
parameter = [parameter]
token = [token]
step = [step]
sample = [sample]
request = [request]
pixel = [pixel]
GPU = [device]
decibel = [level] = dB
"""
"""Every unit a drill may ask for. Ours rather than pint's own list: there a bit is a bare number, so "8"
would pass for a byte, and reading that list takes 0.2 s."""

DECIMAL = (
    ("kilo", "k"),
    ("kilo", "K"),
    ("mega", "M"),
    ("giga", "G"),
    ("tera", "T"),
    ("peta", "P"),
    ("exa", "E"),
)
BINARY = (("kibi", "Ki"), ("mebi", "Mi"), ("gibi", "Gi"), ("tebi", "Ti"), ("pebi", "Pi"))
SMALL = (
    ("milli", "m"),
    ("micro", "u"),
    ("micro", "\N{MICRO SIGN}"),
    ("micro", "\N{GREEK SMALL LETTER MU}"),
    ("nano", "n"),
)

WITHOUT_PREFIX = {
    "minute": "min mins minute minutes",
    "hour": "h hr hrs hour hours",
    "day": "day days",
    "week": "week weeks",
    "watt": "W watt watts",
    "joule": "J joule joules",
    "hertz": "Hz hertz",
    "dollar": "$ USD dollar dollars",
    "percent": "% percent",
    "parameter": "parameter parameters param params weight weights",
    "token": "token tokens tok toks",
    "step": "step steps",
    "sample": "sample samples example examples image images",
    "request": "request requests sequence sequences",
    "pixel": "pixel pixels px",
    "GPU": "GPU GPUs card cards device devices accelerator accelerators",
    "nat": "nat nats",
    "decibel": "dB decibel decibels",
    "flop": "operation operations ops",
}

SCALES = {
    "k": 1e3,
    "K": 1e3,
    "thousand": 1e3,
    "M": 1e6,
    "million": 1e6,
    "B": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "T": 1e12,
    "trillion": 1e12,
}
"""Suffixes of a count: "7B parameters". Before a unit of information a lone B is a byte."""

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
PLAIN_SIGNS = str.maketrans({"\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2212": "-", "\u00d7": "x", "\u00b7": "*"})

DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:_[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)"
NUMBER = rf"(?:{DIGITS}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{{1,4}})?"
POWER = r"(?P<{0}base>[0-9]{{1,4}}) ?(?:\^|\*\*) ?(?P<{0}exponent>[+-]?[0-9]{{1,4}})"
ANSWER = re.compile(
    r"(?:(?:about|around|approximately|approx\.?|ca\.?|[~≈=]) *)?"
    r"(?P<sign>[+-]?) ?"
    rf"(?:{POWER.format('pure_')}"
    rf"|(?P<number>{NUMBER})(?: ?[x*] ?{POWER.format('times_')}| ?/ ?(?P<divisor>{NUMBER}))?)"
    r"(?![0-9.,_^]|\*\*) ?(?P<unit>.*)",
    re.IGNORECASE,
)
DECIMAL_COMMA = re.compile(r"[^0-9]*[0-9]+,[0-9]+(?![0-9,])")
UNIT_WORD = r"[A-Za-zµμ]{1,24}|%|\$"
UNIT_TEXT = re.compile(rf"(?:{UNIT_WORD})(?: ?(?:[/*]| per )? ?(?:{UNIT_WORD})){{0,4}}")
AUTHORS_UNIT = re.compile(r"|%|[A-Za-z]+(?: ?[*/] ?[A-Za-z]+){0,4}")
UNIT_TOKEN = re.compile(rf"/|\*|{UNIT_WORD}")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a learner's text says, put into the unit that was asked for."""

    value: float | None
    """In the unit asked for; None where the unit is missing or measures something else."""
    understood: str
    """Such as "1.6 GB = 1,600,000,000 bytes"."""
    trouble: str
    """One sentence where `value` is None, else empty."""


@cache
def _registry() -> "pint.UnitRegistry[Any]":
    """Build the registry on first use, for `pint` takes 0.2 s to import."""
    import pint  # noqa: PLC0415

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(None)
    registry.load_definitions(DEFINITIONS.splitlines())
    return registry


def _spelled() -> Iterator[tuple[str, str]]:
    """Give each spelling with pint's name; of two that differ only in case, the likelier one comes first."""
    yield from (("B", "byte"), ("byte", "byte"), ("bytes", "byte"), ("octet", "byte"))
    yield from (("bit", "bit"), ("bits", "bit"), ("FLOP", "flop"), ("FLOPs", "flop"))
    for name, symbol in (*DECIMAL, *BINARY):
        yield from (
            (f"{symbol}B", f"{name}byte"),
            (f"{name}byte", f"{name}byte"),
            (f"{name}bytes", f"{name}byte"),
        )
    for name, symbol in (*DECIMAL, *BINARY):
        yield from (
            (f"{symbol}bit", f"{name}bit"),
            (f"{name}bit", f"{name}bit"),
            (f"{name}bits", f"{name}bit"),
        )
        if symbol != "k":  # "kb", "mb", "gb" all in small letters are what people type for bytes
            yield f"{symbol}b", f"{name}bit"
    for name, symbol in DECIMAL:
        for unit, word in (
            ("flop", "FLOP"),
            ("flop", "FLOPs"),
            ("watt", "W"),
            ("joule", "J"),
            ("hertz", "Hz"),
        ):
            yield f"{symbol}{word}", f"{name}{unit}"
            yield f"{name}{word}", f"{name}{unit}"
    for name, symbol in (("", ""), *SMALL):
        for word in ("s", "sec", "second", "seconds"):
            yield f"{symbol}{word}", f"{name}second"
            yield f"{name}{word}", f"{name}second"
    for name, words in WITHOUT_PREFIX.items():
        for word in words.split():
            yield word, name


@cache
def _spellings() -> tuple[dict[str, str], dict[str, str]]:
    """Give pint's name by exact spelling, and by spelling in small letters."""
    exact: dict[str, str] = {}
    small: dict[str, str] = {}
    for word, name in _spelled():
        exact.setdefault(word, name)
        small.setdefault(word.lower(), name)
    return exact, small


def is_unit(unit: str) -> bool:
    """Tell whether a drill may ask for this unit ("" is a bare number)."""
    import pint  # noqa: PLC0415  as in `_registry`

    if not AUTHORS_UNIT.fullmatch(unit):
        return False
    try:
        _registry().Unit(unit)
    except pint.UndefinedUnitError:
        return False
    return True


def dimension(unit: str) -> str:
    """Name what a unit measures, such as "[information]"; "dimensionless" for a bare number."""
    return str(_registry().Unit(unit).dimensionality)


def read(text: str, *, wanted: str) -> Reading:
    """Read an answer and put it into the wanted unit.

    Raises:
        UnreadableAnswer: It is not one number with at most one unit; the message shows how to write it.
    """
    found = _split(text)
    number = _number(found)
    scale, words = _scale(UNIT_TOKEN.findall(found["unit"]), wanted)
    number *= scale
    if not words:
        return _bare(number, wanted)
    return _converted(number, _unit(words, wanted), wanted)


def show(value: float, unit: str) -> str:
    """Write a number with its unit, such as "1,610,612,736 bytes"."""
    return f"{digits(value)} {_unit_words(unit, value)}".strip()


def _split(text: str) -> re.Match[str]:
    if not text.strip():
        raise UnreadableAnswer(f"The answer is empty. {EXAMPLE}")
    if len(text) > LONGEST:
        raise UnreadableAnswer(f"The answer is longer than {LONGEST} characters. {EXAMPLE}")
    plain = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+", lambda found: "^" + found[0].translate(SUPERSCRIPTS), text)
    plain = " ".join(plain.translate(PLAIN_SIGNS).split())
    found = ANSWER.fullmatch(plain)
    if found and (not found["unit"] or UNIT_TEXT.fullmatch(found["unit"])):
        return found
    plain = "".join(letter if letter.isprintable() else "?" for letter in plain)
    if DECIMAL_COMMA.match(plain):
        raise UnreadableAnswer(f'"{plain}" has a comma where none groups thousands; decimals take a point. {EXAMPLE}')
    raise UnreadableAnswer(f'"{plain}" is not one number with a unit. {EXAMPLE}')


def _number(found: re.Match[str]) -> float:
    try:
        number = _power(found, "pure_") if found["pure_base"] else _plain(found["number"])
        if found["times_base"]:
            number *= _power(found, "times_")
        if found["divisor"]:
            number /= _plain(found["divisor"])
    except ZeroDivisionError:
        raise UnreadableAnswer(f'"{found[0]}" divides by zero. {EXAMPLE}') from None
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise UnreadableAnswer(f'"{found[0]}" is larger than any number that can be read. {EXAMPLE}')
    return -number if found["sign"] == "-" else number


def _plain(text: str) -> float:
    return float(re.sub("[,_ ]", "", text))


def _power(found: re.Match[str], part: str) -> float:
    power: float = float(found[f"{part}base"]) ** int(found[f"{part}exponent"])
    return power


def _scale(tokens: list[str], wanted: str) -> tuple[float, list[str]]:
    """Take the suffix of a count off the unit words."""
    if not tokens or tokens[0] not in SCALES:
        return 1.0, tokens
    is_byte = tokens[0] == "B" and len(tokens) == 1 and "[information]" in dimension(wanted)
    if is_byte or tokens[1:2] in (["/"], ["per"]):
        return 1.0, tokens
    return SCALES[tokens[0]], tokens[1:]


def _unit(tokens: list[str], wanted: str) -> str:
    """Turn the words of a unit into pint's spelling."""
    names: list[str] = []
    for word in tokens:
        if word in {"/", "per"}:
            names.append("/")
        elif word != "*":
            names.extend(("*", _name(word)) if names and names[-1] != "/" else (_name(word),))
    if names[-1] == "/":
        raise UnreadableAnswer(f"The unit ends with a slash. {EXAMPLE}")
    is_rate = dimension(wanted) == "[operation] / [time]"
    if is_rate and len(tokens) == 1 and tokens[0].upper().endswith("FLOPS"):
        names.append("/ second")  # "312 TFLOPS" on a data sheet is a rate; "TFLOPs" of a forward pass is not
    return " ".join(names)


def _name(word: str) -> str:
    exact, small = _spellings()
    if word == "b":
        raise UnreadableAnswer('"b" alone may be a bit or a byte: write "bits", or "B" for bytes.')
    name = exact.get(word) or small.get(word.lower())
    if name is None:
        raise UnreadableAnswer(f'"{word}" is not a unit that is known here. {EXAMPLE}')
    return name


def _bare(number: float, wanted: str) -> Reading:
    said = digits(number)
    if dimension(wanted) == "dimensionless" and wanted != "percent":
        return Reading(value=number, understood=said, trouble="")
    if wanted in TAKEN_FOR_GRANTED:
        return Reading(value=number, understood=show(number, wanted), trouble="")
    words = _unit_words(wanted, 2)
    return Reading(
        value=None,
        understood=f"{said}, without a unit",
        trouble=f"The unit is missing: {said} of what? Write it with a unit that fits {words}.",
    )


def _converted(number: float, unit: str, wanted: str) -> Reading:
    registry = _registry()
    said = show(number, unit)
    if not registry.Unit(unit).is_compatible_with(wanted or "dimensionless"):
        want = f"in {_unit_words(wanted, 2)}" if wanted else "a bare number"
        trouble = f"{said} measures something else: the answer is {want}."
        return Reading(value=None, understood=said, trouble=trouble)
    value = float(registry.Quantity(number, unit).to(wanted or "dimensionless").magnitude)
    if not math.isfinite(value):
        raise UnreadableAnswer(f"{said} is larger than any number that can be read. {EXAMPLE}")
    same = said == show(value, wanted)
    return Reading(value=value, understood=said if same else f"{said} = {show(value, wanted)}", trouble="")


def _unit_words(unit: str, value: float) -> str:
    parsed = _registry().Unit(unit)
    if str(parsed) in SPELLED_OUT:
        return str(parsed) if value == 1 else f"{parsed}s"
    return f"{parsed:~C}" if unit else ""


def tex(value: float, places: int = 4) -> str:
    """Write a number for a formula: whole numbers with thin spaces, all others with this many digits.

    Args:
        value: The number.
        places: Significant digits of a number that is not whole, or too long to be read as it is.
    """
    size = abs(value)
    if value == int(value) and size < 1e9:  # noqa: PLR2004  beyond it a power of ten reads better
        return f"{int(value):,}".replace(",", r"\,")
    if 1e-3 <= size < 1e6:  # noqa: PLR2004  the range that is read without counting zeros
        whole, _, part = f"{value:.{max(0, places - 1 - math.floor(math.log10(size)))}f}".partition(".")
        whole = f"{int(whole):,}".replace(",", r"\,") if size >= 1 else whole  # keeps the sign of -0.5
        part = part.rstrip("0")
        return f"{whole}.{part}" if part else whole
    mantissa, _, exponent = f"{value:.{places - 1}e}".partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def digits(value: float) -> str:
    """Write a number as people do: grouped up to a thousand million million, six digits beyond or below."""
    size = abs(value)
    if value == int(value) and size < 1e15:  # noqa: PLR2004  beyond it the digits are noise
        return f"{int(value):,}"
    if 1000 <= size < 1e15:  # noqa: PLR2004
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return re.sub(r"e([+-])0*", lambda found: "e" + found[1].strip("+"), f"{value:.6g}")
