// The script of every page: htmx and its stream, the theme button, and the editor where a page has one.
import "htmx.org/dist/htmx.esm.js"; // sets the global that the stream extension looks for
import "htmx.org/dist/ext/hx-sse.js";
import "./theme-toggle";

if (document.querySelector("code-editor")) void import("./code-editor");

// A verdict that begins below the fold is scrolled to, and no further than needed.
document.addEventListener("htmx:after:swap", () => {
  const begun = document.querySelector("[data-begun]");
  begun?.removeAttribute("data-begun");
  begun?.scrollIntoView({ block: "nearest" });
});
