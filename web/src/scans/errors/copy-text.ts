/**
 * Copies a text to the clipboard. Browsers offer the clipboard only to pages of secure origins. A NAS at home is reached by
 * plain http, so the older command that copies the selection is tried there.
 *
 * @returns whether the text was copied. If not, people can copy it by hand
 */
export async function copyText(text: string): Promise<boolean> {
  // Despite its type, undefined on pages of insecure origins.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  try {
    if (clipboard !== undefined) {
      await clipboard.writeText(text);
      return true;
    }
  } catch {
    // The browser does not allow it, or the press of the button was too long ago.
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
  // An open dialog keeps the focus, so the text is put inside it.
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
