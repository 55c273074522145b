import { lookup } from "node:dns/promises";
import { createServer } from "node:http";
import { type AddressInfo, isIP } from "node:net";
import { type Config, ConfigError } from "@/lib/platform/config/config";
import { isLoopbackInBrowsers } from "@/lib/platform/http/client-address";

/** Where to listen; `host` is an IP address, or undefined for every address of this machine. */
export type ListenAddress = { host: string | undefined; port: number };

const EVERY_ADDRESS = ["0.0.0.0", "::"];

/** The addresses of `localhost`. */
const LOOPBACK = ["127.0.0.1", "::1"];

/** Errors for an address of another machine, or of a protocol that this machine lacks. */
const NOT_OF_THIS_MACHINE = ["EADDRNOTAVAIL", "EAFNOSUPPORT"];

/**
 * Returns the free address of HOST and PORT; port 0 picks one, and a name means its first address on this machine, IPv4 first.
 * Throws ConfigError when that one is in use, even if a further one is free: users would reach the other program that listens
 * there. Throws it also when the default APP_URL does not lead there.
 */
export async function checkListenAddress({
  host,
  port,
  appUrlIsSet,
}: Pick<Config, "host" | "port" | "appUrlIsSet">): Promise<ListenAddress> {
  let missing: Error | undefined;
  for (const address of await addressesOf(host)) {
    const found = await tryListening({ host: address, port });
    if (found instanceof Error) {
      missing ??= found;
      continue;
    }
    if (address && !appUrlIsSet && ![...EVERY_ADDRESS, ...LOOPBACK].includes(address))
      throw new ConfigError("HOST", `is ${host}, to which http://localhost does not lead: set APP_URL to the address that users open`);
    return { host: address, port: found };
  }
  throw missing;
}

async function addressesOf(host: string | null): Promise<(string | undefined)[]> {
  if (host === null) return [undefined];
  if (isIP(host)) return [host];
  try {
    const found = await lookup(host, { all: true });
    return found.sort((a, b) => a.family - b.family).map(({ address }) => address);
  } catch (error) {
    throw new ConfigError("HOST", `is "${host}", a name without an address (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Returns the port, or why the address is not one of this machine. Throws other errors of listening. */
async function tryListening(address: ListenAddress): Promise<number | Error> {
  const server = createServer();
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once("error", resolve).listen(address, () => resolve(undefined));
  });
  if (error) {
    const problem = listenProblem(address, error);
    if (NOT_OF_THIS_MACHINE.includes(error.code ?? "")) return problem;
    throw problem;
  }
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** One line about a failure to listen, which names the variable. */
export function listenProblem({ host, port }: ListenAddress, { code, message }: NodeJS.ErrnoException): Error {
  if (code === "EADDRINUSE")
    return new ConfigError(`PORT ${port}`, "is already in use: stop what listens there, or set PORT to another number");
  if (code === "EACCES") return new ConfigError(`PORT ${port}`, "may not be used by this user: set PORT to 1024 or above");
  if (host !== undefined) return new ConfigError("HOST", `leads to ${host}, which is not a usable address of this machine (${code})`);
  return new ConfigError(`PORT ${port}`, `cannot be used: ${message}`);
}

/** The URL at which this process reaches its own server. */
export function ownOrigin({ host, port }: ListenAddress): string {
  if (host === undefined || host === "0.0.0.0") return originOf("127.0.0.1", port);
  return originOf(host === "::" ? "::1" : host, port);
}

function originOf(host: string, port: number): string {
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

type Settings = Pick<Config, "appUrl" | "appUrlIsSet" | "allowInsecureHttp">;

/** Plain http over a network needs the operator's consent (OWASP ASVS 5.0 V12.2.1). Throws ConfigError. */
export function assertSecureAddress({ appUrl, allowInsecureHttp }: Settings): void {
  if (allowInsecureHttp || !crossesNetwork(appUrl)) return;
  throw new ConfigError(
    "APP_URL",
    `is ${appUrl}: passwords and sessions would cross the network unencrypted. Put a proxy with TLS in front and https in APP_URL, ` +
      "or accept the risk with ALLOW_INSECURE_HTTP=1",
  );
}

/** The warning at start when plain http was allowed; null if all network traffic uses TLS. */
export function plainHttpWarning({ appUrl, appUrlIsSet, allowInsecureHttp }: Settings): string | null {
  if (crossesNetwork(appUrl))
    return `Warning: APP_URL is ${appUrl}: passwords and sessions cross the network unencrypted, as ALLOW_INSECURE_HTTP=1 allows`;
  if (allowInsecureHttp && !appUrlIsSet)
    return "Warning: ALLOW_INSECURE_HTTP=1 without APP_URL: the console answers under any host name, and without encryption";
  return null;
}

function crossesNetwork(appUrl: string): boolean {
  const { protocol, hostname } = new URL(appUrl);
  return protocol !== "https:" && !isLoopbackInBrowsers(hostname);
}
