// <prose-field>: what is written in sentences, over the plain <textarea> inside it.
//
// It counts words, keeps a draft in this browser, sends the form with Ctrl Enter, and writes down speech where the
// browser can (Chromium asks a service of its maker's for that, so it is off until pressed). Without script the textarea
// works by itself. Attributes: `drill` names the draft; `given` says that the text was asked for and replaces the draft; `unkept` says
// that whoever is around the field keeps the draft.
import { recall, remember } from "./memory";

const saveAfterMs = 300;
const wordsPerMinute = 140; // of somebody who explains

interface Heard {
  readonly resultIndex: number;
  readonly results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>;
}
interface Recogniser extends EventTarget {
  continuous: boolean;
  lang: string;
  start(): void;
  stop(): void;
}
type RecogniserClass = new () => Recogniser;

function recogniserOf(here: object): RecogniserClass | undefined {
  const found = here as { SpeechRecognition?: RecogniserClass; webkitSpeechRecognition?: RecogniserClass };
  return found.SpeechRecognition ?? found.webkitSpeechRecognition;
}

class ProseField extends HTMLElement {
  #saving: number | undefined;
  #hearing: Recogniser | null = null;

  connectedCallback(): void {
    const field = this.#field;
    if (!this.hasAttribute("given") && !this.#unkept) field.value = recall(this.#key) ?? field.value;
    field.addEventListener("input", () => this.#edited());
    field.addEventListener("keydown", (event) => this.#pressed(event));
    this.#count();
    this.#offerSpeech();
  }

  disconnectedCallback(): void {
    this.#hearing?.stop();
  }

  get #field(): HTMLTextAreaElement {
    const field = this.querySelector("textarea");
    if (!field) throw new Error("<prose-field> needs a <textarea> inside");
    return field;
  }

  get #unkept(): boolean {
    return this.hasAttribute("unkept");
  }

  get #key(): string {
    return `words:${this.getAttribute("drill") ?? ""}`;
  }

  #part(name: string): HTMLElement {
    const part = this.querySelector<HTMLElement>(`[data-prose="${name}"]`);
    if (!part) throw new Error(`<prose-field> needs a part called ${name}`);
    return part;
  }

  #edited(): void {
    this.#count();
    if (this.#unkept) return;
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => remember(this.#key, this.#field.value), saveAfterMs);
  }

  #count(): void {
    const words = this.#field.value.split(/\s+/).filter(Boolean).length;
    const spoken = Math.max(1, Math.round((words / wordsPerMinute) * 60));
    this.#part("count").textContent = words ? `${words} ${words === 1 ? "word" : "words"}, about ${spoken} s aloud` : "";
  }

  #pressed(event: KeyboardEvent): void {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!this.#unkept) remember(this.#key, this.#field.value);
    this.#field.form?.requestSubmit();
  }

  #offerSpeech(): void {
    const Recognition = recogniserOf(window);
    if (!Recognition) return;
    const button = this.#part("speak");
    button.hidden = false;
    button.addEventListener("click", () => (this.#hearing ? this.#hearing.stop() : this.#listen(new Recognition())));
  }

  #listen(recogniser: Recogniser): void {
    const button = this.#part("speak");
    recogniser.continuous = true;
    recogniser.lang = "en-US";
    recogniser.addEventListener("result", (event) => this.#write(event as Event & Heard));
    recogniser.addEventListener("error", () => this.#say("The browser cannot hear you; type instead."));
    recogniser.addEventListener("end", () => {
      this.#hearing = null;
      button.setAttribute("aria-pressed", "false");
      button.textContent = "Speak";
    });
    this.#hearing = recogniser;
    button.setAttribute("aria-pressed", "true");
    button.textContent = "Stop";
    this.#say("Listening.");
    recogniser.start();
  }

  #write(heard: Heard): void {
    for (let index = heard.resultIndex; index < heard.results.length; index += 1) {
      const result = heard.results[index];
      if (!result?.isFinal) continue;
      const field = this.#field;
      const gap = field.value && !/\s$/.test(field.value) ? " " : "";
      field.value += gap + (result[0]?.transcript.trim() ?? "");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  #say(text: string): void {
    this.#part("status").textContent = text;
  }
}

customElements.define("prose-field", ProseField);
