/**
 * Puts a text on the clipboard. Browsers have a clipboard only for pages of secure origins, and a NAS at home is
 * reached by plain http: there the older way is tried, copying what is selected.
 *
 * @returns whether it is there; where not, people can still copy by hand
 */
export async function copyText(text: string): Promise<boolean> {
  // Absent for pages of insecure origins, whatever the types say.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  try {
    if (clipboard !== undefined) {
      await clipboard.writeText(text);
      return true;
    }
  } catch {
    // Not allowed, or too long after the press of a button.
  }
  return copySelected(text);
}

function copySelected(text: string): boolean {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.style.position = "fixed";
  area.style.opacity = "0";
  // Inside an open dialog, which keeps the focus to itself.
  const place = before?.closest("[role=dialog]") ?? document.body;
  place.append(area);
  try {
    area.select();
    // oxlint-disable-next-line typescript/no-deprecated -- nothing else copies on pages of insecure origins
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    area.remove();
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
  }
}
