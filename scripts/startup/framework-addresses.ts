import { readdir } from "node:fs/promises";
import path from "node:path";

/**
 * What Next serves by itself besides our pages: everything whose first part begins with `_` (`/_next/image`, `/_next/data`,
 * the addresses of the development server), and its pages for errors. The image optimizer alone wrote a folder for each
 * spelling of an address, put text from outside into the log, and requested pages of the console.
 */
const FRAMEWORK = /^\/(?:_|(?:404|500)(?:\/|$))/;
const STATIC = "/_next/static/";
/** What pages load from the development server, whose files are not known before they are asked for. */
const DEVELOPMENT = /^\/_(next\/(?!image|data)|_nextjs_)/;
const DEEPEST_ENCODING = 5;

/** The files of the build that browsers load, by the path under which each is served. Maps of the sources are left out. */
export async function readStaticFiles(projectFolder: string): Promise<ReadonlySet<string>> {
  const folder = path.join(projectFolder, ".next", "static");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".map"))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"));
  return new Set(files.flatMap((file) => [`${STATIC}${file}`, `${STATIC}${file.split("/").map(encodeURIComponent).join("/")}`]));
}

/**
 * Whether the address leads to a page of ours or to a file of the build in its one spelling. However else an address of
 * the framework is written (encoded, with other slashes, dots or capitals), it is not served. `staticFiles` is null in development.
 */
export function isServed(url: string, staticFiles: ReadonlySet<string> | null): boolean {
  const given = url.split(/[?#]/, 1)[0] ?? "";
  if (!readingsOf(given).some((reading) => FRAMEWORK.test(reading))) return true;
  return staticFiles ? staticFiles.has(given) : DEVELOPMENT.test(given);
}

/** The path as the most lenient readers would understand it: one that resolves `..`, and one that does not. */
function readingsOf(given: string): string[] {
  const parts = decodeFully(given).replaceAll("\\", "/").toLowerCase().split("/");
  const names = parts.map((part) => part.normalize("NFKC").replace(/[\p{C}\p{Z}]/gu, "")).filter((name) => name !== "" && name !== ".");
  const resolved: string[] = [];
  for (const name of names) {
    if (name === "..") resolved.pop();
    else resolved.push(name);
  }
  return [names, resolved].map((reading) => `/${reading.join("/")}`);
}

function decodeFully(text: string): string {
  let current = text;
  for (let depth = 0; depth < DEEPEST_ENCODING; depth++) {
    const decoded = decodeOnce(current);
    if (decoded === current) return current;
    current = decoded;
  }
  return current;
}

/** Escapes that are no UTF-8 stay as they are: they must not keep the others from being read. */
function decodeOnce(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    }
  });
}
