import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Sent } from "../../lib/testing/raw-request";

/** A server action as the build names it: `file#export`, and the addresses of the pages that own it. */
export type BuiltAction = { name: string; id: string; pages: string[] };

type Manifest = { node: Record<string, { filename: string; exportedName: string; workers: Record<string, unknown> }> };

export async function readActions(project: string): Promise<BuiltAction[]> {
  const { node } = await readManifest<Manifest>(project, "server/server-reference-manifest.json");
  return Object.entries(node).map(([id, { filename, exportedName, workers }]) => ({
    id,
    name: `${filename}#${exportedName}`,
    pages: Object.keys(workers)
      .filter((worker) => !worker.includes("@"))
      .map((worker) => worker.replace(/^app|\/\(\w+\)|\/page$/g, "") || "/"),
  }));
}

/** The address of every page and route handler of the build; `[id]` stands for a part to fill in. */
export async function readRoutes(project: string): Promise<string[]> {
  return [...new Set(Object.values(await readManifest<Record<string, string>>(project, "app-path-routes-manifest.json")))].sort();
}

/** The addresses of the pages and route handlers in `app/`, read from the files alone: a build that lists fewer has lost some. */
export async function readRouteFiles(project: string): Promise<string[]> {
  const files = await readdir(path.join(project, "app"), { recursive: true });
  const folders = files.filter((file) => /^(page|route)\.tsx?$/.test(path.basename(file))).map((file) => path.dirname(file));
  const addressOf = (folder: string) => folder.split(path.sep).filter((part) => !/^(\.|\(\w+\)|@.+)$/.test(part));
  return [...new Set(folders.map((folder) => `/${addressOf(folder).join("/")}`))].sort();
}

const NEXT_SOURCES = ["server", "lib", "shared/lib", "build/templates"];
const OWN_ADDRESS = /['"`](\/_(?:_next|next)[\w/-]*)/g;

/** Every URL that Next's own source names, which it may serve besides the pages of the build. */
export async function readFrameworkAddresses(project: string): Promise<string[]> {
  const found = new Set<string>();
  for (const folder of NEXT_SOURCES.map((name) => path.join(project, "node_modules/next/dist", name))) {
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".js"));
    for (const file of files) {
      for (const [, address = ""] of (await readFile(path.join(folder, file), "utf8")).matchAll(OWN_ADDRESS)) found.add(address);
    }
  }
  return [...found].sort();
}

/** The error pages that Next adds to the build. */
export async function readErrorPages(project: string): Promise<string[]> {
  return Object.keys(await readManifest<Record<string, string>>(project, "server/pages-manifest.json"));
}

async function readManifest<T>(project: string, file: string): Promise<T> {
  return JSON.parse(await readFile(path.join(project, ".next", file), "utf8"));
}

/** The number of arguments that the action reads, from the first byte of its id. */
function argumentsOf({ id }: BuiltAction): unknown[] {
  return ({ "00": [], "40": ["$K1"] } as Record<string, unknown[]>)[id.slice(0, 2)] ?? [{}, "$K1"];
}

export type Encoding = "fetch" | "page";

/** The call as the browser makes it: by React, or as a form without JavaScript. */
export async function callOf(action: BuiltAction, fields: Record<string, string>, encoding: Encoding): Promise<Omit<Sent, "path">> {
  const form = new FormData();
  const state = argumentsOf(action);
  if (encoding === "fetch") {
    for (const [name, value] of Object.entries(fields)) form.set(`_1_${name}`, value);
    form.set("0", JSON.stringify(state));
  } else {
    for (const [name, value] of actionFields(action, state)) form.set(name, value);
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
  }
  const encoded = new Response(form);
  return {
    method: "POST",
    body: new Uint8Array(await encoded.arrayBuffer()),
    headers: {
      "content-type": encoded.headers.get("content-type") ?? "",
      ...(encoding === "fetch" && { "next-action": action.id, accept: "text/x-component" }),
    },
  };
}

function actionFields({ id }: BuiltAction, state: unknown[]): [string, string][] {
  if (state.length < 2) return [[`$ACTION_ID_${id}`, ""]];
  return [
    ["$ACTION_REF_1", ""],
    ["$ACTION_1:0", JSON.stringify({ id, bound: "$@1" })],
    ["$ACTION_1:1", "[{}]"],
    ["$ACTION_KEY", "k0"],
  ];
}

/** The redirect target of the answer, however the call was encoded. */
export function redirectOf(headers: Record<string, unknown>): string | undefined {
  return String(headers["x-action-redirect"] ?? headers.location ?? "").split(";")[0] || undefined;
}
