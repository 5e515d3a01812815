// <work-clock>: how long the learner has been at it, from the first key; it reminds and stops nothing.
//
// Attributes: `drill` names it, so that a reload goes on counting; `minutes` is what an interviewer would allow. Without
// script the line inside says the minutes.
import { forget, recall, remember } from "./memory";

const forgottenAfterMs = 6 * 60 * 60 * 1000;

class WorkClock extends HTMLElement {
  #ticking: number | undefined;

  connectedCallback(): void {
    const form = this.closest("form");
    if (this.#begunAt !== null) this.#tick();
    form?.addEventListener("input", () => this.#begin());
    form?.addEventListener("submit", () => this.#stop());
  }

  disconnectedCallback(): void {
    clearInterval(this.#ticking);
  }

  get #key(): string {
    return `clock:${this.getAttribute("drill") ?? ""}`;
  }

  get #begunAt(): number | null {
    const at = Number(recall(this.#key));
    return at > 0 && Date.now() - at < forgottenAfterMs ? at : null;
  }

  #begin(): void {
    if (this.#begunAt !== null) return;
    remember(this.#key, String(Date.now()));
    this.#tick();
  }

  #stop(): void {
    forget(this.#key);
    clearInterval(this.#ticking);
  }

  #tick(): void {
    clearInterval(this.#ticking);
    this.#ticking = setInterval(() => this.#show(), 1000);
    this.#show();
  }

  #show(): void {
    const time = this.querySelector("[data-clock='time']");
    const begun = this.#begunAt;
    if (!time || begun === null) return;
    const seconds = Math.floor((Date.now() - begun) / 1000);
    const minutes = Number(this.getAttribute("minutes"));
    const over = seconds > minutes * 60 ? " · over time: finish the thought" : "";
    time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} of ${minutes} min${over}`;
  }
}

customElements.define("work-clock", WorkClock);
