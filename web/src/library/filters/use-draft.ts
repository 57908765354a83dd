import { useState } from "react";

/** The text of a field before it is set. Another text from elsewhere, such as the Back button, takes its place. */
export function useDraft(shown: string): readonly [text: string, change: (text: string) => void] {
  const [draft, setDraft] = useState({ shown, text: shown });
  if (draft.shown !== shown) setDraft({ shown, text: shown });
  return [draft.text, (text) => setDraft({ shown, text })];
}
