import { addSeconds, type Clock } from "./clock";

type Options = { clock: Clock; seconds: number; entriesAtMost: number };

/** Entries expire `seconds` after they were last set; the oldest is evicted first when there are too many. */
export class ExpiringMap<Value> {
  readonly #options: Options;
  readonly #entries = new Map<string, { value: Value; expiresAt: Date }>();

  constructor(options: Options) {
    this.#options = options;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.expiresAt > this.#options.clock.now()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: Value, { keepExpiry = false } = {}): void {
    const { clock, seconds, entriesAtMost } = this.#options;
    const expiresAt = (keepExpiry && this.#entries.get(key)?.expiresAt) || addSeconds(clock.now(), seconds);
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
