// Puts the chosen theme on <html> before the first paint, so that nobody is dazzled for a moment.
const chosen = ((): string | null => {
  try {
    return localStorage.getItem("deepdrill:theme");
  } catch {
    return null; // storage is switched off: follow the system
  }
})();
if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;
