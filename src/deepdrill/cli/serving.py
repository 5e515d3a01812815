"""`deepdrill` alone: the pages, in the browser."""

from deepdrill.cli.options import Options, opened
from deepdrill.errors import UsageError
from deepdrill.web import serve

__all__ = ["serve_pages"]


def serve_pages(options: Options, *, host: str, port: int, open_browser: bool) -> int:
    """Serve until Ctrl-C."""
    if options.json:
        raise UsageError("The pages have no JSON form. See what has:  deepdrill --help")
    with opened(options) as app:
        serve(app, host=host, port=port, open_browser=open_browser)
    return 0
