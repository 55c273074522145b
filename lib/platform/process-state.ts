const states = globalThis as unknown as Record<symbol, unknown>;

const placeOf = (key: string) => Symbol.for(`latchkey.${key}`);

/**
 * Returns the state that this process has once under `key`, created by the first caller. A variable of a module would not do: the HTTP
 * server and each of Next's bundles have their own copy of every module, and hot reload makes further ones.
 */
export function processState<T>(key: string, create: () => T): T {
  const place = placeOf(key);
  states[place] ??= create();
  return states[place] as T;
}

/** Replaces that state; `undefined` removes it. */
export function setProcessState(key: string, state: unknown): void {
  states[placeOf(key)] = state;
}
