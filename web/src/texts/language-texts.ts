import type { english } from "./en/english.ts";

/** Texts of any language in place of the English ones, with the same keys and the same parameters. */
type InAnyLanguage<Text> = Text extends string
  ? string
  : Text extends (...values: infer Values) => infer Result
    ? (...values: Values) => InAnyLanguage<Result>
    : { readonly [Key in keyof Text]: InAnyLanguage<Text[Key]> };

/** All texts of one language. The type check refuses a language that lacks one of them. */
export type LanguageTexts = InAnyLanguage<typeof english>;
