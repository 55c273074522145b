import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { baseName, compare, type Dependency, readDependencies, reviewLicense } from "./dependencies";

const LICENSE_FILE = /^(licen[cs]e|copying|copyright|notice)([.-].*)?$/i;

/** Written by hand: notices for bundled material that is no package of its own. */
const BUNDLED = path.join(import.meta.dirname, "bundled.md");

const INTRODUCTION = `# Third-party notices

Latchkey is under the Apache License 2.0 (\`LICENSE\`). The software below comes with it and keeps its own licenses.
\`npx tsx scripts/write-notices.ts\` writes this file from what is installed.`;

/** The notices for the runtime packages of `folder` (with package-lock.json and node_modules); the same on every machine. */
export function renderNotices(folder: string): string {
  const dependencies = readDependencies(path.join(folder, "package-lock.json"));
  return `${[
    INTRODUCTION,
    readFileSync(BUNDLED, "utf8").trim(),
    `## Licenses that ask for more than their text\n\n${listReviewed(dependencies)}`,
    `## Packages\n\n${listPackages(dependencies)}`,
    `## Texts\n\n${listTexts(folder, dependencies)}`,
  ].join("\n\n")}\n`;
}

function listReviewed(dependencies: Dependency[]): string {
  const byReason = groupBy(dependencies, reviewLicense);
  byReason.delete(null);
  return [...byReason]
    .map(([reason, packages]) => `- ${[...new Set(packages.map(baseName))].join(", ")} (${packages[0]?.license}): ${reason}`)
    .join("\n");
}

function listPackages(dependencies: Dependency[]): string {
  const byLicense = [...groupBy(dependencies, ({ license }) => license)].sort(([one], [other]) => compare(one, other));
  return byLicense.map(([license, packages]) => `- **${license}:** ${packages.map(title).join(", ")}`).join("\n");
}

/** Each text once. Packages for one platform are not installed on others; their text is that of the package they belong to. */
function listTexts(folder: string, dependencies: Dependency[]): string {
  const texts = dependencies
    .filter(({ platformSpecific }) => !platformSpecific)
    .flatMap((each) => readTexts(path.join(folder, each.folder)).map((text) => ({ ...each, text })));
  return [...groupBy(texts, ({ text }) => text)]
    .map(([text, packages]) => `### ${packages.map(title).join(", ")}\n\n${quote(text)}`)
    .join("\n\n");
}

function readTexts(packageFolder: string): string[] {
  if (!existsSync(packageFolder)) throw new Error(`${packageFolder} is not installed: npm ci`);
  return readdirSync(packageFolder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENSE_FILE.test(entry.name))
    .map((entry) => entry.name)
    .sort(compare)
    .map((name) =>
      readFileSync(path.join(packageFolder, name), "utf8")
        .replaceAll(/[^\S\n]+$/gm, "")
        .trim(),
    );
}

/** Indented, so that no text is read as Markdown. */
function quote(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "    ");
}

function title({ name, version }: Dependency): string {
  return `${name} ${version}`;
}

function groupBy<Item, Key>(items: Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
