"""Python files of the content, read as syntax trees; nothing is ever run."""

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path

from deepdrill.content.faults import Faults

__all__ = ["Function", "bound_names", "decorator", "functions", "parse"]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def parse(path: Path, text: str, faults: Faults) -> ast.Module | None:
    """Parse a Python file; a text that Python cannot read is a fault."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape in a string is the linter's business
            return ast.parse(text)
    except SyntaxError as error:
        faults.add(path, error.lineno or 1, f"is not Python: {error.msg}", "repair this line")
    except (ValueError, RecursionError, MemoryError) as error:
        faults.add(path, 1, f"is not Python: {error}", "write plain Python")
    return None


def functions(module: ast.Module) -> Iterator[Function]:
    """List the functions at module level."""
    return (node for node in module.body if isinstance(node, Function))


def decorator(function: Function, name: str) -> ast.expr | None:
    """Find the decorator of that name: `@name`, `@name(…)` or `@module.name`."""
    for node in function.decorator_list:
        bare = node.func if isinstance(node, ast.Call) else node
        called = bare.attr if isinstance(bare, ast.Attribute) else getattr(bare, "id", None)
        if called == name:
            return node
    return None


def bound_names(module: ast.Module) -> frozenset[str]:
    """List the names that a module binds when it runs, whichever branch it takes."""
    return frozenset(name for node in _at_module_level(module) for name in _binds(node))


def _at_module_level(parent: ast.AST) -> Iterator[ast.AST]:
    """Walk everything but the insides of functions and classes."""
    for node in ast.iter_child_nodes(parent):
        yield node
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            yield from _at_module_level(node)


def _binds(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.alias(name=name, asname=alias):
            yield alias or name.partition(".")[0]
