import { lookup } from "node:dns/promises";
import { createServer } from "node:http";
import { type AddressInfo, isIP } from "node:net";
import { hostname } from "node:os";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { ConfigError } from "@/lib/platform/config/config";
import { checkListenAddress, ownOrigin } from "./listen-address";

vi.mock("node:dns/promises", { spy: true });
afterEach(() => vi.resetAllMocks());

/** The addresses of a name in the next look-up. */
const resolveTo = (...addresses: string[]) =>
  vi.mocked(lookup).mockResolvedValueOnce(addresses.map((address) => ({ address, family: isIP(address) })) as never);

const check = (host: string | null, appUrlIsSet = true) => checkListenAddress({ host, port: 0, appUrlIsSet });

test.each(["127.0.0.1", "::1", "0.0.0.0", "::"])("HOST=%s is an address to listen on, also without APP_URL", async (host) => {
  const address = await check(host, false);
  expect(address).toEqual({ host, port: expect.any(Number) });
  const server = createServer((_request, response) => response.end("here")).listen(address);
  onTestFinished(() => void server.close());
  expect(await (await fetch(ownOrigin(address))).text()).toBe("here");
});

test("without HOST the server listens on every address", async () => {
  const address = await check(null, false);
  expect(address.host).toBeUndefined();
  expect(ownOrigin(address)).toBe(`http://127.0.0.1:${address.port}`);
});

test("a name resolves to an address of this machine, IPv4 first", async () => {
  expect(await check("localhost")).toMatchObject({ host: "127.0.0.1" });
  expect(isIP((await check(hostname())).host ?? "")).not.toBe(0);
});

test.each([
  ["192.0.2.1", /^HOST leads to 192\.0\.2\.1, which is not a usable address of this machine \(EADDRNOTAVAIL\)$/],
  ["2001:db8::1", /^HOST leads to 2001:db8::1, which is not a usable address of this machine \(E[A-Z]+\)$/],
  ["nowhere.invalid", /^HOST is "nowhere\.invalid", a name without an address \(E[A-Z_]+\)$/],
])("HOST=%s is one line naming HOST", async (host, line) => {
  const outcome = await check(host).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(ConfigError);
  expect((outcome as Error).message).toMatch(line);
});

test("an address to which http://localhost does not lead needs APP_URL", async () => {
  expect(await check("127.0.0.2")).toMatchObject({ host: "127.0.0.2" });
  await expect(check("127.0.0.2", false)).rejects.toThrow(/^HOST is 127\.0\.0\.2, to which http:\/\/localhost does not lead: set APP_URL/);
});

test("a port in use names PORT, whatever HOST is", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  for (const host of [null, "127.0.0.1", "0.0.0.0", "localhost"]) {
    await expect(checkListenAddress({ host, port, appUrlIsSet: true })).rejects.toThrow(`PORT ${port} is already in use`);
  }
});

test("a port in use at the first address of a name is an error, not a reason to use another address", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  for (const further of ["::1", "127.0.0.2"]) {
    resolveTo("127.0.0.1", further);
    await expect(checkListenAddress({ host: "console.test", port, appUrlIsSet: true })).rejects.toThrow(`PORT ${port} is already in use`);
  }
});

test("foreign addresses of a name are skipped; if all are foreign, the line names the first", async () => {
  resolveTo("198.51.100.1", "127.0.0.2");
  expect(await check("console.test")).toMatchObject({ host: "127.0.0.2" });
  resolveTo("198.51.100.1", "198.51.100.2");
  await expect(check("console.test")).rejects.toThrow(/^HOST leads to 198\.51\.100\.1, which is not a usable address of this machine/);
});

test("an address to which http://localhost does not lead is refused, whatever other addresses its name has", async () => {
  resolveTo("127.0.0.2", "::1");
  await expect(check("console.test", false)).rejects.toThrow(/^HOST is console\.test, to which http:\/\/localhost does not lead/);
});
