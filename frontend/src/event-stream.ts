// One connection per address, however many elements of a page read it; browsers allow only six to one server.
//
// The stream has named events: what is told, and `end` when nothing follows. A lost connection is taken up again by
// the browser, with the number of the last event. Whoever comes late to an address is given all of it anew.

export type Reader = Record<string, (data: string) => void>;

interface Shared {
  source: EventSource;
  readers: Set<Reader>;
  past: [string, string][];
  names: Set<string>;
}

const open = new Map<string, Shared>();

/** Read the named events of an address from its first one; the answer ends the reading. */
export function follow(address: string, reader: Reader): () => void {
  const shared = open.get(address) ?? connect(address);
  shared.readers.add(reader);
  for (const name of Object.keys(reader)) listen(address, shared, name);
  for (const [name, data] of shared.past) reader[name]?.(data);
  return () => {
    shared.readers.delete(reader);
    if (shared.readers.size === 0) close(address, shared);
  };
}

function connect(address: string): Shared {
  const shared: Shared = { source: new EventSource(address), readers: new Set(), past: [], names: new Set() };
  open.set(address, shared);
  listen(address, shared, "end");
  return shared;
}

function listen(address: string, shared: Shared, name: string): void {
  if (shared.names.has(name)) return;
  shared.names.add(name);
  shared.source.addEventListener(name, (event: MessageEvent<string>) => {
    if (name === "end") close(address, shared);
    shared.past.push([name, event.data]);
    for (const reader of shared.readers) reader[name]?.(event.data);
  });
}

function close(address: string, shared: Shared): void {
  shared.source.close();
  if (open.get(address) === shared) open.delete(address);
}
