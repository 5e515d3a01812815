"""The data of a case: run its `data.py` and write the table that a learner gets as CSV.

`data.py` belongs to the library and is trusted like `numbers.py`; it needs NumPy and nothing else.
"""

import csv
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from deepdrill.errors import OperationError

__all__ = ["Dataset", "make_dataset"]


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A table, ready to be written."""

    name: str
    """Of its file."""
    columns: Mapping[str, Any]
    """NumPy arrays of one length, by the names of the columns."""

    def write(self, file: IO[str]) -> None:
        """Write it as CSV; numbers as short as they can be read back."""
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows(zip(*(column.tolist() for column in self.columns.values()), strict=True))


def make_dataset(folder: Path) -> Dataset:
    """Make what the learner of a case gets.

    Raises:
        OperationError: `data.py` could not be run.
    """
    path = folder / "data.py"
    spec = importlib.util.spec_from_file_location(f"deepdrill_data_{folder.name.replace('-', '_')}", path)
    if spec is None or spec.loader is None:
        raise OperationError(f"{path} cannot be read. Look at the drill's files with:  deepdrill proof {folder}")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        return Dataset(name=str(module.FILE), columns=module.table())
    except Exception as error:
        raise OperationError(
            f"The data of {folder.name} could not be made ({type(error).__name__}: {error}). "
            f"Look at the drill's files with:  deepdrill proof {folder}"
        ) from error
