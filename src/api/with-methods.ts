/** The same object, with some of its methods replaced. */
export function withMethods<Target extends object>(target: Target, methods: Partial<Target>): Target {
  return new Proxy(target, {
    get: (_, name): unknown => Reflect.get(name in methods ? methods : target, name),
  });
}
