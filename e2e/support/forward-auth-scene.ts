import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import path from "node:path";
import { listenOnFreePort } from "@/lib/testing/free-port";
import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from "@/lib/testing/test-certificate";
import { findNginx } from "@/scripts/test/find-nginx";
import { waitFor } from "./wait-for";

export type Application = {
  port: number;
  /** Headers of every request that reached it, by URL. */
  received: Map<string, IncomingHttpHeaders>;
  close(): void;
};

/** A web application without its own sign-in that records the requests that reach it. */
export async function startApplication(): Promise<Application> {
  const received: Application["received"] = new Map();
  const server = createServer((request, response) => {
    received.set(request.url ?? "", request.headers);
    response.setHeader("content-type", "text/html").end("<title>Application</title><h1>Application</h1>");
  });
  const port = await listenOnFreePort(server);
  return { port, received, close: () => void server.close() };
}

type Ports = { listen: number; latchkey: number; application: number };

/** Starts nginx with the documented file, except ports and certificate. Returns a function that ends it. */
export async function startNginx(folder: string, ports: Ports): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const [certificate, key] = [path.join(folder, "certificate.pem"), path.join(folder, "key.pem")];
  await writeFile(certificate, TEST_CERTIFICATE);
  await writeFile(key, TEST_CERTIFICATE_KEY);
  const places: [string, string][] = [
    ["listen 443 ssl;", `listen 127.0.0.1:${ports.listen} ssl;`],
    ["/etc/ssl/example.com.pem", certificate],
    ["/etc/ssl/example.com.key", key],
    ["server 127.0.0.1:3000;", `server 127.0.0.1:${ports.latchkey};`],
    ["server 127.0.0.1:8080;", `server 127.0.0.1:${ports.application};`],
  ];
  const documented = await readFile("docs/operations/forward-auth.nginx.conf", "utf8");
  await writeFile(
    path.join(folder, "latchkey.conf"),
    places.reduce((text, [from, to]) => replaceAll(text, from, to), documented),
  );
  await writeFile(path.join(folder, "nginx.conf"), surroundings(folder));
  const nginx = spawn(findNginx(), ["-p", folder, "-c", "nginx.conf"], { stdio: ["ignore", "inherit", "inherit"] });
  const ended = new Promise<void>((resolve) => nginx.once("close", () => resolve()));
  await waitFor("nginx to listen", () => nginx.exitCode === null && accepts(ports.listen));
  return async () => {
    nginx.kill("SIGTERM");
    await ended;
  };
}

function replaceAll(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the documented file of nginx does not say ${from} any more`);
  return text.replaceAll(from, to);
}

/** The main nginx.conf of a package around the included file; everything is written below `folder`. */
function surroundings(folder: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/${name};`);
  return `daemon off; master_process off; pid nginx.pid; error_log stderr warn;
    events {}
    http { access_log off; ${temporary.join(" ")} include latchkey.conf; }`;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
