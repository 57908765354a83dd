/**
 * A real part with some of its methods in front of the real ones, to see when they are called or to call them at a
 * moment that a test chooses. All others are those of the part itself.
 */
export function overlay<Part extends object>(part: Part, methods: Partial<Part>): Part {
  return new Proxy(part, {
    get: (target, name) => {
      if (name in methods) return Reflect.get(methods, name);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
