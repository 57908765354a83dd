import type { SavedFilterJson } from "../api/contract/saved-filters.ts";
import type { VideoFilterJson } from "../api/contract/video-filters.ts";
import type { ApiClient } from "./api-client.ts";
import { printable } from "./printable.ts";
import { WrongUsage } from "./wrong-usage.ts";

/**
 * The saved filters with a name. Other cases of its letters do, if only one has them.
 *
 * @throws WrongUsage if none have the name, or several have it in other letters
 */
export async function savedFiltersNamed(
  client: Pick<ApiClient, "savedFilters">,
  name: string,
): Promise<SavedFilterJson> {
  const { saved_filters: all } = await client.savedFilters();
  const alike = all.filter((saved) => folded(saved.name) === folded(name));
  const found = all.find((saved) => saved.name === name) ?? (alike.length === 1 ? alike[0] : undefined);
  if (found !== undefined) return found;
  const wanted = printable(name);
  if (all.length === 0)
    throw new WrongUsage(
      `No filters are saved yet, so none have the name "${wanted}". “Save as…” on the page saves them.`,
    );
  const named = (alike.length === 0 ? all : alike).map((saved) => printable(saved.name)).join(", ");
  throw new WrongUsage(`There are no saved filters with the name "${wanted}". There are: ${named}.`);
}

/** The saved filters with others on top. A directory takes the place of the saved one, with what belongs to it. */
export function onTopOf(saved: VideoFilterJson | undefined, own: VideoFilterJson): VideoFilterJson {
  if (saved === undefined || own.path === undefined) return { ...saved, ...own };
  const { path: _, root_id: __, recursive: ___, ...others } = saved;
  return { ...others, ...own };
}

function folded(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
