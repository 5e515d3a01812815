from fastapi import FastAPI


def score(artifact, transactions):
    """Give the score of each transaction, a list of floats."""
    raise NotImplementedError


def make_app(artifact):
    """Make the service around a model."""
    app = FastAPI()

    @app.get("/health")
    def health():
        raise NotImplementedError

    @app.post("/score")
    def score_transactions():
        raise NotImplementedError

    return app
