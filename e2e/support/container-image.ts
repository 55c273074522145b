import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fetchFromNpm } from "@/scripts/test/fetch-from-npm";
import { findDebianProgram } from "@/scripts/test/find-debian-program";

/** What an engine reads from an image. */
type ImageConfig = {
  User: string;
  Env: string[];
  WorkingDir: string;
  Entrypoint: string[];
  Cmd: string[];
  StopSignal: string;
  Volumes: Record<string, object>;
  ExposedPorts: Record<string, object>;
  Labels: Record<string, string>;
  Healthcheck: { Test: string[] };
};

/** An image's files, in a folder of the host, and its configuration. */
export type Image = { root: string; config: ImageConfig; remove(): void };

const BASE_IMAGE = /^ARG NODE_IMAGE=(?<name>\S+\/node:(?<major>\d+)-(?<suite>\w+)-slim)$/m;

/**
 * The image of `context`, built by Buildah, which needs no engine. The base image is made here, of the same Debian and with
 * Node.js and npm where the official image has them, as registries of images are out of reach. Call as root only.
 */
export function buildImage(context: string): Image {
  const folder = mkdtempSync(path.join(tmpdir(), "latchkey-image-"));
  const buildah = (...args: string[]) => runBuildah(folder, args);
  try {
    makeBaseImage(context, buildah);
    const npmrc = writeNpmrc(folder);
    const cache = execFileSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).trim();
    const volumes = [
      `${npmrc.file}:/root/.npmrc:ro`,
      `${cache}:/root/.npm`,
      ...(npmrc.certificates ? [`${npmrc.certificates}:${CERTIFICATES}:ro`] : []),
    ];
    const flags = ["--isolation=chroot", "--pull-never", "--format=docker", "--layers=false", "--tag=localhost/latchkey"];
    buildah("build", ...flags, ...volumes.map((volume) => `--volume=${volume}`), context);
    const root = buildah("mount", buildah("from", "--pull-never", "localhost/latchkey"));
    const config = JSON.parse(buildah("inspect", "--type=image", "localhost/latchkey")).Docker.config;
    return { root, config, remove: () => rmSync(folder, { recursive: true, force: true }) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

type Buildah = (...args: string[]) => string;

/** Storage of its own; `vfs` needs neither overlay mounts nor a mount that must be undone. */
function runBuildah(folder: string, args: string[]): string {
  const storage = [`--root=${folder}/storage`, `--runroot=${folder}/run`, "--storage-driver=vfs"];
  return execFileSync(findDebianProgram("buildah"), [...storage, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", 2] }).trim();
}

function makeBaseImage(context: string, buildah: Buildah): void {
  const base = BASE_IMAGE.exec(readFileSync(path.join(context, "Containerfile"), "utf8"))?.groups;
  if (!base) throw new Error("The Containerfile names no base image of Node.js on Debian");
  const container = buildah("from", "scratch");
  const root = buildah("mount", container);
  const mirror = execFileSync("apt-get", ["indextargets", "--format=$(REPO_URI)", "Created-By: Packages", "Origin: Debian"], {
    encoding: "utf8",
  }).split("\n")[0];
  execFileSync(findDebianProgram("debootstrap"), ["--variant=minbase", base.suite ?? "", root, mirror ?? ""], { stdio: ["ignore", 2, 2] });
  installNode(root, base.major ?? "");
  buildah("config", "--env=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", container);
  buildah("commit", "--rm", container, base.name ?? "");
}

function installNode(root: string, major: string): void {
  const [node, npm] = [fetchFromNpm(`node-${process.platform}-${process.arch}@${major}`), fetchFromNpm("npm@11")];
  cpSync(path.join(node.folder, "bin/node"), path.join(root, "usr/local/bin/node"));
  mkdirSync(path.join(root, "usr/local/lib/node_modules"), { recursive: true });
  cpSync(npm.folder, path.join(root, "usr/local/lib/node_modules/npm"), { recursive: true, verbatimSymlinks: true });
  symlinkSync("../lib/node_modules/npm/bin/npm-cli.js", path.join(root, "usr/local/bin/npm"));
  for (const fetched of [node, npm]) fetched.remove();
}

const CERTIFICATES = "/root/certificates.pem";

/** The registry of this machine, and the authorities that it trusts. */
function writeNpmrc(folder: string): { file: string; certificates: string | undefined } {
  const registry = execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim();
  const certificates = [process.env.NODE_EXTRA_CA_CERTS, "/etc/ssl/certs/ca-certificates.crt"].find((file) => file && existsSync(file));
  const file = path.join(folder, "npmrc");
  writeFileSync(file, [`registry=${registry}`, ...(certificates ? [`cafile=${CERTIFICATES}`] : []), ""].join("\n"));
  return { file, certificates };
}
