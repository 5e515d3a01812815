"""Knobs as a person writes them: text to values, with what is allowed said where it does not fit."""

import math
from collections.abc import Mapping, Sequence

from deepdrill.content.records import Parameter, Plain
from deepdrill.content.spelling import did_you_mean
from deepdrill.errors import UsageError

__all__ = ["read_knobs", "written"]


def read_knobs(parameters: Sequence[Parameter], texts: Mapping[str, str]) -> dict[str, Plain]:
    """Give every knob a value: the one written, or its default.

    Raises:
        UsageError: A knob is not there, or a value is not one that it takes; the message says all that is wrong.
    """
    known = {parameter.name: parameter for parameter in parameters}
    otherwise = f"the knobs are {', '.join(known)}."
    wrong = [
        f'There is no knob "{name}"; {did_you_mean(name, known, otherwise)}' for name in texts if name not in known
    ]
    knobs: dict[str, Plain] = {}
    for name, parameter in known.items():
        value = _value(parameter, texts[name]) if name in texts else parameter.default
        if value is None:
            wrong.append(f'"{texts[name][:40]}" does not fit {name}: {_allowed(parameter)}.')
        else:
            knobs[name] = value
    if wrong:
        raise UsageError(" ".join(wrong))
    return knobs


def written(value: Plain) -> str:
    """Write a value as a person would, and as `read_knobs` reads it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case _:
            return str(value)


def _value(parameter: Parameter, text: str) -> Plain | None:
    text = text.strip()
    if parameter.choices:
        return next((choice for choice in parameter.choices if _means(choice, text)), None)
    number = _number(text)
    if number is None or parameter.low is None or parameter.high is None:
        return None
    if not parameter.low <= number <= parameter.high:
        return None
    if isinstance(parameter.default, int):
        return int(number) if number == int(number) else None
    return number


def _means(choice: Plain, text: str) -> bool:
    if text.lower() in (written(choice).lower(), str(choice).lower()):
        return True
    return isinstance(choice, int | float) and not isinstance(choice, bool) and _number(text) == choice


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _allowed(parameter: Parameter) -> str:
    if parameter.choices:
        return f"choose one of {', '.join(map(written, parameter.choices))}"
    whole = "whole " if isinstance(parameter.default, int) else ""
    return f"write a {whole}number from {parameter.low:g} to {parameter.high:g}"
