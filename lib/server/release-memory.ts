import { performance } from "node:perf_hooks";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const LOOK_INTERVAL_MS = 5_000;

/** A loop that works less than this is at rest: a collection of some 100 ms delays no one. */
const RESTING_UTILIZATION = 0.2;

/** What a burst of requests leaves; less is not worth a collection. */
const GARBAGE_BYTES = 32 * 2 ** 20;

type Heap = {
  heldBytes(): number;
  /** The part of the time since the last call in which the event loop worked. */
  utilization(): number;
  collect(): void;
};

/**
 * Gives memory back after a burst: V8 collects garbage when it needs room, and a server at rest needs none, so without this
 * the process would keep for hours what its busiest second held. Returns a function that ends it.
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
  // V8's own function, which Node offers in this way without a flag on its command line.
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  return {
    // The first frees what is not used any more, only the second gives its pages back to the system.
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
