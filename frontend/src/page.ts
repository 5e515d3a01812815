// The script of every page: htmx and its stream, the theme button, and the editor where a page has one.
import "htmx.org/dist/htmx.esm.js"; // sets the global that the stream extension looks for
import "htmx.org/dist/ext/hx-sse.js";
import "./theme-toggle";

if (document.querySelector("code-editor")) void import("./code-editor");
if (document.querySelector("live-check")) void import("./live-check");

// A verdict that is out of sight is scrolled to, with the end of the code still above it.
document.addEventListener("htmx:after:swap", () => {
  const begun = document.querySelector("[data-begun]");
  begun?.removeAttribute("data-begun");
  if (begun && begun.getBoundingClientRect().top > innerHeight * 0.6) begun.scrollIntoView({ block: "start" });
});
