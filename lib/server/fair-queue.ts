import { AsyncResource } from "node:async_hooks";

/** The groups of a client, from the widest to the narrowest. */
export type ShareOf = readonly string[];

type Limits = {
  /** Number of requests that run at a time. */
  atOnce: number;
  /** How many of these slots one client or group may hold: the rest is free for others. */
  atOncePerShare: number;
  waitingAtMost: number;
};

type Waiting = { start: () => void; drop: () => void };
type Node = { children: Map<string, Node>; waiting: Waiting[]; total: number; held: number };

const newNode = (): Node => ({ children: new Map(), waiting: [], total: 0, held: 0 });

/**
 * Assigns slots round robin: first between the top groups, then between the clients in each. However many requests one
 * client sends, every other client gets its next slot after one round. A full queue drops the newest request of the client
 * with the longest queue, so a flood never causes the rejection of a client with a short queue.
 */
export class FairQueue {
  readonly #limits: Limits;
  readonly #root = newNode();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get waiting(): number {
    return this.#root.total;
  }

  /**
   * Calls `start` when the client gets a slot, with the function that frees it; or `drop` when the queue has no room.
   * Returns a function for a client that leaves before that.
   */
  enter(share: ShareOf, start: (release: () => void) => void, drop: () => void): () => void {
    if (this.waiting >= this.#limits.waitingAtMost && !this.#makeRoom(share)) {
      drop();
      return () => {};
    }
    const path = this.#pathOf(share);
    // A slot is given when another request ends, and `start` must not run in that request's context.
    const waiting = { start: AsyncResource.bind(() => start(this.#hold(share, path))), drop: AsyncResource.bind(drop) };
    for (const node of path) node.total += 1;
    path.at(-1)?.waiting.push(waiting);
    this.#next();
    return () => this.#remove(share, path, waiting);
  }

  #remove(share: ShareOf, path: Node[], waiting: Waiting): void {
    const queue = path.at(-1)?.waiting ?? [];
    const index = queue.indexOf(waiting);
    if (index === -1) return;
    queue.splice(index, 1);
    for (const node of path) node.total -= 1;
    this.#forget(share, path);
  }

  #pathOf(share: ShareOf): Node[] {
    const path = [this.#root];
    for (const name of share) {
      const { children } = path.at(-1) as Node;
      const child = children.get(name) ?? newNode();
      children.set(name, child);
      path.push(child);
    }
    return path;
  }

  #hold(share: ShareOf, path: Node[]): () => void {
    for (const node of path) node.held += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      for (const node of path) node.held -= 1;
      this.#forget(share, path);
      this.#next();
    };
  }

  /** Frees the memory of clients without queued or running requests. */
  #forget(share: ShareOf, path: Node[]): void {
    for (let depth = share.length; depth > 0; depth--) {
      const [node, parent] = [path[depth] as Node, path[depth - 1] as Node];
      if (node.total === 0 && node.held === 0 && parent.children.get(share[depth - 1] as string) === node) {
        parent.children.delete(share[depth - 1] as string);
      }
    }
  }

  #next(): void {
    while (this.#root.held < this.#limits.atOnce) {
      const next = this.#take(this.#root);
      if (!next) return;
      next.start();
    }
  }

  /** Takes the first request of the next child, which moves to the end of the round. */
  #take(node: Node): Waiting | undefined {
    const own = node.waiting.shift();
    if (own) {
      node.total -= 1;
      return own;
    }
    for (const [name, child] of node.children) {
      if (child.total === 0 || child.held >= this.#limits.atOncePerShare) continue;
      const next = this.#take(child);
      if (!next) continue;
      node.total -= 1;
      node.children.delete(name);
      node.children.set(name, child);
      return next;
    }
    return undefined;
  }

  /** Drops the newest request of the longest queue; false if no other queue is longer than the new client's. */
  #makeRoom(share: ShareOf): boolean {
    const path = [this.#root];
    const names: string[] = [];
    let isOwn = true;
    for (let node = this.#root; node.waiting.length === 0; node = path.at(-1) as Node) {
      const [name, longest]: [string, Node] = [...node.children].reduce((a, b) => (b[1].total > a[1].total ? b : a));
      const own: Node | undefined = isOwn ? node.children.get(share[names.length] as string) : undefined;
      if (isOwn && longest.total <= (own?.total ?? 0) + (own === longest ? -1 : 1)) return false;
      isOwn &&= own === longest;
      names.push(name);
      path.push(longest);
    }
    const newest = path.at(-1)?.waiting.at(-1);
    if (isOwn || !newest) return false;
    this.#remove(names, path, newest);
    newest.drop();
    return true;
  }
}
