// <edit-replay>: how an answer came about, edit by edit, on a slider that the keyboard moves as well.
//
// Attribute: `src`, the address of the edits. Without script the finished text stands there.
type Edit = [atMs: number, start: number, cut: number, put: string];
interface Story {
  readonly begun: string;
  readonly edits: readonly Edit[];
}

const stepMs = 60;

class EditReplay extends HTMLElement {
  #edits: readonly Edit[] = [];
  #begun: string[] = [];
  #playing: number | undefined;

  connectedCallback(): void {
    const button = this.querySelector<HTMLButtonElement>("[data-replay='open']");
    button?.removeAttribute("hidden");
    button?.addEventListener("click", () => void this.#open(button));
  }

  disconnectedCallback(): void {
    clearInterval(this.#playing);
  }

  async #open(button: HTMLButtonElement): Promise<void> {
    const reply = await fetch(this.getAttribute("src") ?? "");
    if (!reply.ok) {
      button.textContent = "The edits could not be read; try again";
      return;
    }
    const story = (await reply.json()) as Story;
    this.#begun = [...story.begun];
    this.#edits = story.edits;
    if (!story.edits.length) {
      button.replaceWith("Nothing was typed here.");
      return;
    }
    button.hidden = true;
    const bar = this.#part<HTMLElement>("bar");
    bar.hidden = false;
    const slider = this.#slider;
    slider.max = String(story.edits.length);
    slider.addEventListener("input", () => this.#show(Number(slider.value)));
    this.#part<HTMLButtonElement>("play").addEventListener("click", () => this.#playOrStop());
    this.#show(0);
    slider.focus();
  }

  get #slider(): HTMLInputElement {
    return this.#part<HTMLInputElement>("slider");
  }

  #part<T extends HTMLElement>(name: string): T {
    const part = this.querySelector<T>(`[data-replay="${name}"]`);
    if (!part) throw new Error(`<edit-replay> needs a part called ${name}`);
    return part;
  }

  #show(count: number): void {
    const text = [...this.#begun];
    for (const [, start, cut, put] of this.#edits.slice(0, count)) text.splice(start, cut, ...put);
    this.#part("text").textContent = text.join("");
    this.#slider.value = String(count);
    const at = count ? (this.#edits[count - 1]?.[0] ?? 0) : 0;
    const seconds = Math.round(at / 1000);
    const said = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}, edit ${count} of ${this.#edits.length}`;
    this.#part("when").textContent = said;
    this.#slider.setAttribute("aria-valuetext", said);
  }

  #playOrStop(): void {
    const button = this.#part<HTMLButtonElement>("play");
    if (this.#playing !== undefined) {
      clearInterval(this.#playing);
      this.#playing = undefined;
      button.textContent = "Play";
      return;
    }
    if (Number(this.#slider.value) >= this.#edits.length) this.#show(0);
    button.textContent = "Stop";
    this.#playing = setInterval(() => {
      const next = Number(this.#slider.value) + 1;
      this.#show(next);
      if (next >= this.#edits.length) this.#playOrStop();
    }, stepMs);
  }
}

customElements.define("edit-replay", EditReplay);
export {};
