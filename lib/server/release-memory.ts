import { performance } from "node:perf_hooks";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const LOOK_INTERVAL_MS = 5_000;

/** A loop that works less than this is idle: collecting, which takes about 100 ms, delays no request. */
const RESTING_UTILIZATION = 0.2;

/** Garbage of a burst of requests; less is not worth a collection. */
const GARBAGE_BYTES = 32 * 2 ** 20;

type Heap = {
  heldBytes(): number;
  /** The part of the time since the last call in which the event loop worked. */
  utilization(): number;
  collect(): void;
};

/**
 * Releases memory after a burst: V8 collects garbage when it needs memory, and an idle server needs none, so the process would
 * keep the memory of its peak for hours. Returns a function that ends it.
 */
export function releaseMemory(heap: Heap = ownHeap()): () => void {
  let heldAfterLast = 0;
  const timer = setInterval(() => {
    if (heap.utilization() > RESTING_UTILIZATION || heap.heldBytes() < heldAfterLast + GARBAGE_BYTES) return;
    heap.collect();
    heldAfterLast = heap.heldBytes();
  }, LOOK_INTERVAL_MS).unref();
  return () => clearInterval(timer);
}

function ownHeap(): Heap {
  let last = performance.eventLoopUtilization();
  // V8's own function. Not by --expose-gc in the start line: services that operators have set up start without it.
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  return {
    // The first frees unused objects, the second returns the pages to the system.
    collect() {
      collect();
      collect();
    },
    heldBytes: () => getHeapStatistics().total_heap_size,
    utilization() {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      last = now;
      return utilization;
    },
  };
}
