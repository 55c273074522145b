import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { hotReload } from "@/lib/platform/config/environment-variable";
import { SENT_BY_SCRIPT_HEADER } from "@/lib/platform/http/client-address";
import { type RequestContext, runWithRequestContext } from "@/lib/platform/http/request-context";
import { SLOT_RELEASED } from "./concurrency-limit";
import { sendUnavailable } from "./error-responses";
import { isDatabaseDown } from "./outage";

/** In development also the requests of hot reload. */
const WITHOUT_DATABASE = new RegExp(`^/(_next/${hotReload ? "" : "static/"}|(api/health/(live|ready)|icon\\.svg|favicon\\.ico)(\\?|$))`);

/** Whether `url` needs no database, or reports the database's state itself. */
function needsNoDatabase(url: string): boolean {
  return WITHOUT_DATABASE.test(url);
}

/** Wraps Next's handler: answers 503 during a database outage. */
export function handleOutage(handle: RequestListener): RequestListener {
  return (request, response) => {
    if (needsNoDatabase(request.url ?? "")) return handle(request, response);
    if (isDatabaseDown()) return sendUnavailable(request, response);
    answerOrReplace(handle, request, response);
  };
}

function answerOrReplace(handle: RequestListener, request: IncomingMessage, response: ServerResponse): void {
  const requestContext: RequestContext = {
    unavailable: false,
    notFound: false,
    releaseSlot: () => void response.emit(SLOT_RELEASED),
  };
  // The head of a page's data may be sent before its guard runs, and Next's client reads no status there.
  if (!request.headers[SENT_BY_SCRIPT_HEADER]) setNotFoundStatus(response, requestContext);
  bufferServerErrors(response, () => replaceFailure(request, response, requestContext));
  runWithRequestContext(requestContext, () => handle(request, response));
}

/** Sends a page that does not exist for its user with 404: Next sends all that it can render with 200. */
export function setNotFoundStatus(response: ServerResponse, requestContext: Pick<RequestContext, "notFound">): void {
  const { writeHead } = response;
  response.writeHead = ((status: number, ...headers: never[]) =>
    writeHead.call(response, requestContext.notFound && status === 200 ? 404 : status, ...headers)) as ServerResponse["writeHead"];
}

function replaceFailure(request: IncomingMessage, response: ServerResponse, requestContext: RequestContext): boolean {
  if (requestContext.unavailable) sendUnavailable(request, response);
  return requestContext.unavailable;
}

/** A buffered response of 500 and above. */
type BufferedResponse = { status: number; headers: never[]; body: Buffer[] };

/**
 * Buffers a response of 500 and above until it is complete, then lets `replace` replace it: Next has its error page ready
 * before the cause of the error is recorded. Other responses pass unchanged. Install it before other code, such as
 * compression, wraps the response's methods.
 */
export function bufferServerErrors(response: ServerResponse, replace: () => boolean): void {
  const { writeHead, write, end } = response;
  let held: BufferedResponse | null = null;

  function finish({ status, headers, body }: BufferedResponse): void {
    Object.assign(response, { writeHead, write, end });
    if (response.destroyed || replace()) return;
    response.writeHead(status, ...headers);
    response.end(Buffer.concat(body));
  }

  // Node writes an unsent head together with the first part of the body.
  const startImplicitly = () => {
    if (!held && !response.headersSent && response.statusCode >= 500) response.writeHead(response.statusCode);
  };

  response.writeHead = ((status: number, ...headers: never[]) => {
    if (status < 500) return writeHead.call(response, status, ...headers);
    held = { status, headers, body: [] };
    return response;
  }) as ServerResponse["writeHead"];

  response.write = ((...args: Parameters<ServerResponse["write"]>) => {
    startImplicitly();
    if (!held) return write.apply(response, args);
    bufferChunk(held, args);
    return true;
  }) as ServerResponse["write"];

  response.end = ((...args: Parameters<ServerResponse["end"]>) => {
    startImplicitly();
    if (!held) return end.apply(response, args);
    bufferChunk(held, args);
    setImmediate(finish, held);
    return response;
  }) as ServerResponse["end"];
}

function bufferChunk(held: BufferedResponse, args: unknown[]): void {
  const [chunk, done] = [args[0], args.at(-1)];
  if (typeof chunk === "string" || chunk instanceof Uint8Array) held.body.push(Buffer.from(chunk));
  if (typeof done === "function") queueMicrotask(() => done());
}
