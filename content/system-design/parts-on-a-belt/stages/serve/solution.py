import base64
import binascii
from typing import Annotated

import numpy as np
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, model_validator

MOST, PIXELS = 64, 256

Pixel = Annotated[float, Field(ge=0, le=255, allow_inf_nan=False, strict=True)]


def classify(artifact, photographs):
    x = np.array(photographs, dtype=np.float64) / 255
    # With the mean and scale of training: those of the request would make a part depend on its neighbours.
    z = (x - artifact["mean"]) / artifact["scale"]
    logits = z @ np.array(artifact["weights"]).T + np.array(artifact["bias"])
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (powers / powers.sum(axis=1, keepdims=True)).tolist()


class Photograph(BaseModel):
    pixels: list[Pixel] | None = Field(default=None, min_length=PIXELS, max_length=PIXELS)
    raw: str | None = None

    @model_validator(mode="after")
    def one_of_both(self):
        if (self.pixels is None) == (self.raw is None):
            raise ValueError("give either pixels or raw")
        if self.raw is not None:
            self.pixels = decoded(self.raw)
        return self


def decoded(raw):
    try:
        # validate=True: without it, characters that are not of base64 are skipped in silence.
        content = base64.b64decode(raw, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("raw is not base64") from None
    if len(content) != PIXELS:
        raise ValueError(f"raw holds {len(content)} bytes, not {PIXELS}")
    return [float(one) for one in content]


class Batch(BaseModel):
    photographs: list[Photograph] = Field(min_length=1, max_length=MOST)


def make_app(artifact):
    app = FastAPI()

    @app.exception_handler(RequestValidationError)
    async def refused(request, error):
        # FastAPI's own answer repeats the input, and a NaN in it cannot be written as JSON: that would be a 500.
        faults = [{"where": list(fault["loc"]), "what": fault["msg"]} for fault in error.errors()]
        return JSONResponse({"detail": faults[:10]}, status_code=422)

    @app.get("/health")
    def health():
        return {"status": "ok", "version": artifact["version"]}

    @app.post("/classify")
    def classify_photographs(batch: Batch):
        answers = []
        for row in classify(artifact, [one.pixels for one in batch.photographs]):
            best = max(range(len(row)), key=row.__getitem__)
            answers.append(
                {
                    "kind": artifact["classes"][best],
                    "probability": row[best],
                    "by_hand": row[best] < artifact["threshold"],
                }
            )
        return {"version": artifact["version"], "answers": answers}

    return app
