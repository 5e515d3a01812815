// <theme-toggle>: a button that goes round auto, light and dark, and keeps the choice.
import { forget, recall, remember } from "./memory";

const themes = ["auto", "light", "dark"] as const;
type Theme = (typeof themes)[number];

class ThemeToggle extends HTMLElement {
  #button = document.createElement("button");

  connectedCallback(): void {
    this.#button.type = "button";
    this.#button.className = "quiet";
    this.#button.addEventListener("click", () => this.#choose(this.#next()));
    this.replaceChildren(this.#button);
    this.#say();
  }

  get #theme(): Theme {
    const kept = recall("theme");
    return kept === "light" || kept === "dark" ? kept : "auto";
  }

  #next(): Theme {
    return themes[(themes.indexOf(this.#theme) + 1) % themes.length] ?? "auto";
  }

  #choose(theme: Theme): void {
    if (theme === "auto") {
      forget("theme");
      delete document.documentElement.dataset["theme"];
    } else {
      remember("theme", theme);
      document.documentElement.dataset["theme"] = theme;
    }
    this.#say();
  }

  #say(): void {
    this.#button.textContent = `Theme: ${this.#theme}`;
  }
}

customElements.define("theme-toggle", ThemeToggle);
