/** The style sheet of the page about the API. All colours have a contrast of at least 4.5:1 in both themes (WCAG AA). */
export const docsStyle = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1b1b1b, #e3e3e3);
  --quiet: light-dark(#5a5f66, #a6abb3);
  --line: light-dark(#dadde1, #3b3e43);
  --body: light-dark(#ffffff, #242424);
  --raised: light-dark(#f5f6f7, #2e2e2e);
  --link: light-dark(#066649, #4fd1a5);
  --change: light-dark(#8a4b00, #f0b35c);
  --remove: light-dark(#b01919, #ff9d9d);
}
:root[data-mantine-color-scheme="light"] { color-scheme: light }
:root[data-mantine-color-scheme="dark"] { color-scheme: dark }
* { box-sizing: border-box }
html { scroll-padding-top: 1rem }
body {
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  gap: 0 3rem;
  max-width: 100rem;
  margin: 0 auto;
  padding: 1.5rem clamp(1rem, 4vw, 3rem) 4rem;
  color: var(--text);
  font: 1rem/1.55 system-ui, sans-serif;
  overflow-wrap: anywhere;
  background: var(--body);
}
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2 }
h1 small { color: var(--quiet); font-size: 1rem; font-weight: 400 }
h2 { margin: 3rem 0 1rem; font-size: 1.4rem }
main > section:first-child h2 { margin-top: 1.5rem }
h3 { margin: 0; font-size: 1.1rem }
h4 { margin: 1.5rem 0 .25rem; font-size: 1rem }
p { margin: .5rem 0; max-width: 75ch }
a { color: var(--link) }
article { margin: 0 0 1.5rem; padding: 1.25rem; border: 1px solid var(--line); border-radius: .5rem }
code, pre { font: .9em/1.5 ui-monospace, "DejaVu Sans Mono", monospace }
pre {
  margin: .5rem 0;
  padding: .75rem 1rem;
  white-space: pre-wrap;
  background: var(--raised);
  border-radius: .375rem;
}
.request { font-size: 1.05em }
.request b { color: var(--link); font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9em }
.request .post, .request .put, .request .patch { color: var(--change) }
.request .delete { color: var(--remove) }
.type { color: var(--quiet); font-size: .9em }
dl { margin: .25rem 0 }
dl > div { padding: .4rem 0; border-top: 1px solid var(--line) }
dl > div:first-child { border-top: 0 }
dd { margin: 0 0 0 1rem }
dd p { margin: .15rem 0 }
dt code { font-weight: 600 }
summary { width: fit-content; padding: .25rem 0; color: var(--link); cursor: pointer }
nav h2 { display: none }
nav h3 { margin: 1.25rem 0 .25rem; font-size: 1rem }
nav ul { margin: 0; padding: 0; list-style: none }
nav li a, nav h3 a { display: block; padding: .25rem 0; text-decoration: none }
nav li a:hover, nav h3 a:hover { text-decoration: underline }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
main:focus { outline: none }
.skip-link { position: absolute; left: -9999px; padding: .5rem 1rem; background: var(--body); border: 1px solid var(--line) }
.skip-link:focus { left: 1rem; top: 1rem; z-index: 1 }
@media (min-width: 62rem) {
  body { grid-template-columns: 17rem minmax(0, 1fr) }
  header { grid-column: 1 / -1 }
  nav { position: sticky; top: 0; max-height: 100vh; padding: 1.5rem .25rem 2rem; overflow-y: auto; align-self: start }
  nav summary { display: none }
  nav h2 { display: block; margin: 0; font-size: 1.1rem }
}
`;

/**
 * Follows the theme that a person has chosen on the page (Mantine stores the choice under this key), and else the system.
 * Closes the list of calls on a narrow screen, where it stands before the calls. On a wide one it has a column of its own.
 */
export const docsScript = `
const dark = matchMedia("(prefers-color-scheme: dark)");
const wide = matchMedia("(min-width: 62rem)");
const chosen = () => { try { return localStorage.getItem("mantine-color-scheme-value") } catch { return null } };
const paint = () => {
  const theme = ["light", "dark"].includes(chosen()) ? chosen() : dark.matches ? "dark" : "light";
  document.documentElement.setAttribute("data-mantine-color-scheme", theme);
};
const arrange = () => { document.querySelector("nav details").open = wide.matches };
dark.addEventListener("change", paint);
wide.addEventListener("change", arrange);
document.addEventListener("DOMContentLoaded", arrange);
paint();
`;
