"""Starting the embedded server."""

import socket
from pathlib import Path

import pytest

from deepdrill.app import App
from deepdrill.errors import OperationError
from deepdrill.web import PortInUse, serve
from deepdrill.web.assets import Assets, FrontEndMissing
from deepdrill.web.server import listen


def test_a_port_in_use_names_the_port_and_the_way_out(app: App) -> None:
    """The message names the port that is taken and the option that avoids it."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(PortInUse, match=rf"Port {port} .*\n.*deepdrill --port {port + 1}$"):
            serve(app, port=port, open_browser=False)


def test_port_0_takes_any_free_port() -> None:
    """Asked for no port in particular, the server finds one."""
    with listen("127.0.0.1", 0) as listening:
        assert listening.getsockname()[1] > 0


def test_only_this_machine_is_served(app: App) -> None:
    """An address that others could reach is refused: what runs here is one person's own code."""
    with pytest.raises(OperationError, match=r"does not listen on \"0\.0\.0\.0\""):
        serve(app, host="0.0.0.0", open_browser=False)


def test_a_missing_bundle_says_how_to_build_it(tmp_path: Path) -> None:
    """Without the built front end the message ends with the command that builds it."""
    with pytest.raises(FrontEndMissing, match=r"pip install -e \.$"):
        Assets.load(folder=tmp_path)
