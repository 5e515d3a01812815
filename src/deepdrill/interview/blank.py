"""The file that a coding round begins with: what the prompt promises, and nothing of the way."""

import ast

from deepdrill.content.records import Debug, Drill, Explain, Implement

__all__ = ["begun_text"]


def begun_text(drill: Drill) -> str:
    """Give the text that the learner begins with: signatures for code, the program for a repair, nothing for words."""
    match drill.body:
        case Implement(starter=code, defines=names):
            return _signatures(code, names)
        case Debug(broken=code):
            return code
        case Explain() | _:
            return ""


def _signatures(code: str, names: tuple[str, ...]) -> str:
    """Keep imports and the signatures of what is asked for, without comments and bodies."""
    tree = ast.parse(code)
    kept = [
        _bare(node)
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in names)
    ]
    imports = "\n".join(ast.unparse(node) for node in kept if isinstance(node, ast.Import | ast.ImportFrom))
    asked = [ast.unparse(node) for node in kept if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return "\n\n\n".join(filter(None, (imports, *asked))) + "\n"


def _bare(node: ast.stmt) -> ast.stmt:
    hollow: list[ast.stmt] = [ast.Expr(ast.Constant(...))]
    match node:
        case ast.FunctionDef():
            node.body = hollow
        case ast.ClassDef():
            node.body = [_bare(one) for one in node.body if isinstance(one, ast.FunctionDef)] or hollow
    return node
