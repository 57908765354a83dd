import { type Options, stringify } from "csv-stringify/sync";

/**
 * RFC 4180: CRLF, and quotes around texts with commas, quotes and line breaks. With a delimiter of records of its own, the
 * library quotes a lone CR or LF only on request. `escape_formulas` puts an apostrophe before texts that a spreadsheet
 * would run. It leaves numbers alone, and overlooks line feeds.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
const options: Options = {
  record_delimiter: "\r\n",
  quote_record_delimiter: true,
  escape_formulas: true,
  cast: {
    boolean: String,
    string: (text) => (text.startsWith("\n") ? `'${text}` : text),
  },
};

/** Lines of CSV. Null is empty. */
export function csvLines(rows: readonly (readonly unknown[])[]): string {
  return stringify([...rows], options);
}
