import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test } from "vitest";
import { FairQueue } from "./fair-queue";

/** A queue whose turns the test ends by hand, in the order in which they began. */
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

test("W18: 600 requests of one network leave each of 26 others its turn within one round", () => {
  const { enter, flood, end, started, dropped } = create({ atOnce: 4, atOncePerShare: 3, waitingAtMost: 500 });
  flood(600, "192.0.2.1");
  for (let n = 0; n < 26; n++) enter(`other ${n}`, `198.51.100.${n}`);
  end(2 * 26 + 4);
  expect(started.filter((name) => name.startsWith("other"))).toHaveLength(26);
  expect(dropped.filter((name) => name !== "flood")).toEqual([]);
});

test("W18: a site's 256 links have together the share of one client", () => {
  const { enter, flood, end, started } = create();
  for (let link = 0; link < 256; link++) flood(2, "2001:db8:1::/48", `2001:db8:1:${link}::/64`);
  enter("other", "2001:db8:2::/48", "2001:db8:2:0::/64");
  end(2);
  expect(started).toContain("other");
});

test("W18: strangers from any number of networks take no more than every second turn from those signed in", () => {
  const { enter, flood, end, started } = create();
  for (let n = 0; n < 300; n++) flood(1, "strangers", `192.0.2.${n}`);
  for (let n = 0; n < 3; n++) enter("signed in", "signed-in", `user ${n}`);
  end(6);
  expect(started.filter((name) => name === "signed in")).toHaveLength(3);
});

test("W18: one client holds its share of the turns, and one is free when another comes", () => {
  const { enter, flood, started } = create({ atOnce: 4, atOncePerShare: 3 });
  flood(10, "192.0.2.1");
  expect(started).toHaveLength(3);
  enter("other", "198.51.100.1");
  expect(started.at(-1)).toBe("other");
});

test("W18: when too much waits the newest of the longest queue goes, wherever the newcomer comes from", () => {
  const { enter, flood, dropped, queue } = create({ waitingAtMost: 10 });
  flood(11, "192.0.2.1");
  enter("first", "198.51.100.1");
  enter("second", "198.51.100.1");
  expect(dropped).toEqual(["flood", "flood"]);
  flood(5, "192.0.2.1");
  expect(dropped).toEqual(Array.from({ length: 7 }, () => "flood"));
  expect(queue.waiting).toBe(10);
});

test("W18: a newcomer pushes out none that waits for as little as itself", () => {
  const { enter, dropped } = create({ waitingAtMost: 3 });
  for (const name of ["under way", "a", "b", "c", "d"]) enter(name, name);
  expect(dropped).toEqual(["d"]);
});

test("W18: a site that fills the queue makes room for another one link by link", () => {
  const { enter, flood, dropped } = create({ waitingAtMost: 6 });
  flood(1, "site", "link 0");
  for (let link = 0; link < 6; link++) flood(1, "site", `link ${link}`);
  enter("other", "elsewhere");
  expect(dropped).toEqual(["flood"]);
});

test("W18: a client that leaves while waiting is skipped, and a turn ends once", () => {
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

test("turns of a client come in the order of its requests", () => {
  const { enter, end, started } = create();
  for (const name of ["1", "2", "3"]) enter(name, "a");
  end(2);
  expect(started).toEqual(["1", "2", "3"]);
});

test("a request that waited runs in its own context, not in that of the one that made room", () => {
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
