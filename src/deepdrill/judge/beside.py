"""Lets a submission import the other files of its folder, which exist as texts alone.

A stage of a case may build on the learner's earlier stages: `from split import split`. Where it is judged there is no
folder, so a finder gives those modules out of the texts that came with the submission.
"""

import importlib.util
import linecache
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

__all__ = ["beside"]


def beside(modules: Mapping[str, str]) -> None:
    """Make texts importable by name, in place of those that were so before; a name that Python knows comes after."""
    for older in [finder for finder in sys.meta_path if isinstance(finder, _Texts)]:
        sys.meta_path.remove(older)
        for name in older.modules:
            sys.modules.pop(name, None)
    for name in modules:
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, _Texts(modules))


class _Texts(MetaPathFinder, Loader):
    """Finds and runs modules whose source is at hand."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        self.modules = dict(modules)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module among the texts."""
        del path, target
        return importlib.util.spec_from_loader(fullname, self) if fullname in self.modules else None

    def exec_module(self, module: ModuleType) -> None:
        """Run its text."""
        code, filename = self.modules[module.__name__], f"{module.__name__}.py"
        linecache.cache[filename] = (len(code), None, code.splitlines(keepends=True), filename)
        exec(compile(code, filename, "exec", dont_inherit=True), module.__dict__)  # noqa: S102  as `Workspace.execute`
