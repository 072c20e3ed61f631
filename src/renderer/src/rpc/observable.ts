/** A value that changes and tells so. Fits React's `useSyncExternalStore(it.subscribe, it.get)`. */
export interface Observable<Value> {
  readonly get: () => Value;
  readonly subscribe: (listener: () => void) => () => void;
}

export interface WritableObservable<Value> extends Observable<Value> {
  /** Tells the listeners only if the value differs. */
  readonly set: (value: Value) => void;
}

export function createObservable<Value>(initial: Value): WritableObservable<Value> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
