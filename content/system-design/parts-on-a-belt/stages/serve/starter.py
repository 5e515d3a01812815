from fastapi import FastAPI


def classify(artifact, photographs):
    """Give the probabilities of each photograph, a list of lists."""
    raise NotImplementedError


def make_app(artifact):
    """Make the service around a classifier."""
    app = FastAPI()

    @app.get("/health")
    def health():
        raise NotImplementedError

    @app.post("/classify")
    def classify_photographs():
        raise NotImplementedError

    return app
