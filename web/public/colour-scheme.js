// Sets the colours before the first paint, so that a dark page never flashes white. Mantine keeps the choice under
// this key; it reads and writes the same attribute once it runs.
try {
  const chosen = localStorage.getItem("mantine-color-scheme-value");
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
} catch {
  // Without a storage the system's colours are used.
}
