# /// mistake
# fails = "a_free_slot_is_filled_at_once"
# says = "A request that is done keeps its slot for one more step: take it out before the next ones are let in."
# ///
def serve(requests, step, slots, budget, eos):
    sizes = [len(prompt) + limit for _, prompt, limit in requests]
    if any(size > budget for size in sizes):
        raise ValueError("a request that never fits would wait forever")
    results = [None] * len(requests)
    texts, started, running = {}, {}, []
    now = waiting = 0
    done = []
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
        running = [i for i in running if i not in done]
        if not running:
            now = max(now, requests[waiting][0]) if waiting < len(requests) else now
            continue
        tokens = step([texts[i] for i in running])
        now += 1
        for i, token in list(zip(running, tokens, strict=True)):
            texts[i].append(token)
            new = texts[i][len(requests[i][1]) :]
            if token == eos or len(new) == requests[i][2]:
                done.append(i)
                results[i] = (new, started[i], now)
    return results
