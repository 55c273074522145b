import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { behindPort, connectToServer } from "./server-socket";

/** The state of the connection to the database: working, gone, silent (nothing arrives, nothing is refused), or slow. */
type Way = "open" | "gone" | "silent" | { delayMs: number };

export type DatabaseProxy = { url: string; set(way: Way): Promise<void>; close(): Promise<void> };

/** A TCP proxy before the database of `databaseUrl`, to simulate outages. */
export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const sockets = new Set<Socket>();
  let way: Way = "open";

  function accept(near: Socket): void {
    const far = connectToServer(databaseUrl);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk) => {
        if (typeof way === "object") setTimeout(() => to.write(chunk), way.delayMs);
        else if (way !== "silent") to.write(chunk);
      });
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  }

  let server = await listen(accept, 0);
  const { port } = server.address() as AddressInfo;
  const cut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: behindPort(databaseUrl, port),
    async set(mode) {
      if (mode === "gone" && way !== "gone") await cut();
      if (mode !== "gone" && way === "gone") server = await listen(accept, port);
      way = mode;
    },
    close: async () => {
      if (way !== "gone") await cut();
    },
  };
}

function listen(accept: (socket: Socket) => void, port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer(accept);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}
