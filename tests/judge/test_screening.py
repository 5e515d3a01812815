"""What is refused before it runs."""

import pytest

from deepdrill.judge.screening import MAX_CODE, screen, screen_size

FORBIDS = ("torch.softmax", ".log_softmax", "scaled_dot_product_attention", "torch.nn.functional")


def test_a_clean_submission_is_let_through() -> None:
    """Code that defines the name and mentions nothing forbidden has no refusal."""
    assert screen("def f(x):\n    return x.softmax(0)\n", defines=("f",), forbids=FORBIDS) is None


@pytest.mark.parametrize(
    "code",
    [
        "import torch\ndef f(x): return torch.softmax(x, 0)",
        "def f(x): return x.log_softmax(0)",
        "def f(x): return (x - 1).log_softmax(0)",
        "from torch.nn.functional import scaled_dot_product_attention as sdpa\ndef f(x): return sdpa(x)",
        "import torch.nn.functional as F\ndef f(x): return 1",
        "from torch import softmax\nf = softmax",
    ],
)
def test_a_forbidden_name_is_refused_with_its_line(code: str) -> None:
    """Attributes, methods and imports are all mentions; the refusal points at the line."""
    refusal = screen(code, defines=("f",), forbids=FORBIDS)

    assert refusal is not None
    assert refusal.reason == "forbidden"
    assert refusal.line in (1, 2)
    assert refusal.source


@pytest.mark.parametrize(
    "line",
    ["import torch", "import torch.linalg as l", "from torch import matmul", "from torch import *", "torch.ones(2)"],
)
def test_a_forbidden_package_is_forbidden_whole(line: str) -> None:
    """Forbidding a package forbids its parts, however they are imported."""
    refusal = screen(f"{line}\ndef f(): pass", defines=("f",), forbids=("torch",))

    assert refusal is not None
    assert refusal.reason == "forbidden"


def test_own_names_are_not_forbidden() -> None:
    """A learner may call their own function softmax, or a variable, without mentioning torch's."""
    code = "def softmax(x):\n    return x\ndef f(x):\n    return softmax(x)"

    assert screen(code, defines=("f",), forbids=("torch.softmax", ".softmax")) is None


def test_a_syntax_error_is_shown_at_its_line() -> None:
    """The parser's own message comes with line and text."""
    refusal = screen("x = 1\ndef f(:\n", defines=("f",), forbids=())

    assert refusal is not None
    assert (refusal.reason, refusal.line, refusal.source) == ("syntax", 2, "def f(:")


@pytest.mark.parametrize("code", ["def f():\0", "(" * 5000, "-" * 100_000 + "1", "\ud800"])
def test_text_that_breaks_parsers_is_refused_kindly(code: str) -> None:
    """Null bytes, deep nesting and half characters are refusals, never exceptions."""
    refusal = screen(code, defines=("f",), forbids=())

    assert refusal is not None
    assert refusal.reason in ("syntax", "missing")


def test_a_missing_name_is_named() -> None:
    """The refusal says which name the prompt asks for."""
    refusal = screen("def g(): pass", defines=("f",), forbids=())

    assert refusal is not None
    assert "does not define f" in refusal.message


@pytest.mark.parametrize(
    "code",
    ["f = lambda x: x", "from math import sqrt as f", "class f: pass", "f, g = 1, 2", "if 1:\n    def f(): pass"],
)
def test_every_way_to_bind_a_name_counts(code: str) -> None:
    """Functions, classes, lambdas, imports and unpacking define a name."""
    assert screen(code, defines=("f",), forbids=()) is None


def test_a_long_paste_is_refused_by_its_size() -> None:
    """Text beyond the limit is not even parsed."""
    refusal = screen_size("#" * (MAX_CODE + 1))

    assert refusal is not None
    assert refusal.reason == "size"
    assert "Paste only the code" in refusal.message
