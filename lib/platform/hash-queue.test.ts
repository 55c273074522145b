import { expect, test } from "vitest";
import { createHashQueue } from "./hash-queue";

test("a burst waits its turn", async () => {
  const queue = createHashQueue(2);
  let running = 0;
  let most = 0;
  const release: (() => void)[] = [];
  const burst = Array.from({ length: 50 }, () =>
    queue.run(async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => release.push(resolve));
      running--;
    }),
  );
  const letThrough = setInterval(() => release.shift()?.());
  await Promise.all(burst);
  clearInterval(letThrough);
  expect(most).toBe(2);
});
