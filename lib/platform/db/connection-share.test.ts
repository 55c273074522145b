import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { CONNECT_TIMEOUT_MS, ConnectionShare } from "./connection-share";
import { classifyDatabaseError } from "./errors";

let size: number;
let share: ConnectionShare;
let admitted: number[];

beforeEach(() => {
  size = 1;
  share = new ConnectionShare(() => size);
  admitted = [];
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

const enter = (n: number) => share.enter().then(() => void admitted.push(n));
const settled = () => vi.advanceTimersByTimeAsync(0);

test("requests are admitted in their order, one for each that leaves", async () => {
  for (const n of [1, 2, 3]) void enter(n);
  await settled();
  expect([admitted, share.waiting]).toEqual([[1], 2]);
  share.leave();
  await settled();
  expect([admitted, share.waiting]).toEqual([[1, 2], 1]);
});

test("a share that has grown admits several at once, and one that has shrunk none until enough have left", async () => {
  for (const n of [1, 2, 3, 4, 5]) void enter(n);
  size = 3;
  share.leave();
  await settled();
  expect(admitted).toEqual([1, 2, 3, 4]);
  size = 1;
  share.leave();
  share.leave();
  await settled();
  expect(admitted).toEqual([1, 2, 3, 4]);
  share.leave();
  await settled();
  expect(admitted).toEqual([1, 2, 3, 4, 5]);
});

test("a request that has waited too long is refused as for an unreachable database, and takes no turn of another", async () => {
  await enter(1);
  const refused = enter(2).then(() => null, classifyDatabaseError);
  await vi.advanceTimersByTimeAsync(CONNECT_TIMEOUT_MS - 1);
  void enter(3);
  await vi.advanceTimersByTimeAsync(1);
  expect(await refused).toBe("unreachable");
  share.leave();
  await settled();
  expect([admitted, share.waiting]).toEqual([[1, 3], 0]);
});
