# /// mistake
# fails = "scores_without_a_server"
# says = "You take the values in the order of the request's keys, which is not that of the weights: training and serving differ. Take each column by its name."
# ///
import numpy as np
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, create_model

MOST = 1000


def score(artifact, transactions):
    x = np.array([list(row.values())[: len(artifact["columns"])] for row in transactions], dtype=np.float64)
    for index, name in enumerate(artifact["columns"]):
        if name in artifact["logs"]:
            x[:, index] = np.log1p(x[:, index])
    z = (x - np.array(artifact["mean"])) / np.array(artifact["scale"])
    logits = z @ np.array(artifact["weights"]) + artifact["bias"]
    return (1.0 / (1.0 + np.exp(-logits))).tolist()


def make_app(artifact):
    number = Field(allow_inf_nan=False)
    not_negative = Field(ge=0, allow_inf_nan=False)
    positive = {"amount", *artifact["logs"]}  # log(1 + x) needs them
    Transaction = create_model(
        "Transaction",
        **{name: (float, not_negative if name in positive else number) for name in artifact["columns"]},
    )

    class Batch(BaseModel):
        transactions: list[Transaction] = Field(min_length=1, max_length=MOST)

    app = FastAPI()

    @app.exception_handler(RequestValidationError)
    async def refused(request, error):
        # FastAPI's own answer repeats the input, and a NaN in it cannot be written as JSON: that would be a 500.
        faults = [{"where": list(fault["loc"]), "what": fault["msg"]} for fault in error.errors()]
        return JSONResponse({"detail": faults}, status_code=422)

    @app.get("/health")
    def health():
        return {"status": "ok", "version": artifact["version"]}

    @app.post("/score")
    def score_transactions(batch: Batch):
        scores = score(artifact, [row.model_dump() for row in batch.transactions])
        alerts = [one >= artifact["threshold"] for one in scores]
        return {"version": artifact["version"], "scores": scores, "alerts": alerts}

    return app
