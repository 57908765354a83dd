import type { DatabaseSync } from "node:sqlite";
import { foldText } from "../../../files/folded-text.ts";

/** Adds the functions that Gleaner's statements call. Nothing in the schema calls them, so other programs can open the file. */
export function addSqlFunctions(database: DatabaseSync): void {
  database.function("fold_text", { deterministic: true, directOnly: true }, (text) =>
    typeof text === "string" ? foldText(text) : null,
  );
}
