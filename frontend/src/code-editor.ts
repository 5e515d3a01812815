// <code-editor>: a Python editor over the plain <textarea> inside it.
//
// The textarea stays the form's field and always holds the text, so a page without script posts the same thing.
// Attributes: `drill` names the draft that this browser keeps; `given` says that the textarea holds a text that was
// asked for (an earlier attempt) and that replaces the draft, which undo brings back; `unkept` says that whoever is
// around the editor keeps the draft.
import { defaultKeymap, history, historyKeymap, indentWithTab, undo } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, Prec, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

import { recall, remember } from "./memory";

const saveAfterMs = 300;

class CodeEditor extends HTMLElement {
  #view: EditorView | null = null;
  #saving: number | undefined;

  connectedCallback(): void {
    if (this.#view) return;
    const field = this.#field;
    const draft = this.#unkept ? null : recall(this.#key);
    const given = this.hasAttribute("given");
    this.#view = new EditorView({
      state: EditorState.create({ doc: draft ?? field.value, extensions: this.#extensions() }),
    });
    field.before(this.#view.dom);
    field.hidden = true;
    const label = document.querySelector(`label[for="${field.id}"]`);
    label?.addEventListener("click", () => this.#view?.focus());
    if (given && draft !== null && draft !== field.value) this.#take(field.value, "Your draft was replaced.");
    field.value = this.#text;
    this.#reset.hidden = false;
    this.#reset.addEventListener("click", () => this.#take(this.#starter, "Back to the starter."));
    this.#undo.addEventListener("click", () => this.#undoOnce());
    addEventListener("pagehide", () => this.#save());
  }

  get #field(): HTMLTextAreaElement {
    const field = this.querySelector<HTMLTextAreaElement>("textarea");
    if (!field) throw new Error("<code-editor> needs a <textarea> inside");
    return field;
  }

  get #unkept(): boolean {
    return this.hasAttribute("unkept");
  }

  get #key(): string {
    return `code:${this.getAttribute("drill") ?? ""}`;
  }

  get #text(): string {
    return this.#view?.state.doc.toString() ?? this.#field.value;
  }

  get #starter(): string {
    return this.querySelector("template")?.content.textContent ?? "";
  }

  get #reset(): HTMLButtonElement {
    return this.#button("reset");
  }

  get #undo(): HTMLButtonElement {
    return this.#button("undo");
  }

  #button(name: string): HTMLButtonElement {
    const button = this.querySelector<HTMLButtonElement>(`button[data-editor="${name}"]`);
    if (!button) throw new Error(`<code-editor> needs a <button data-editor="${name}"> inside`);
    return button;
  }

  #extensions(): Extension[] {
    const field = this.#field;
    return [
      Prec.highest(
        keymap.of([
          { key: "Mod-Enter", run: () => this.#press("no") },
          { key: "Shift-Mod-Enter", run: () => this.#press("yes") },
        ]),
      ),
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      highlightSelectionMatches(),
      history(),
      drawSelection(),
      indentOnInput(),
      indentUnit.of("    "),
      bracketMatching(),
      python(),
      syntaxHighlighting(classHighlighter),
      // Escape then Tab leaves the editor: CodeMirror's own keyboard-trap rule, told to the learner below the editor.
      keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, indentWithTab]),
      EditorView.cspNonce.of(this.nonce ?? ""),
      EditorView.contentAttributes.of({
        "aria-label": field.getAttribute("aria-label") ?? "Your code",
        "aria-describedby": field.getAttribute("aria-describedby") ?? "",
        tabindex: "0",
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) this.#changed();
      }),
    ];
  }

  #changed(): void {
    this.#field.value = this.#text;
    this.#field.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.#save(), saveAfterMs);
  }

  #save(): void {
    clearTimeout(this.#saving);
    this.#saving = undefined;
    if (this.#unkept) return;
    if (!remember(this.#key, this.#text)) this.#say("This browser does not let the page keep your draft.");
  }

  /** Press Run or Submit, as the mouse would; where there is no Run, hand in. */
  #press(record: string): boolean {
    const button = this.#field.form?.querySelector<HTMLButtonElement>(`button[name="record"][value="${record}"]`);
    if (button) this.#field.form?.requestSubmit(button);
    else if (record === "no") this.#field.form?.requestSubmit();
    return true;
  }

  /** Replace the whole text in one step that undo takes back. */
  #take(text: string, say: string): void {
    if (!this.#view || text === this.#text) return;
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
    this.#say(say);
    this.#undo.hidden = false;
  }

  #undoOnce(): void {
    if (this.#view) undo(this.#view);
    this.#undo.hidden = true;
    this.#say("Your text is back.");
    this.#view?.focus();
  }

  #say(text: string): void {
    const status = this.querySelector("[data-editor='status']");
    if (status) status.textContent = text;
  }
}

customElements.define("code-editor", CodeEditor);
