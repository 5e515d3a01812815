// <interview-room>: the clock, the draft and the answer of an interview, over plain forms.
//
// The server keeps the time and the draft. What it has not confirmed is kept in this browser as well, and sent again when
// the connection is back. Without script the forms work by themselves.
// Attributes: `interview`, `turn`, `step`; `left`, the seconds on the clock, and `put`, the milliseconds since the step
// was put, both at the moment when the page was made.
import { forget, recall, remember } from "./memory";

const saveEveryMs = 1500;
const retryEveryMs = 3000;
const mostEdits = 1000;

type Edit = [atMs: number, start: number, cut: number, put: string];
interface Kept {
  readonly text: string;
  readonly pending?: string; // the whole form, where it was handed in and nobody took it
}

/** The one edit between two texts, counted in code points as the server counts. */
function between(before: string, after: string, atMs: number): Edit {
  const old = [...before];
  const now = [...after];
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  return [atMs, start, old.length - tail - start, now.slice(start, now.length - tail).join("")];
}

class InterviewRoom extends HTMLElement {
  #made = performance.now();
  #saved = "";
  #seen = "";
  #edits: Edit[] = [];
  #saving = false;
  #leaving = false;
  #sending = false;

  connectedCallback(): void {
    this.#saved = this.#seen = this.#text;
    this.#takeBack();
    this.#form.addEventListener("input", () => this.#edited());
    this.#form.addEventListener("submit", (event) => this.#submitted(event));
    this.#form.addEventListener("keydown", (event) => this.#pressed(event));
    for (const form of document.querySelectorAll<HTMLFormElement>(".room-lead form")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        void this.#save({ last: true }).finally(() => form.submit()); // what was written last comes first
      });
    }
    setInterval(() => this.#tick(), 500);
    setInterval(() => void this.#save(), saveEveryMs);
    addEventListener("online", () => void this.#save());
    addEventListener("pagehide", () => void this.#save({ last: true }));
    const kept = this.#kept;
    if (kept?.pending !== undefined) void this.#send(this.#form.action, kept.pending);
  }

  get #form(): HTMLFormElement {
    const form = this.querySelector<HTMLFormElement>("[data-room='answer']");
    if (!form) throw new Error("<interview-room> needs a form for the answer");
    return form;
  }

  get #address(): string {
    return `/interview/${this.getAttribute("interview") ?? ""}`;
  }

  get #key(): string {
    return `interview:${this.getAttribute("interview")}:${this.getAttribute("turn")}:${this.getAttribute("step")}`;
  }

  get #kept(): Kept | null {
    try {
      return JSON.parse(recall(this.#key) ?? "null") as Kept | null;
    } catch {
      return null;
    }
  }

  get #fields(): (HTMLTextAreaElement | HTMLInputElement)[] {
    return [...this.#form.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>("textarea, input[type='text']")];
  }

  /** The answer as the server keeps it: on a canvas one text with headings. */
  get #text(): string {
    const fields = this.#fields;
    const parts = fields.filter((field) => field.dataset.heading !== undefined);
    if (!parts.length) return fields[0]?.value ?? "";
    if (parts.every((field) => !field.value.trim())) return "";
    return parts.map((field) => `## ${field.dataset.heading ?? ""}\n\n${field.value.trim()}\n`).join("\n");
  }

  get #atMs(): number {
    return Math.round(Number(this.getAttribute("put")) + performance.now() - this.#made);
  }

  get #leftS(): number {
    return Math.max(0, Number(this.getAttribute("left")) - (performance.now() - this.#made) / 1000);
  }

  /** Put back what the server has not got: it was written while nobody answered. */
  #takeBack(): void {
    const text = this.#kept?.text;
    if (text === undefined || text === this.#saved) return;
    const parts = this.#fields.filter((field) => field.dataset.heading !== undefined);
    if (!parts.length) {
      const field = this.#fields[0];
      if (field) field.value = text;
    }
    for (const field of parts) {
      const begin = text.indexOf(`## ${field.dataset.heading ?? ""}\n`);
      if (begin < 0) continue;
      const rest = text.slice(text.indexOf("\n", begin) + 1);
      const others = parts.map((other) => rest.indexOf(`\n## ${other.dataset.heading ?? ""}\n`)).filter((at) => at >= 0);
      field.value = rest.slice(0, Math.min(rest.length, ...others)).trim();
    }
    this.#edited();
    this.#say("Your words from before are back.");
  }

  #edited(): void {
    const text = this.#text;
    if (text === this.#seen) return;
    if (this.#edits.length < mostEdits) this.#edits.push(between(this.#seen, text, this.#atMs));
    this.#seen = text;
    if (!remember(this.#key, JSON.stringify({ text }))) this.#say("This browser does not let the page keep your words.");
  }

  async #save({ last = false } = {}): Promise<void> {
    if (this.#leaving || this.#seen === this.#saved || (this.#saving && !last)) return;
    this.#saving = true;
    const text = this.#seen;
    const edits = this.#edits.splice(0);
    try {
      const reply = await fetch(`${this.#address}/draft`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          turn: Number(this.getAttribute("turn")),
          step: Number(this.getAttribute("step")),
          text,
          edits,
        }),
        keepalive: text.length < 20_000,
      });
      if (!reply.ok) throw new Error(String(reply.status));
      const { state, kept } = (await reply.json()) as { state: string; kept: boolean };
      if (kept) {
        this.#saved = text;
        if (this.#seen === text) forget(this.#key);
        this.#say("Saved");
      }
      if (state !== "running" && !last) this.#go(this.#address);
    } catch {
      this.#edits.unshift(...edits);
      if (!last) this.#say("No connection: kept in this browser.");
    } finally {
      this.#saving = false;
    }
  }

  #pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.#form.requestSubmit(this.querySelector<HTMLButtonElement>("button.main"));
  }

  #submitted(event: SubmitEvent): void {
    event.preventDefault();
    if (this.#leaving) return;
    const button = event.submitter as HTMLButtonElement | null;
    const on = button?.dataset.room === "next";
    const body = this.#body;
    if (!on) remember(this.#key, JSON.stringify({ text: this.#seen, pending: body }));
    void this.#send(on ? (button?.formAction ?? this.#form.action) : this.#form.action, body);
  }

  get #body(): string {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.#form)) body.append(name, String(value));
    return body.toString();
  }

  /** Send a form until somebody takes it, then go where the interview is. */
  async #send(action: string, body: string): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    this.#wait(true);
    this.#say("One moment.");
    await this.#save({ last: true }); // with every edit, which the answer itself does not bring
    this.#leaving = true;
    for (;;) {
      try {
        const reply = await fetch(action, {
          method: "POST",
          headers: { "Content-Type": "application/x-www-form-urlencoded" },
          body,
        });
        if (reply.ok) break;
        if (reply.status < 500) {
          this.#say("This was not taken. Your words are kept in this browser: reload the page and hand in again.");
          remember(this.#key, JSON.stringify({ text: this.#seen }));
          this.#wait(false);
          this.#leaving = this.#sending = false;
          return;
        }
        this.#say("deepdrill is in trouble: your words are kept here and sent again.");
      } catch {
        this.#say("No connection: your words are kept here and sent when it is back.");
      }
      await new Promise((resolve) => setTimeout(resolve, retryEveryMs));
    }
    forget(this.#key);
    this.#go(this.#address);
  }

  #wait(waiting: boolean): void {
    for (const button of this.#form.querySelectorAll<HTMLButtonElement>("button")) button.disabled = waiting;
  }

  #tick(): void {
    const left = this.#leftS;
    const place = document.querySelector("[data-room='left']");
    const hours = Math.floor(left / 3600);
    const minutes = Math.floor((left % 3600) / 60);
    const seconds = String(Math.floor(left % 60)).padStart(2, "0");
    const text = hours ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
    if (place && place.textContent !== text) place.textContent = text;
    if (left > 0 || this.#leaving || this.#sending) return;
    if (this.#text.trim() && this.#text !== this.#begun) this.#form.requestSubmit(this.querySelector("button.main"));
    else this.#go(this.#address);
  }

  get #begun(): string {
    return this.querySelector("template")?.content.textContent ?? "";
  }

  #go(address: string): void {
    this.#leaving = true;
    location.assign(address);
  }

  #say(text: string): void {
    const status = this.querySelector("[data-room='status']");
    if (status && status.textContent !== text) status.textContent = text;
  }
}

customElements.define("interview-room", InterviewRoom);
