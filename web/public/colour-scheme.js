// Sets the theme before the first paint, so that a dark page never flashes white. Mantine stores the choice under this
// key and uses the same attribute.
try {
  const chosen = localStorage.getItem("mantine-color-scheme-value");
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
} catch {
  // Without storage the page follows the system.
}
