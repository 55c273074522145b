import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { POSTGRES_END_OF_LIFE, TESTED_NODE_MAJORS } from "@/lib/server/supported-versions";

/** Instructions of the Containerfile, in order: `[name, arguments]`, with continued lines joined. */
const instructions = readFileSync("Containerfile", "utf8")
  .replaceAll(/^#.*\n/gm, "")
  .replaceAll("\\\n", " ")
  .split("\n")
  .filter(Boolean)
  .map((line) => line.split(/\s+(.*)/s).slice(0, 2) as [string, string]);
const valuesOf = (name: string) => instructions.filter(([each]) => each === name).map(([, value]) => value);
const lastStage = instructions.slice(instructions.findLastIndex(([name]) => name === "FROM"));

const compose = parse(readFileSync("compose.yaml", "utf8"));
const { console: service, database } = compose.services;
const composed = Object.entries<typeof service>(compose.services);

/** Top-level files that the image needs none of. */
const LEFT_OUT =
  /^(\.ci|\.dockerignore|\.gitignore|Containerfile|bench|biome\.json|compose\.yaml|deploy|docs|e2e|knip\.json|playwright\.config\.ts|vitest\.config\.ts|[A-Z-]+\.md)$/;

test("the image runs a tested Node.js, as package.json does, as a user with a number", () => {
  const { start } = JSON.parse(readFileSync("package.json", "utf8")).scripts;
  expect([...JSON.parse(valuesOf("ENTRYPOINT")[0] ?? ""), ...JSON.parse(valuesOf("CMD")[0] ?? "")].join(" ")).toBe(
    start.replace("exec ", ""),
  );
  expect(TESTED_NODE_MAJORS).toContain(Number(/node:(\d+)-/.exec(valuesOf("ARG")[0] ?? "")?.[1]));
  const [uid, gid] = (valuesOf("USER")[0] ?? "").split(":");
  const [, users] = lastStage.find(([name]) => name === "RUN") ?? [];
  expect(users).toContain(`--gid ${gid} latchkey`);
  expect(users).toContain(`--uid ${uid} --gid latchkey`);
  expect(lastStage.map(([name]) => name)).toEqual(expect.arrayContaining(["HEALTHCHECK", "STOPSIGNAL", "VOLUME", "LABEL"]));
});

test("the health check is a program that fails while nothing answers", () => {
  const { HEALTHCHECK } = Object.fromEntries(lastStage);
  const [program, ...args] = JSON.parse(/CMD (\[.*\])/.exec(HEALTHCHECK ?? "")?.[1] ?? "[]");
  expect(program).toBe("node");
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env: { ...process.env, PORT: "1" } });
  expect([status, stderr]).toEqual([1, ""]);
});

test("files copied into the image exist, and all others of the checkout are excluded on purpose", () => {
  const tracked = execFileSync("git", ["ls-tree", "--name-only", "HEAD"], { encoding: "utf8" }).trim().split("\n");
  const allowed = readFileSync(".dockerignore", "utf8")
    .split("\n")
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1));
  const copied = valuesOf("COPY")
    .flatMap((value) => value.split(" ").slice(0, -1))
    .filter((file) => !/^(--|\.$|\/)/.test(file));
  expect([...allowed, ...copied].filter((file) => !existsSync(file))).toEqual([]);
  expect(tracked.filter((file) => !allowed.includes(file) && !LEFT_OUT.test(file))).toEqual([]);
});

test.each(composed)("compose.yaml: %s has a read-only root, no capability and time to stop", (_name, each) => {
  expect(each).toMatchObject({
    read_only: true,
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    stop_grace_period: "60s",
    restart: "unless-stopped",
  });
  expect(each.tmpfs).toContain("/tmp");
  expect(each).not.toHaveProperty("privileged");
});

test("compose.yaml: the console waits for a supported PostgreSQL, which only it reaches, and is published on this machine", () => {
  expect(service.build).toEqual({ context: ".", dockerfile: "Containerfile" });
  expect(service.depends_on).toEqual({ database: { condition: "service_healthy" } });
  expect(service.ports).toEqual([`127.0.0.1:3000:${valuesOf("EXPOSE")[0]}`]);
  expect(database).toMatchObject({
    user: "postgres",
    networks: ["database"],
    healthcheck: { test: expect.arrayContaining(["pg_isready"]) },
  });
  expect(database).not.toHaveProperty("ports");
  expect(compose.networks.database).toEqual({ internal: true });
  expect(Object.keys(POSTGRES_END_OF_LIFE)).toContain(/postgres:(\d+)$/.exec(database.image)?.[1]);
  // From version 18 on the image keeps its data in a folder of the version below this one.
  expect(database.volumes).toEqual(["database:/var/lib/postgresql"]);
});

test("compose.yaml: secrets come from files that git does not track", () => {
  const files = composed.map(([, each]) => each.env_file);
  expect(files).toEqual(["latchkey.env", "database.env"]);
  for (const file of files) expect(spawnSync("git", ["check-ignore", "--quiet", file]).status, file).toBe(0);
  for (const [, each] of composed) expect(each).not.toHaveProperty("environment");
});
