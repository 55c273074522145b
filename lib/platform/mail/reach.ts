import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import type { MailFailure } from "./types";

const CONNECT_MS = 5_000;

/** Why a web service did not answer at all: its client says only that it did not. Looked at once more, step by step. */
export async function reachFailure({ hostname, port, protocol }: URL): Promise<MailFailure> {
  const host = hostname.replace(/^\[(.+)\]$/, "$1");
  const failure = { permanent: false };
  try {
    await lookup(host);
  } catch (error) {
    return { ...failure, stage: "dns", reason: `${host} cannot be found (${(error as NodeJS.ErrnoException).code})` };
  }
  const portNumber = Number(port || (protocol === "https:" ? 443 : 80));
  const problem = await connectProblem(host, portNumber);
  if (problem) return { ...failure, stage: "connect", reason: `${host}:${portNumber} cannot be reached (${problem})` };
  if (protocol === "https:") return { ...failure, stage: "tls", reason: `${host}:${portNumber} answers, but not over TLS in time` };
  return { ...failure, stage: "provider", reason: `${host}:${portNumber} gave no answer in time` };
}

/** Null when something listens there. */
function connectProblem(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    const end = (problem: string | null) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once("connect", () => end(null));
    socket.once("timeout", () => end("ETIMEDOUT"));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
