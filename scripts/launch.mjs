/**
 * Entry point of `npm start` and the other commands of package.json: plain Node without dependencies, which may not be
 * installed yet. The command then runs in this process, so that signals and memory are the console's own.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const OLDEST_NODE = [20, 19];
const COMMANDS = ["start", "dev", "build", "admin", "test", "bench", "dependencies"];
/** Entry files of commands, if not the file of that name beside this one. */
const ENTRIES = { start: "../lib/server/main.ts", dev: "../lib/server/main.ts", admin: "../lib/cli/main.ts" };
/** Commands of an operator, which need no development dependencies. */
const WITHOUT_DEV = ["start", "build", "admin"];
/** Files that every command reads. */
const NEEDED = [".next", "app", "lib", "node_modules", "package-lock.json", "package.json", "prisma", "scripts", "tsconfig.json"];
const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const command = process.argv[2] ?? "";
const mayLackDev = WITHOUT_DEV.includes(command);

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

/** Progress goes to standard error: standard output belongs to the command (`admin --json`). */
function say(line) {
  process.stderr.write(`${line}\n`);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  fail(`Latchkey needs Node.js ${OLDEST_NODE.join(".")} or newer; this is ${process.versions.node}`);
}

/** Special characters of module loaders (`?`, `*`), the style sheet resolver (`#`) and the shell in which initdb starts PostgreSQL. */
function checkPath() {
  const [character] = /[?*#"$`\p{Cc}]/u.exec(root) ?? [];
  if (character)
    fail(`Latchkey cannot run in ${JSON.stringify(root)}, whose name holds ${JSON.stringify(character)}: rename or move the folder`);
}

function readJson(...parts) {
  const file = path.join(root, ...parts);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

/** Compares what is installed with what is locked, by content: time stamps change with every copy of a folder. */
function isInstalled() {
  const locked = readJson("package-lock.json")?.packages ?? {};
  const installed = readJson("node_modules", ".package-lock.json")?.packages;
  if (!installed) return false;
  return Object.entries(locked).every(([place, expected]) => {
    if (place === "") return true;
    const present = installed[place];
    if (present) return present.version === expected.version;
    return expected.optional || expected.devOptional || expected.peer || (mayLackDev && expected.dev);
  });
}

/** The table of `lib/platform/signals.ts`, which cannot be loaded yet. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
/** A signal to the whole process group may reach our child process first. */
const SIGNAL_GRACE_MS = 500;
let running = null;
let received = null;

/** A server stopped by a signal before it serves has succeeded; any other command has not done its work. */
function endBySignal() {
  process.exit(["start", "dev"].includes(command) ? 0 : SIGNALS[received]);
}

function onSignal(signal) {
  received = signal;
  if (running) running.kill(signal);
  else endBySignal();
}

/** Runs a program to its end; our standard output stays untouched. A signal ends it first, then us. */
async function run(file, args, env = {}) {
  running = spawn(file, args, { cwd: root, stdio: ["ignore", 2, 2], env: { ...process.env, ...env } });
  const code = await new Promise((resolve) => {
    running.once("error", (error) => fail(`${file} cannot be run: ${error.message}`)).once("close", resolve);
  });
  running = null;
  if (code !== 0 && !received) await new Promise((resolve) => setTimeout(resolve, SIGNAL_GRACE_MS));
  if (received) endBySignal();
  return code;
}

/** A service that may only read the checkout does not install or generate anything. */
function expectWritable(what) {
  try {
    accessSync(root, constants.W_OK);
  } catch (error) {
    fail(`${what}, and this user may not write to ${root} (${error.code}): run npm run build there as its owner`);
  }
}

/** Under a strict umask only the owner can read the checkout, or what was installed or built there. */
function expectReadable() {
  if ([0, statSync(root).uid, undefined].includes(process.getuid?.())) return;
  const places = NEEDED.map((name) => path.join(root, name)).filter(existsSync);
  const found = spawnSync("find", [...places, "-maxdepth", "1", "!", "-readable", "-print", "-quit"], { encoding: "utf8" });
  const [file] = (found.stdout ?? "").split("\n");
  if (file) fail(`This user may not read ${file}: run chmod -R a+rX ${root} as its owner`);
}

async function install() {
  expectWritable("The installed dependencies are not the locked ones");
  say("Installing the locked dependencies (npm ci) …");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund", mayLackDev ? "--omit=dev" : "--include=dev"];
  const code = npm?.endsWith("js") ? await run(process.execPath, [npm, ...args]) : await run("npm", args);
  if (code !== 0) fail("The dependencies could not be installed: see npm's message above");
}

/** The generated client belongs to one schema and one version of Prisma. */
async function generateClient() {
  const prisma = readJson("node_modules", "prisma", "package.json");
  const schema = readFileSync(path.join(root, "prisma", "schema.prisma"));
  const schemaHash = createHash("sha256").update(schema).update(prisma.version).digest("hex");
  const stamp = path.join(root, "lib", "platform", "db", "generated", ".made-from");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === schemaHash) return;
  expectWritable("The database client is missing or older than the schema");
  say("Generating the database client …");
  // `generate` only checks that this engine exists; naming one keeps Prisma from downloading it.
  const env = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  const code = await run(process.execPath, [path.join(root, "node_modules", "prisma", "build", "index.js"), "generate"], env);
  if (code !== 0) fail("The database client could not be generated: see the message above");
  writeFileSync(stamp, schemaHash);
}

checkNode();
checkPath();
for (const signal of Object.keys(SIGNALS)) process.on(signal, onSignal);
// As root: the later user must be able to read installed and built files; secret files have their own modes.
if (process.getuid?.() === 0) process.umask(0o022);
if (!COMMANDS.includes(command)) fail(`usage: node scripts/launch.mjs ${COMMANDS.join("|")} [arguments]`);
process.chdir(root);
expectReadable();
if (!isInstalled()) await install();
await generateClient();
const { register } = await import(pathToFileURL(path.join(root, "node_modules", "tsx", "dist", "esm", "api", "index.mjs")).href);
register({ tsconfig: path.join(root, "tsconfig.json") });
// Before any module of the console is loaded: some read the mode once.
if (["start", "dev"].includes(command)) process.env.NODE_ENV = command === "dev" ? "development" : "production";
// From here on a server handles signals itself, as soon as it can shut down; other commands do so where necessary.
if (!["start", "dev"].includes(command)) for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal);
await import(ENTRIES[command] ?? `./${command}.ts`);
