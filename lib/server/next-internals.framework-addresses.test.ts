import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { isServed, readStaticFiles } from "./next-internals";

const FILES = new Set(["/_next/static/chunks/a-1.js"]);

test.each([
  "/_next/image?url=%2Ffavicon.ico&w=640&q=75",
  "/%5fnext/image?url=x",
  "/%5Fnext/%69mage",
  "/%255fnext/image",
  "//_next/image",
  "/./_next/image",
  "/login/../_next/image",
  "/login/%2e%2e/_next/image",
  "/_NEXT/image",
  "/\\_next\\image",
  "/%5c_next/image",
  "/%2f_next/image",
  "/%20_next/image",
  "/%00_next/image",
  "/%e2%80%8b_next/image",
  "/\uff3fnext/image",
  "/%ff/../_next/image",
  "/_next",
  "/_next/",
  "/_next/image/",
  "/_next/image;/x",
  "/_next/data/build/login.json",
  "/_next/static/chunks/a-1.js.map",
  "/_next/static/chunks/b-2.js",
  "/_next/static/chunks/../chunks/a-1.js",
  "/_next/static/chunks/%61-1.js",
  "/_next/static//chunks/a-1.js",
  "/_next/static/chunks/a-1.js/",
  "/_next/static/../server/pages-manifest.json",
  "/_next/static/..%2f..%2fpackage.json",
  "/_next/mcp",
  "/_next/webpack-hmr",
  "/__nextjs_original-stack-frames",
  "/__nextjs_source-map?filename=x",
  "/_not-found",
  "/_global-error",
  "/_error",
  "/_app",
  "/500",
  "/404/",
])("W19: %s is not served", (url) => {
  expect(isServed(url, FILES)).toBe(false);
});

test.each([
  "/",
  "/login?next=/_next/image",
  "/login",
  "/settings/_next",
  "/admin/users/4040",
  "/a_next/image",
  "/_next/static/chunks/a-1.js",
  "/_next/static/chunks/a-1.js?dpl=1",
  "/5000",
])("W19: %s goes on to Next", (url) => {
  expect(isServed(url, FILES)).toBe(true);
});

test("W19: the development server serves what its pages load, and no optimizer", () => {
  const served = ["/_next/static/chunks/a.js", "/_next/hmr", "/__nextjs_original-stack-frames"];
  const refused = ["/_next/image?url=x", "/_next/data/x.json", "/%5fnext/static/a.js", "/_not-found", "/500"];
  for (const url of served) expect(isServed(url, null), url).toBe(true);
  for (const url of refused) expect(isServed(url, null), url).toBe(false);
});

test("W19: the files of a build are served in each spelling that browsers get, without source maps", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-static-"));
  const chunks = path.join(folder, ".next", "static", "chunks");
  await mkdir(chunks, { recursive: true });
  for (const name of ["a.js", "a.js.map", "[id].js"]) await writeFile(path.join(chunks, name), "");
  const files = ["a.js", "[id].js", "%5Bid%5D.js"].map((name) => `/_next/static/chunks/${name}`);
  expect([...(await readStaticFiles(folder))].sort()).toEqual(files.sort());
  await rm(folder, { recursive: true });
});

test("W19: no image library is installed, which would parse untrusted files in native code", async () => {
  const { packages } = JSON.parse(await readFile("package-lock.json", "utf8"));
  const named = Object.entries(packages as Record<string, { optionalDependencies?: object }>)
    .flatMap(([place, { optionalDependencies = {} }]) => [place, ...Object.keys(optionalDependencies)])
    .filter((name) => /(^|node_modules\/)(sharp$|@img\/)/.test(name));
  expect(named, "after an update of Next: node scripts/drop-sharp.mjs && npm install --package-lock-only").toEqual([]);
});
