# /// mistake
# fails = "refuses_what_cannot_be_scored"
# says = "A NaN or an infinite number gets through: pydantic takes them unless you say allow_inf_nan=False, and neither the score nor FastAPI's own report of the fault can be written as JSON."
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
    positive = {"amount", *artifact["logs"]}
    Transaction = create_model(
        "Transaction",
        **{name: (float, Field(ge=0) if name in positive else ...) for name in artifact["columns"]},
    )

    class Batch(BaseModel):
        transactions: list[Transaction] = Field(min_length=1, max_length=MOST)

    app = FastAPI()

    @app.get("/health")
    def health():
        return {"status": "ok", "version": artifact["version"]}

    @app.post("/score")
    def score_transactions(batch: Batch):
        scores = score(artifact, [row.model_dump() for row in batch.transactions])
        alerts = [one >= artifact["threshold"] for one in scores]
        return {"version": artifact["version"], "scores": scores, "alerts": alerts}

    return app
