import { monotonicSeconds } from "./clock";

/** `elapsed`: seconds since an arbitrary moment; tests pass their own. */
type Options = { seconds: number; entriesAtMost: number; elapsed?: () => number };

/** Entries expire `seconds` after they were last set; the oldest is evicted first when there are too many. */
export class ExpiringMap<Value> {
  readonly #options: Required<Options>;
  readonly #entries = new Map<string, { value: Value; expiresAt: number }>();

  constructor(options: Options) {
    this.#options = { elapsed: monotonicSeconds, ...options };
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.expiresAt > this.#options.elapsed()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: Value, { keepExpiry = false } = {}): void {
    const { elapsed, seconds, entriesAtMost } = this.#options;
    const expiresAt = (keepExpiry && this.#entries.get(key)?.expiresAt) || elapsed() + seconds;
    this.#entries.delete(key);
    this.#entries.set(key, { value, expiresAt });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= entriesAtMost) return;
      this.#entries.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  get size(): number {
    return this.#entries.size;
  }
}
