/** What a router found for a method and path. */
export type Match<Handler> =
  | { readonly kind: 'found'; readonly handler: Handler; readonly parameters: readonly string[] }
  | { readonly kind: 'wrong-method'; readonly allowed: readonly string[] }
  | { readonly kind: 'missing' };

interface Route<Handler> {
  readonly pattern: readonly string[];
  readonly methods: Map<string, Handler>;
}

/** The decoded segments of a raw path, or undefined where an escape is not valid UTF-8. */
export function pathSegments(rawPath: string): readonly string[] | undefined {
  try {
    return rawPath.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/**
 * A table of paths. A `*` in a pattern takes one non-empty segment, and handlers get those in order.
 * Literal routes must be registered before patterns that would take the same path.
 */
export class Router<Handler> {
  readonly #routes: Route<Handler>[] = [];

  on(path: string, methods: Readonly<Record<string, Handler>>): this {
    this.#routes.push({ pattern: path.split('/').slice(1), methods: new Map(Object.entries(methods)) });
    return this;
  }

  match(method: string, segments: readonly string[]): Match<Handler> {
    for (const { pattern, methods } of this.#routes) {
      const parameters = take(pattern, segments);
      if (parameters === undefined) continue;
      const handler = methods.get(method);
      return handler === undefined
        ? { kind: 'wrong-method', allowed: [...methods.keys()] }
        : { kind: 'found', handler, parameters };
    }
    return { kind: 'missing' };
  }
}

function take(pattern: readonly string[], segments: readonly string[]): readonly string[] | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: string[] = [];
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (expected === '*' && segment !== '') parameters.push(segment);
    else if (expected !== segment) return undefined;
  }
  return parameters;
}
