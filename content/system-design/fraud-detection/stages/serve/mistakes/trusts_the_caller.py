# /// mistake
# fails = "refuses_what_cannot_be_scored"
# says = "Your service takes any body and fails inside: a missing column ends in a 500. Describe the body with a pydantic model, so that FastAPI answers 422."
# ///
import numpy as np
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, create_model

MOST = 1000


def score(artifact, transactions):
    # Column by name, never by position: the order of a request's keys is the caller's business.
    x = np.array([[row[name] for name in artifact["columns"]] for row in transactions], dtype=np.float64)
    for index, name in enumerate(artifact["columns"]):
        if name in artifact["logs"]:
            x[:, index] = np.log1p(x[:, index])
    # With the mean and scale of training; those of the batch would make a score depend on its neighbours.
    z = (x - np.array(artifact["mean"])) / np.array(artifact["scale"])
    logits = z @ np.array(artifact["weights"]) + artifact["bias"]
    return (1.0 / (1.0 + np.exp(-logits))).tolist()


def make_app(artifact):
    app = FastAPI()

    @app.get("/health")
    def health():
        return {"status": "ok", "version": artifact["version"]}

    @app.post("/score")
    def score_transactions(batch: dict):
        scores = score(artifact, batch["transactions"])
        alerts = [one >= artifact["threshold"] for one in scores]
        return {"version": artifact["version"], "scores": scores, "alerts": alerts}

    return app
