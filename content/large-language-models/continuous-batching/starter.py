def serve(requests, step, slots, budget, eos):
    # requests: a list of (arrival, prompt, limit); step(texts) gives one token per text
    # TODO: return a list of (new, start, end)
    ...
