import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test } from "vitest";
import { FairQueue } from "./fair-queue";

/** A queue whose slots the test frees by hand, in the order in which they were given. */
function create(limits: { atOnce?: number; atOncePerShare?: number; waitingAtMost?: number } = {}) {
  const queue = new FairQueue({ atOnce: 1, atOncePerShare: limits.atOnce ?? 1, waitingAtMost: 1_000, ...limits });
  const started: string[] = [];
  const dropped: string[] = [];
  const underWay: (() => void)[] = [];
  const enter = (name: string, ...share: string[]) =>
    queue.enter(
      share,
      (release) => {
        started.push(name);
        underWay.push(release);
      },
      () => void dropped.push(name),
    );
  const flood = (count: number, ...share: string[]) => {
    for (let n = 0; n < count; n++) enter("flood", ...share);
  };
  const end = (count = 1) => {
    for (let n = 0; n < count; n++) underWay.shift()?.();
  };
  return { queue, started, dropped, enter, flood, end };
}

test("W18: 600 requests of one network delay each of 26 others by one round at most", () => {
  const { enter, flood, end, started, dropped } = create({ atOnce: 4, atOncePerShare: 3, waitingAtMost: 500 });
  flood(600, "192.0.2.1");
  for (let n = 0; n < 26; n++) enter(`other ${n}`, `198.51.100.${n}`);
  end(2 * 26 + 4);
  expect(started.filter((name) => name.startsWith("other"))).toHaveLength(26);
  expect(dropped.filter((name) => name !== "flood")).toEqual([]);
});

test("W18: the 256 links of a site share the slots of one client", () => {
  const { enter, flood, end, started } = create();
  for (let link = 0; link < 256; link++) flood(2, "2001:db8:1::/48", `2001:db8:1:${link}::/64`);
  enter("other", "2001:db8:2::/48", "2001:db8:2:0::/64");
  end(2);
  expect(started).toContain("other");
});

test("W18: anonymous clients from any number of networks get at most every second slot", () => {
  const { enter, flood, end, started } = create();
  for (let n = 0; n < 300; n++) flood(1, "strangers", `192.0.2.${n}`);
  for (let n = 0; n < 3; n++) enter("signed in", "signed-in", `user ${n}`);
  end(6);
  expect(started.filter((name) => name === "signed in")).toHaveLength(3);
});

test("W18: one client holds at most its share of the slots, so one is free for the next client", () => {
  const { enter, flood, started } = create({ atOnce: 4, atOncePerShare: 3 });
  flood(10, "192.0.2.1");
  expect(started).toHaveLength(3);
  enter("other", "198.51.100.1");
  expect(started.at(-1)).toBe("other");
});

test("W18: a full queue drops the newest request of the longest queue, wherever the new request comes from", () => {
  const { enter, flood, dropped, queue } = create({ waitingAtMost: 10 });
  flood(11, "192.0.2.1");
  enter("first", "198.51.100.1");
  enter("second", "198.51.100.1");
  expect(dropped).toEqual(["flood", "flood"]);
  flood(5, "192.0.2.1");
  expect(dropped).toEqual(Array.from({ length: 7 }, () => "flood"));
  expect(queue.waiting).toBe(10);
});

test("W18: a new request displaces none of a client with an equally short queue", () => {
  const { enter, dropped } = create({ waitingAtMost: 3 });
  for (const name of ["under way", "a", "b", "c", "d"]) enter(name, name);
  expect(dropped).toEqual(["d"]);
});

test("W18: requests of a site that fills the queue are dropped link by link for another site", () => {
  const { enter, flood, dropped } = create({ waitingAtMost: 6 });
  flood(1, "site", "link 0");
  for (let link = 0; link < 6; link++) flood(1, "site", `link ${link}`);
  enter("other", "elsewhere");
  expect(dropped).toEqual(["flood"]);
});

test("W18: a client that leaves while queued is skipped, and a slot is freed once", () => {
  const { enter, end, started, queue } = create();
  enter("first", "a");
  const leave = enter("gone", "b");
  enter("third", "c");
  leave();
  leave();
  expect(queue.waiting).toBe(1);
  end();
  expect(started).toEqual(["first", "third"]);
});

test("requests of one client run in order", () => {
  const { enter, end, started } = create();
  for (const name of ["1", "2", "3"]) enter(name, "a");
  end(2);
  expect(started).toEqual(["1", "2", "3"]);
});

test("a queued request runs in its own context, not in that of the request that freed the slot", () => {
  const { queue } = create();
  const storage = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  const releases: (() => void)[] = [];
  for (const name of ["first", "second"]) {
    storage.run(name, () => {
      queue.enter(
        [name],
        (release) => {
          seen.push(storage.getStore());
          releases.push(() => storage.run(name, release));
        },
        () => {},
      );
    });
  }
  releases[0]?.();
  expect(seen).toEqual(["first", "second"]);
});
