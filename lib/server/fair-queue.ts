import { AsyncResource } from "node:async_hooks";

/** Which client a piece of work belongs to, from the widest group it counts for to the narrowest. */
export type ShareOf = readonly string[];

type Limits = {
  /** Pieces of work under way at a time. */
  atOnce: number;
  /** Of these, how many one client or group may hold: the rest is free for others. */
  atOncePerShare: number;
  waitingAtMost: number;
};

type Waiting = { start: () => void; drop: () => void };
type Node = { children: Map<string, Node>; waiting: Waiting[]; total: number; held: number };

const newNode = (): Node => ({ children: new Map(), waiting: [], total: 0, held: 0 });

/**
 * Hands out turns round robin: first between the groups at the top, then between the clients in each. However much one
 * client asks for, the next turn of every other one comes after one round. When too much waits, the newest of the client
 * with the longest queue is dropped, so a client that waits for little is never refused because of one that floods.
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
   * Calls `start` when it is this client's turn, with the function that ends it; or `drop` when it cannot be waited for.
   * Returns a function for a client that leaves before its turn.
   */
  enter(share: ShareOf, start: (release: () => void) => void, drop: () => void): () => void {
    if (this.waiting >= this.#limits.waitingAtMost && !this.#makeRoom(share)) {
      drop();
      return () => {};
    }
    const path = this.#pathOf(share);
    // A turn begins when another request ends, and must not run as a part of that one.
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

  /** Clients that neither wait nor hold a turn take no memory. */
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

  /** The first of the child whose turn it is; that child goes to the end of the round. */
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

  /** Drops the newest of the longest queue; false when no other client waits for more than the one that asks. */
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
