// <late-answers>: hands in what was written while nobody answered, when the interview is over by now.
//
// The server keeps it, judges it and marks it as late, and takes nothing twice. Attribute: `interview`.
import { forget, recall, remembered } from "./memory";

class LateAnswers extends HTMLElement {
  connectedCallback(): void {
    void this.#handIn();
  }

  async #handIn(): Promise<void> {
    const interview = this.getAttribute("interview") ?? "";
    let sent = 0;
    for (const key of remembered(`interview:${interview}:`)) {
      const [, , turn, step] = key.split(":");
      try {
        const kept = JSON.parse(recall(key) ?? "null") as { text: string; pending?: string } | null;
        const plain = new URLSearchParams({ turn: turn ?? "", step: step ?? "", number: "1", text: kept?.text ?? "" });
        if (kept?.text.trim()) {
          const reply = await fetch(`/interview/${interview}/answers`, {
            method: "POST",
            headers: { "Content-Type": "application/x-www-form-urlencoded" },
            body: kept.pending ?? plain.toString(),
          });
          if (!reply.ok) continue;
          sent += 1;
        }
        forget(key);
      } catch {
        return; // no connection: the next look tries again
      }
    }
    if (sent) location.reload();
  }
}

customElements.define("late-answers", LateAnswers);
