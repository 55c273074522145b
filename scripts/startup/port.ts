import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ConfigError } from "@/lib/platform/config/config";

/** The port to listen on, free now; 0 picks one. Throws ConfigError when it cannot be had. */
export async function checkPort(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(portProblem(port, error))).listen(port, resolve);
  });
  const { port: found } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return found;
}

export function portProblem(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code === "EADDRINUSE")
    return new ConfigError(`PORT ${port}`, "is already in use: stop what listens there, or set PORT to another number");
  if (error.code === "EACCES") return new ConfigError(`PORT ${port}`, "may not be used by this user: set PORT to 1024 or above");
  return new ConfigError(`PORT ${port}`, `cannot be used: ${error.message}`);
}
