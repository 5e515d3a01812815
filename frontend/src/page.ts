// The script of every page: htmx and its stream, the theme button, and the editor where a page has one.
import "htmx.org/dist/htmx.esm.js"; // sets the global that the stream extension looks for
import "htmx.org/dist/ext/hx-sse.js";
import "./theme-toggle";

// Before the editors: it puts back what this browser kept, which they then show.
if (document.querySelector("interview-room")) await import("./interview-room");
if (document.querySelector("late-answers")) void import("./late-answers");
if (document.querySelector("edit-replay")) void import("./edit-replay");
if (document.querySelector("code-editor")) void import("./code-editor");
if (document.querySelector("prose-field")) void import("./prose-field");
if (document.querySelector("work-clock")) void import("./work-clock");
if (document.querySelector("live-check")) void import("./live-check");
charts();

// A chart may also come with a piece of a page.
function charts(): void {
  if (document.querySelector("live-chart")) void import("./live-chart");
}
document.addEventListener("htmx:after:swap", charts);

// A verdict that is out of sight is scrolled to, with the end of the code still above it.
document.addEventListener("htmx:after:swap", () => {
  const begun = document.querySelector("[data-begun]");
  begun?.removeAttribute("data-begun");
  if (begun && begun.getBoundingClientRect().top > innerHeight * 0.6) begun.scrollIntoView({ block: "start" });
});
