export type Sample = { perSecond: number; p50Ms: number; p95Ms: number; p99Ms: number; count: number };

/** Runs `concurrency` clients without pause for `seconds`. The first error ends it. */
export async function underLoad(concurrency: number, seconds: number, work: () => Promise<unknown>): Promise<Sample> {
  const latencies: number[] = [];
  const begin = performance.now();
  const deadline = begin + seconds * 1000;
  const client = async () => {
    while (performance.now() < deadline) {
      const start = performance.now();
      await work();
      latencies.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, client));
  return toSample(latencies, (performance.now() - begin) / 1000);
}

/** One after the other. */
export async function inTurn(times: number, work: () => Promise<unknown>): Promise<Sample> {
  const latencies: number[] = [];
  const begin = performance.now();
  for (let n = 0; n < times; n++) {
    const start = performance.now();
    await work();
    latencies.push(performance.now() - start);
  }
  return toSample(latencies, (performance.now() - begin) / 1000);
}

function toSample(latencies: number[], seconds: number): Sample {
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { perSecond: round(sorted.length / seconds), p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), count: sorted.length };
}

/** The order changes with every repeat, so that effects of the previous turn are shared equally. */
export function inAlternatingOrder<T>(repeat: number, contenders: readonly T[]): readonly T[] {
  return repeat % 2 ? contenders : [...contenders].reverse();
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = sorted.length % 2 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return round((low + high) / 2, 3);
}

/** Median of several repeats, and how far they lie apart. */
export type Spread = { median: number; min: number; max: number };

export function spread(values: number[]): Spread {
  return { median: median(values), min: round(Math.min(...values), 3), max: round(Math.max(...values), 3) };
}
