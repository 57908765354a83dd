/** A value that may change while the program runs: then a function gives the present one. */
export type LiveValue<Value extends number | boolean | string | object> = Value | (() => Value);

export function presentValue<Value extends number | boolean | string | object>(value: LiveValue<Value>): Value {
  return typeof value === "function" ? (value as () => Value)() : value;
}
