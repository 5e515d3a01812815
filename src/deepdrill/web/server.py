"""The embedded server: one process, on this machine only."""

import errno
import socket
import webbrowser

import uvicorn

from deepdrill.app import App
from deepdrill.errors import OperationError
from deepdrill.web.guard import LOOPBACK
from deepdrill.web.site import create_web

__all__ = ["NotLoopback", "PortInUse", "serve"]


class PortInUse(OperationError):  # noqa: N818  reads as the sentence it is
    """Another program listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} is in use, perhaps by a deepdrill that still runs: http://127.0.0.1:{port}\n"
            f"Choose another one with:  deepdrill --port {port + 1}"
        )
        self.port = port


class NotLoopback(OperationError):  # noqa: N818
    """The address could be reached from other machines."""

    def __init__(self, host: str) -> None:
        super().__init__(
            "deepdrill serves one person on one machine and runs what that person sends, "
            f'so it does not listen on "{host}".\n'
            "Leave the host out, or use:  deepdrill --host 127.0.0.1"
        )


def serve(app: App, *, host: str = "127.0.0.1", port: int = 8421, open_browser: bool = True) -> None:
    """Serve the pages until the process is asked to end.

    Raises:
        PortInUse: Another program listens there.
        NotLoopback: The host is not this machine's own.
    """
    if host not in LOOPBACK:
        raise NotLoopback(host)
    web = create_web(app)
    listening = listen(host, port)
    port = listening.getsockname()[1]
    app.warm_up()
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    print(f"deepdrill is at {address}  (Ctrl-C ends it)", flush=True)  # noqa: T201  the one line that an operator needs
    if open_browser:
        webbrowser.open(address)  # the socket listens already, so the browser waits for the server
    # A page that still streams must not keep the process from ending.
    config = uvicorn.Config(web, log_level="warning", server_header=False, timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """Take the port; 0 takes any that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(port) from error
        raise OperationError(f"Cannot listen on {host}:{port}: {error.strerror}. Try:  deepdrill --port 0") from error
    listening.listen()
    return listening
