"""The slips that people make, as changes to one node of a syntax tree.

A mutator takes a node and gives what a careless writer might have put in its place; it changes nothing itself.
Where a node stands, and which changes are worth trying, is decided in `mutations`.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

__all__ = ["MUTATORS", "UNSEEN", "Mutator", "neighbours", "other_name"]

Mutator = Callable[[ast.AST], Iterator[ast.AST]]

_BINARY: Mapping[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div, ast.Mult),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
_COMPARED: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ORDERED = ast.Sub | ast.Div | ast.FloorDiv | ast.Mod | ast.Pow | ast.MatMult
"""Where it matters which operand comes first."""

_MISTAKEN_FOR: Mapping[str, tuple[str, ...]] = {
    "sum": ("mean",),
    "mean": ("sum",),
    "max": ("min",),
    "min": ("max",),
    "amax": ("amin",),
    "amin": ("amax",),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "any": ("all",),
    "all": ("any",),
    "tril": ("triu",),
    "triu": ("tril",),
    "exp": ("exp2", "expm1"),
    "log": ("log2", "log1p"),
    "sqrt": ("rsqrt", "square"),
    "rsqrt": ("sqrt", "reciprocal"),
    "square": ("abs",),
    "sigmoid": ("tanh", "relu"),
    "tanh": ("sigmoid", "relu"),
    "softmax": ("log_softmax",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "zeros_like": ("ones_like",),
    "ones_like": ("zeros_like",),
    "rand": ("randn",),
    "rand_like": ("randn_like",),
    "randn": ("rand",),
    "var": ("std",),
    "std": ("var",),
    "add_": ("sub_",),
    "sub_": ("add_",),
    "mul_": ("div_",),
    "div_": ("mul_",),
    "addcmul_": ("addcdiv_",),
    "addcdiv_": ("addcmul_",),
    "logical_and": ("logical_or",),
    "logical_or": ("logical_and",),
    "float": ("double", "half"),
    "double": ("float",),
    "float64": ("float32",),
    "float32": ("float64", "float16"),
    "float16": ("float32", "bfloat16"),
    "bfloat16": ("float32", "float16"),
    "floor": ("ceil",),
    "ceil": ("floor",),
    "cumsum": ("cumprod",),
    "cumprod": ("cumsum",),
}
UNSEEN = frozenset({"device", "strict"})
"""Keywords that no check can see: the judge has one device, and zip is strict about lengths that agree."""
_SYMMETRIC = frozenset({"transpose", "swapaxes", "swapdims", "maximum", "minimum", "max", "min"})
_IN_PLACE: Mapping[type[ast.operator], str] = {ast.Add: "add_", ast.Sub: "sub_", ast.Mult: "mul_", ast.Div: "div_"}
_BUILT_IN = frozenset({"max", "min", "any", "all"})
_AXES = frozenset({"dim", "axis"})
_NEAR_AXES = (-1, -2, 0, 1)
_INFINITIES = frozenset({"-inf", "inf"})
_SPREADS = frozenset({"var", "std"})
_TINY = 1e-2
"""A constant below it is an epsilon, where a factor of 1000 is the slip and a factor of two is none."""


def _other_arithmetic(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left, op, right):
            for other in _BINARY.get(type(op), ()):
                yield ast.BinOp(left, other(), right)
        case ast.AugAssign(target, op, value):
            for other in _BINARY.get(type(op), ()):
                yield ast.AugAssign(target, other(), value)
            yield ast.Assign([target], value, lineno=node.lineno)


def _operand_dropped(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left, _, right):
            yield left
            yield right
        case ast.BoolOp(op, values):
            for index in range(len(values)):
                kept = values[:index] + values[index + 1 :]
                yield kept[0] if len(kept) == 1 else ast.BoolOp(op, kept)


def _operands_swapped(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(left, op, right) if isinstance(op, _ORDERED):
            yield ast.BinOp(right, op, left)


def _sign_dropped(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.UnaryOp(ast.USub() | ast.Invert(), operand):
            yield operand


def _other_comparison(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Compare(left, [op], comparators):
            for other in _COMPARED.get(type(op), ()):
                yield ast.Compare(left, [other()], comparators)


def _other_logic(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BoolOp(ast.And(), values):
            yield ast.BoolOp(ast.Or(), values)
        case ast.BoolOp(ast.Or(), values):
            yield ast.BoolOp(ast.And(), values)


def _off_by_one(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(int() as value) if not isinstance(value, bool):
            yield ast.Constant(value + 1)
            yield _number(value - 1)


def _bound_moved(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Slice(lower, upper, step):
            if lower is not None:
                yield ast.Slice(None, upper, step)
                yield ast.Slice(ast.BinOp(lower, ast.Add(), ast.Constant(1)), upper, step)
            if upper is not None:
                yield ast.Slice(lower, None, step)
                yield ast.Slice(lower, ast.BinOp(upper, ast.Sub(), ast.Constant(1)), step)


def _other_constant(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(float() as value):
            tiny = 0 < value < _TINY
            others = (0.0, 1000 * value) if tiny else (0.0, 1.0, value / 2)
            yield from (ast.Constant(other) for other in dict.fromkeys(others) if other != value)
        case ast.Call(ast.Name("float"), [ast.Constant(text)]) if text in _INFINITIES:
            yield ast.Constant(0.0)
            yield _number(-1e4 if text == "-inf" else 1e4)
            yield ast.Call(node.func, [ast.Constant("inf" if text == "-inf" else "-inf")], [])


def _other_axis(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.keyword(name, value) if name in _AXES:
            yield from (ast.keyword(name, other) for other in _axes_beside(value))


def _axes_beside(value: ast.expr) -> Iterator[ast.expr]:
    match value:
        case ast.Tuple(elements):
            for index in range(len(elements)):
                yield ast.Tuple(elements[:index] + elements[index + 1 :])
        case _:
            here = ast.unparse(value)
            yield from (_number(axis) for axis in _NEAR_AXES if str(axis) != here)


def _other_name_called(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Attribute(value, name):
            yield from (ast.Attribute(value, other) for other in _MISTAKEN_FOR.get(name, ()))
        case ast.Name(name) if name in _BUILT_IN:
            yield from (ast.Name(other) for other in _MISTAKEN_FOR[name])


def _sample_spread(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Call(ast.Attribute(_, name), args, keywords) if name in _SPREADS:
            kept = [one for one in keywords if one.arg not in {"correction", "unbiased", "ddof"}]
            for correction in (0, 1):
                yield ast.Call(node.func, args, [*kept, ast.keyword("correction", ast.Constant(correction))])


def _call_dropped(node: ast.AST) -> Iterator[ast.AST]:
    """Leave out a step: `x.transpose(-2, -1)` and `torch.exp(x)` become x."""
    match node:
        case ast.Call(func, args):
            if isinstance(func, ast.Attribute):
                yield func.value
            if args and not isinstance(args[0], ast.Starred | ast.GeneratorExp):
                yield args[0]
        case ast.Attribute(value, "T" | "mT"):
            yield value
        case ast.Subscript(value):
            yield value


def _keyword_dropped(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Call(func, args, keywords):
            for index in range(len(keywords)):
                if keywords[index].arg not in UNSEEN:
                    yield ast.Call(func, args, keywords[:index] + keywords[index + 1 :])


def _arguments_swapped(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Call(func, [first, second, *rest], keywords) if _last_name(func) not in _SYMMETRIC:
            yield ast.Call(func, [second, first, *rest], keywords)
        case ast.Call(func, args, keywords):
            for index, one in enumerate(args):
                for swapped in _first_two_swapped(one):
                    yield ast.Call(func, [*args[:index], swapped, *args[index + 1 :]], keywords)
        case ast.Return(ast.expr() as value):
            yield from (ast.Return(swapped) for swapped in _first_two_swapped(value))
        case ast.Assign(targets, value):
            yield from (ast.Assign(targets, swapped, lineno=node.lineno) for swapped in _first_two_swapped(value))


def _first_two_swapped(value: ast.expr) -> Iterator[ast.expr]:
    """Swap what a tuple or list begins with, here where its order means something; in `dim=(0, 2)` it does not."""
    match value:
        case ast.Tuple([first, second, *rest]) | ast.List([first, second, *rest]):
            yield type(value)([second, first, *rest], ast.Load())


def _last_name(func: ast.expr) -> str:
    return ast.unparse(func).rpartition(".")[2]


def _addend_moved(node: ast.AST) -> Iterator[ast.AST]:
    """Put an epsilon on the other side of the root: √x + ε for √(x + ε), and the reverse."""
    match node:
        case ast.BinOp(ast.Call(ast.Attribute(value, name), []), ast.Add(), addend):
            yield ast.Call(ast.Attribute(ast.BinOp(value, ast.Add(), addend), name), [], [])
        case ast.BinOp(ast.Call(func, [value], []), ast.Add(), addend):
            yield ast.Call(func, [ast.BinOp(value, ast.Add(), addend)], [])
        case ast.Call(ast.Attribute(ast.BinOp(value, ast.Add(), addend), name), []):
            yield ast.BinOp(ast.Call(ast.Attribute(value, name), [], []), ast.Add(), addend)
        case ast.Call(func, [ast.BinOp(value, ast.Add(), addend)], []):
            yield ast.BinOp(ast.Call(func, [value], []), ast.Add(), addend)


def _step_added(method: str) -> Mutator:
    """Make a mutator that lets what is assigned or returned take one more step, such as `.detach()`."""

    def mutate(node: ast.AST) -> Iterator[ast.AST]:
        match node:
            case ast.Return(ast.BinOp() | ast.Call() | ast.Name() as value):
                yield ast.Return(ast.Call(ast.Attribute(value, method), [], []))
            case ast.Assign(targets, ast.BinOp() | ast.Call() | ast.Name() as value) if not _makes_object(value):
                yield ast.Assign(targets, ast.Call(ast.Attribute(value, method), [], []), lineno=node.lineno)

    return mutate


def _makes_object(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and _last_name(value.func)[:1].isupper()


def _in_place(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.BinOp(ast.Name() | ast.Attribute() as left, op, right) if type(op) in _IN_PLACE:
            yield ast.Call(ast.Attribute(left, _IN_PLACE[type(op)]), [right], [])
        case ast.Call(ast.Attribute(ast.Name() | ast.Attribute() as owner, "masked_fill" | "clamp" as name)):
            yield ast.Call(ast.Attribute(owner, f"{name}_"), node.args, node.keywords)


def _other_condition(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.If(test, body, orelse):
            yield from (ast.If(other, body, orelse) for other in _conditions(test))
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(test, orelse, body)
            yield body
            yield orelse


def _conditions(test: ast.expr) -> Iterator[ast.expr]:
    yield test.operand if isinstance(test, ast.UnaryOp) else ast.UnaryOp(ast.Not(), test)
    yield ast.Constant(True)  # noqa: FBT003  ast's own signature
    yield ast.Constant(False)  # noqa: FBT003


def _statement_dropped(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.With(_, body):
            yield ast.If(ast.Constant(True), body, [])  # noqa: FBT003
        case ast.Continue():
            yield ast.Break()
            yield ast.Pass()
        case ast.Break():
            yield ast.Continue()
            yield ast.Pass()
        case ast.Assign() | ast.AugAssign() | ast.Expr() | ast.If() | ast.For() | ast.While() | ast.Raise():
            yield ast.Pass()
        case ast.Return(value) if value is not None:
            yield ast.Return(None)


def _decorator_dropped(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.FunctionDef(name, args, body, decorators) if decorators:
            for index in range(len(decorators)):
                kept = decorators[:index] + decorators[index + 1 :]
                yield ast.FunctionDef(name, args, body, kept, node.returns, lineno=node.lineno)


def other_name(names: Mapping[str, str]) -> Mutator:
    """Make a mutator that takes one name for its neighbour: k for q, the width for the height."""

    def mutate(node: ast.AST) -> Iterator[ast.AST]:
        match node:
            case ast.Name(name, ast.Load()) if name in names:
                yield ast.Name(names[name])

    return mutate


def neighbours(tree: ast.Module) -> dict[str, str]:
    """Find the names that are bound side by side, each with the one that follows it in its round."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Tuple(elements, ast.Store()):
                names = [one.id for one in elements if isinstance(one, ast.Name)]
            case ast.arguments(args=args):
                names = [one.arg for one in args if one.arg != "self"]
            case _:
                continue
        if len(names) > 1:
            found |= dict(zip(names, [*names[1:], names[0]], strict=True))
    return found


def _number(value: float) -> ast.expr:
    """Write a number as Python reads it: a minus is an operator."""
    return ast.Constant(value) if value >= 0 else ast.UnaryOp(ast.USub(), ast.Constant(-value))


MUTATORS: Mapping[str, Mutator] = MappingProxyType(
    {
        "other arithmetic": _other_arithmetic,
        "operand dropped": _operand_dropped,
        "operands swapped": _operands_swapped,
        "sign dropped": _sign_dropped,
        "other comparison": _other_comparison,
        "other logic": _other_logic,
        "off by one": _off_by_one,
        "slice moved": _bound_moved,
        "other constant": _other_constant,
        "other axis": _other_axis,
        "other function": _other_name_called,
        "other correction": _sample_spread,
        "call dropped": _call_dropped,
        "keyword dropped": _keyword_dropped,
        "arguments swapped": _arguments_swapped,
        "addend moved": _addend_moved,
        "detached": _step_added("detach"),
        "cast": _step_added("float"),
        "in place": _in_place,
        "other condition": _other_condition,
        "statement dropped": _statement_dropped,
        "decorator dropped": _decorator_dropped,
    }
)
"""By the name that a report gives the slip."""
