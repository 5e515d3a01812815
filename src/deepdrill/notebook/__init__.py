"""The cell magic `%%deepdrill TOPIC/SLUG` for IPython and notebooks: a thin face over `app`.

    %load_ext deepdrill.notebook

Nothing is imported here but what loading takes; `magic` holds the rest.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["load_ipython_extension", "unload_ipython_extension"]


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """Open deepdrill for this session and start the judge in the background; IPython calls this."""
    from deepdrill.app import open_app  # noqa: PLC0415  importing a package of ours must stay cheap
    from deepdrill.notebook.magic import attach  # noqa: PLC0415

    app = open_app()
    attach(shell, app)
    app.warm_up()


def unload_ipython_extension(shell: "InteractiveShell") -> None:
    """End the judge and take the magic away; IPython calls this."""
    from deepdrill.notebook.magic import detach  # noqa: PLC0415

    detach(shell)
