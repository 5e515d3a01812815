// TeX to HTML with MathML beside it, for the server.
import katex from "katex";

export function typeset(tex: string, display: boolean): string {
  const html = katex.renderToString(tex, {
    displayMode: display,
    output: "htmlAndMathml",
    throwOnError: true,
    strict: "ignore",
    trust: false,
  });
  // QuickJS keeps a joined string as a rope, which its Python binding cannot read; slicing flattens it.
  return html.slice(0);
}
