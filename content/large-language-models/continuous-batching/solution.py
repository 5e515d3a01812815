def serve(requests, step, slots, budget, eos):
    # What a request may ever occupy. Reserved when it is let in, so that no running request can be starved of memory.
    sizes = [len(prompt) + limit for _, prompt, limit in requests]
    if any(size > budget for size in sizes):
        raise ValueError("a request that never fits would wait forever")
    results = [None] * len(requests)
    texts, started, running = {}, {}, []
    now = waiting = 0  # `waiting` is the first request that has not been let in
    while waiting < len(requests) or running:
        # Strictly in order: if a small request could pass a large one, the large one might wait forever.
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
            now = requests[waiting][0]  # nothing to do before it comes
            continue
        tokens = step([texts[i] for i in running])
        now += 1
        # Who is done leaves at once, and the next step has a newcomer in its place: that is the whole idea.
        for i, token in list(zip(running, tokens, strict=True)):
            texts[i].append(token)
            new = texts[i][len(requests[i][1]) :]
            if token == eos or len(new) == requests[i][2]:
                running.remove(i)
                results[i] = (new, started[i], now)
    return results
