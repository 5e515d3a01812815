# /// mistake
# fails = "one_request_runs_to_its_end"
# says = "You leave the eos out of the answer: it is kept."
# ///
def serve(requests, step, slots, budget, eos):
    sizes = [len(prompt) + limit for _, prompt, limit in requests]
    if any(size > budget for size in sizes):
        raise ValueError("a request that never fits would wait forever")
    results = [None] * len(requests)
    texts, started, running = {}, {}, []
    now = waiting = 0
    while waiting < len(requests) or running:
        while (
            waiting < len(requests)
            and requests[waiting][0] <= now
            and len(running) < slots
            and sum(sizes[i] for i in running) + sizes[waiting] <= budget
        ):
            texts[waiting], started[waiting] = list(requests[waiting][1]), now
            running.append(waiting)
            waiting += 1
        if not running:
            now = requests[waiting][0]
            continue
        tokens = step([texts[i] for i in running])
        now += 1
        for i, token in list(zip(running, tokens, strict=True)):
            texts[i].append(token)
            new = texts[i][len(requests[i][1]) :]
            if token == eos or len(new) == requests[i][2]:
                running.remove(i)
                results[i] = ([t for t in new if t != eos], started[i], now)
    return results
