r"""Bring words and formulas into one form: `\sqrt{d_k}`, `√d_k` and `d_k^0.5` become the same text.

What comes out is for comparing, never for showing.
"""
# ruff: noqa: RUF001  signs that look alike are what this file is about

import re
import unicodedata
from functools import lru_cache, partial

__all__ = ["compact", "matchable", "meets", "plain", "spellings", "stem", "words_of"]

_SIGNS = str.maketrans(
    {
        "−": "-", "–": "-", "—": " - ", "‐": "-", "‑": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", "∕": "/",
        "≈": "~", "≃": "~", "∼": "~", "∝": "~", "≤": "<=", "≥": ">=", "≠": "!=", "→": "->", "⇒": "->",
        "’": "'", "‘": "'", "“": '"', "”": '"', "∂": "d", "∇": " gradient ", "∑": " sum ", "Σ": " sum ",
        "∏": " product ", "∞": " infinity ",
        "ᵀ": "^t", "⊤": "^t", "½": "1/2", "∈": " in ", "∥": "|", "‖": "|", "⊙": "*", "°": " degrees ",
    }
)  # fmt: skip
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi",
    "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Δ": "delta", "Θ": "theta", "Λ": "lambda", "Ω": "omega",
}  # fmt: skip
_LETTERS = str.maketrans({letter: f" {name} " for letter, name in _GREEK.items()})
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵗⁿᵏⁱ", "0123456789-+tnki")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉₋₊ₜₙₖᵢⱼ", "0123456789-+tnkij")
_SCRIPTS = (
    (re.compile(f"[{''.join(map(chr, _RAISED))}]+"), "^", _RAISED),
    (re.compile(f"[{''.join(map(chr, _LOWERED))}]+"), "_", _LOWERED),
)

_TEX = tuple(
    (re.compile(pattern), form)
    for pattern, form in (
        (r"\\(?:text|mathrm|mathbf|mathcal|operatorname|boldsymbol|hat|bar|tilde|mathbb)\s*\{([^{}]*)\}", r"\1"),
        (r"\\sqrt\s*\{([^{}]*)\}", r"sqrt(\1)"),
        (r"\\sqrt\s*(\w+)", r"sqrt(\1)"),
        (r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"(\1)/(\2)"),
        (r"\\[dt]?frac\s*(\d)\s*(\d)", r"\1/\2"),
        (r"\^\s*\{([^{}]*)\}", r"^(\1)"),
        (r"_\s*\{([^{}]*)\}", r"_\1"),
        (r"\\(?:cdot|times|odot)\b", "*"),
        (r"\\(?:left|right|quad|bigl?|bigr?)\b|\\[,;!]", ""),
        (r"\\top\b", "t"),
        (r"\\(?:approx|sim|propto)\b", "~"),
        (r"\\([A-Za-z]+)", r" \1 "),
    )
)
_ROOTS = (
    re.compile(r"√\s*(?:\((?P<inside>[^()]*)\)|(?P<word>\w+))"),
    re.compile(r"\bsqrt\s+(?:of\s+)?(?P<word>\w+)", re.IGNORECASE),
    re.compile(r"(?<![\w)])(?:(?P<word>\w+)|\((?P<inside>[^()]*)\))\s*(?:\^|\*\*)\s*\(?(?:0?\.5|1/2)\)?(?!\w)"),
)
_SINGLE_ARGUMENT = re.compile(r"\((\w+)\)")
_WORD = re.compile(r"[^\W_]+(?:['_][^\W_]+)*")
_JOINED = re.compile(r"(?<=[a-z])-(?=[a-z])")
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
}
_NUMBER = re.compile(rf"\b(?:{'|'.join(_NUMBERS)})\b")


def plain(text: str) -> str:
    """Give lower-case words and formulas in one spelling, with single spaces."""
    text = text.translate(_SIGNS)
    if "\\" in text or "{" in text:
        for _ in range(2):  # a fraction within a root, a root within a fraction
            for pattern, form in _TEX:
                text = pattern.sub(form, text)
    for script, sign, letters in _SCRIPTS:
        text = script.sub(partial(_script, sign, letters), text)
    for root in _ROOTS:
        text = root.sub(_root, text)
    text = unicodedata.normalize("NFKC", text.translate(_LETTERS)).lower().replace("**", "^")
    text = "".join(sign if sign.isprintable() else " " for sign in text if sign not in "$\\{}`")
    return " ".join(text.split())


def matchable(form: str) -> str:
    """Give the form of a plain text in which stems are looked for: "one-hot" is "1 hot", as "one hot" is."""
    return _NUMBER.sub(lambda found: _NUMBERS[found[0]], _JOINED.sub(" ", form))


def compact(form: str) -> str:
    """Give a plain formula without spaces, and without brackets around one name or a sign that only says "times"."""
    return _SINGLE_ARGUMENT.sub(r"\1", form.replace(" ", "").replace("*", ""))


def spellings(term: str) -> tuple[str, ...]:
    """Give a stem or phrase in the spellings under which it may stand in a matchable text."""
    first = matchable(plain(term))
    others = (first.replace("iz", "is"), first.replace("is", "iz"), first.replace("our", "or"))
    return tuple(dict.fromkeys(one for one in (first, *others) if one))


def meets(text: str, term: str) -> list[int]:
    """List the places of a matchable text where a term in one spelling begins.

    It has to begin a word, and a number has to be the whole number. "n't" ends one: "isn't", "don't".
    """
    places, at = [], text.find(term)
    while at >= 0:
        end = at + len(term)
        begins = at == 0 or term.startswith("n't") or not (term[0].isalnum() and text[at - 1].isalnum())
        whole = end >= len(text) or not (term[-1].isdigit() and text[end].isdigit())
        if begins and whole:
            places.append(at)
        at = text.find(term, at + 1)
    return places


def words_of(text: str) -> list[str]:
    """List the words of a plain text."""
    return _WORD.findall(text)


_ENDINGS = tuple(
    (ending, root)
    for root, endings in (
        ("is", "ization isation izing ising ized ised ize ise"),
        ("at", "ation ating ated ate"),
        ("", "ement ically ingly edly ment ness ance ence ally ing ion ity ive ied er est ful ed ly al ic e y"),
    )
    for ending in endings.split()
)
_SHORTEST = 3
_SINGULAR = ("ss", "us", "is", "as")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Cut the ending of a word, so that "scaled", "scales" and "scaling" are one."""
    if word.endswith("s") and len(word) > _SHORTEST and not word.endswith(_SINGULAR):
        word = f"{word[:-3]}y" if word.endswith("ies") and len(word) > _SHORTEST + 1 else word[:-1]
    for ending, root in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(root) >= _SHORTEST:
            cut = word[: -len(ending)] + root
            doubled = not root and len(cut) > _SHORTEST and cut[-1] == cut[-2] != "s"
            return cut[:-1] if doubled else cut
    return word


def _script(sign: str, letters: dict[int, int], found: re.Match[str]) -> str:
    return sign + found[0].translate(letters)


def _root(found: re.Match[str]) -> str:
    groups = found.groupdict()
    return f"sqrt({groups.get('inside') or groups.get('word')})"
