// <live-check for="code">: looks which claims hold once the learner stops typing for a moment.
//
// It only says when: it sends itself the event "look", at which htmx posts the text, and it takes away what is no
// longer true. The choice is remembered; without script the checkbox stays hidden.
import { recall, remember } from "./memory";

const restMs = 600;

class LiveCheck extends HTMLElement {
  #due: number | undefined;
  #untouched = "";

  connectedCallback(): void {
    const box = this.#box;
    this.#untouched = this.#looks.innerHTML;
    box.checked = recall("live") !== "off";
    box.addEventListener("change", () => this.#choose(box.checked));
    box.closest("label")?.removeAttribute("hidden");
    this.#field.addEventListener("input", () => this.#edited());
    this.#field.form?.addEventListener("submit", () => this.#makeWay());
  }

  get #box(): HTMLInputElement {
    const box = this.querySelector<HTMLInputElement>("input");
    if (!box) throw new Error("<live-check> needs a checkbox inside");
    return box;
  }

  get #field(): HTMLTextAreaElement {
    const field = document.getElementById(this.getAttribute("for") ?? "");
    if (!(field instanceof HTMLTextAreaElement)) throw new Error("<live-check> needs the id of a textarea in `for`");
    return field;
  }

  get #looks(): HTMLElement {
    const looks = document.getElementById("looks");
    if (!looks) throw new Error("<live-check> needs the list of claims, #looks, on its page");
    return looks;
  }

  #choose(on: boolean): void {
    remember("live", on ? "on" : "off");
    if (on) this.#look();
    else this.#forget();
  }

  #edited(): void {
    document.querySelector("[data-outdated]")?.removeAttribute("hidden");
    if (this.#box.checked) this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#due);
    this.#due = setTimeout(() => this.#look(), restMs);
  }

  /** A verdict that was asked for goes first: it is not cut short. */
  #look(): void {
    if (document.querySelector("[data-running]")) return this.#wait();
    this.dispatchEvent(new Event("look"));
  }

  /** What was found out about an older text is forgotten. */
  #forget(): void {
    clearTimeout(this.#due);
    document.getElementById("look")?.replaceChildren(); // nothing is swapped in from a stream whose element is gone
    this.#looks.innerHTML = this.#untouched;
  }

  /** The verdict lists the same claims, and must not move while it is read and the code repaired: one line is left. */
  #makeWay(): void {
    this.#forget();
    this.#looks.querySelector("details")?.removeAttribute("open");
    const count = document.getElementById("look-count");
    if (count) count.textContent = "The verdict is below.";
  }

}

customElements.define("live-check", LiveCheck);
