"""Words and formulas in one spelling."""
# ruff: noqa: RUF001  signs that look alike are what is tested

import pytest

from deepdrill.grading.notation import compact, matchable, meets, plain, spellings, stem


@pytest.mark.parametrize(
    "written",
    [r"\sqrt{d_k}", r"$\sqrt{d_k}$", "√d_k", "√(d_k)", "d_k^0.5", "d_k**0.5", "d_k^{1/2}", "sqrt(d_k)", "sqrt of d_k"],
)
def test_a_root_has_many_spellings(written: str) -> None:
    """They all read the same."""
    assert plain(written) == "sqrt(d_k)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\frac{1}{\sqrt{d}}", "1 / √d"),
        (r"\operatorname{diag}(p) - pp^\top", "diag(p) − ppᵀ"),
        (r"1 - \beta_2^t", "1−β₂ᵗ"),
        ("O(n²·d)", "O(n^2 d)"),
        (r"\sigma(x)", "σ(x)"),
        ("Var(q·k) = d", "var(qk)=d"),
        ("10⁻³", "10^-3"),
    ],
)
def test_a_formula_reads_the_same_in_tex_unicode_and_plain_text(one: str, other: str) -> None:
    """Spaces, products and brackets around one name do not matter."""
    one, other = compact(plain(one)), compact(plain(other))

    assert one.replace("(", "").replace(")", "") == other.replace("(", "").replace(")", "")


def test_control_characters_and_emoji_do_no_harm() -> None:
    """They are no words."""
    assert plain("a\x00b\x1b[31m \u202e🙂  c") == "a b [31m 🙂 c"


@pytest.mark.parametrize(
    "forms",
    [
        "scale scales scaled scaling",
        "saturate saturates saturated saturating saturation",
        "normalise normalised normalization normalizing",
        "quantise quantised quantization",
        "variance variances",
        "gradient gradients",
        "query queries",
        "class classes",
        "noise noisy",
        "run running",
        "bias biases",
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: str) -> None:
    """So that a phrasing's word is found in whatever form a learner uses."""
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("text", "term", "is_met"),
    [
        ("it saturates", "saturat", True),
        ("an unsaturated one", "saturat", False),
        ("nearly one-hot", "one hot", True),
        ("nearly one hot", "one-hot", True),
        ("variance 1 again", "variance one", True),
        ("variance 128", "variance 1", False),
        ("we normalise it", "normaliz", True),
        ("its behavior", "behaviour", True),
        ("needs √d", "sqrt(d)", True),
        ("q·k grows", "q·k", True),
        ("it doesn’t grow", "n't", True),
        ("it isn't enough", "n't enough", True),
    ],
)
def test_a_stem_begins_a_word_in_any_spelling(text: str, term: str, is_met: bool) -> None:  # noqa: FBT001  a table
    """Hyphens, numerals and British spelling do not matter; a number has to be the whole number."""
    found = any(meets(matchable(plain(text)), one) for one in spellings(term))

    assert found is is_met
