import path from "node:path";
import type { Finding } from "./shared";

type Read = (file: string) => string | null;
/** `read` returns the text of a file, the names in a folder a line each, or null where there is neither. */
type Repository = { read: Read; fileNames: ReadonlySet<string> };

/** Folders at the root whose files are named by path; a path through any other folder is not checked. */
const ROOTS = "app|bench|components|deploy|docs|e2e|lib|prisma|scripts";
const LINK = /\[[^\]]*\]\((?<target>[^)\s]+)\)/g;
/** A file or folder of the repository in backticks. Placeholders (`*`, `<id>`, `{a,b}`, `...`) name several files and are not checked. */
const CODE_PATH = new RegExp(`\`(?<target>(?:\\.\\./)*(?:${ROOTS})/(?!\\S*\\.\\.\\.)[^\`*<>{}… ]*)\``, "g");
/** A module by its name alone, as tables of READMEs have them. */
const MODULE_NAME = /`(?<target>[\w[\].-]+\.(?:tsx?|mjs))`/g;
const DOCUMENT_PATH = /(?<![\w/.-])(?<target>docs\/[\w./-]+\.(?:md|conf|cfg|Caddyfile|png))/g;
const GENERATED = /\/generated\//;
/** A link whose text is the number of one record and whose target is another. */
const NUMBERED_LINK = /\[(?:decision )?(?<shown>\d{4})\]\([^)]*decisions\/(?<linked>\d{4})-/gi;
const DECISION_NUMBER = /\bdecisions? \[?(?<number>\d+)/gi;

export const DECISIONS = "docs/decisions";
const SECTIONS = ["Context", "Decision", "Consequences"];
const DECISION_MAX_LINES = 39;

/**
 * Returns the references of one file without a target. Markdown is checked for links, paths and names of modules in backticks
 * and decision numbers, all other files for paths of documents and decision numbers.
 */
export function checkReferences(file: string, text: string, { read, fileNames }: Repository): Finding[] {
  const isMarkdown = file.endsWith(".md");
  return text.split("\n").flatMap((content, index) => {
    const at = (message: string) => ({ file, line: index + 1, message });
    const links = isMarkdown ? targets(content, LINK).filter((target) => !isLinkIntact(file, target, read)) : [];
    const paths = isMarkdown ? targets(content, CODE_PATH).filter((target) => !isPathThere(file, target, read)) : [];
    const modules = isMarkdown ? targets(content, MODULE_NAME).filter((name) => !fileNames.has(name)) : [];
    const documents = targets(content, DOCUMENT_PATH).filter((target) => read(target) === null);
    const numbers = [...content.matchAll(DECISION_NUMBER)].map(({ groups }) => groups?.number ?? "");
    const misnumbered = [...content.matchAll(NUMBERED_LINK)].filter(({ groups }) => groups?.shown !== groups?.linked);
    return [
      ...misnumbered.map(({ groups }) => at(`the link ${groups?.shown} leads to decision ${groups?.linked}`)),
      ...links.map((target) => at(`the link to ${target} leads nowhere`)),
      ...[...new Set([...paths, ...modules, ...documents])].map((target) => at(`${target} does not exist`)),
      ...numbers.filter((number) => !findDecision(number, read)).map((number) => at(`there is no decision ${number}`)),
    ];
  });
}

function targets(content: string, pattern: RegExp): string[] {
  return [...content.matchAll(pattern)].map(({ groups }) => groups?.target ?? "");
}

function isLinkIntact(file: string, target: string, read: Read): boolean {
  if (/^(https?|mailto):/.test(target)) return true;
  const [name = "", anchor] = decodeURIComponent(target).split("#");
  const linked = name === "" ? file : path.posix.join(path.posix.dirname(file), name);
  const text = read(linked);
  return text !== null && (anchor === undefined || headingAnchors(text).includes(anchor));
}

/** From the root of the repository, or with `../` from the folder of the file; modules also without their extension. */
function isPathThere(file: string, target: string, read: Read): boolean {
  const named = target.startsWith("../") ? path.posix.join(path.posix.dirname(file), target) : target;
  const place = named.replace(/:\d+$/, "");
  return GENERATED.test(place) || ["", ".ts", ".tsx"].some((extension) => read(`${place}${extension}`) !== null);
}

/** The anchors that GitHub gives to the headings of a document. */
function headingAnchors(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (?<heading>.*)$/gm)].map(({ groups }) => groups?.heading ?? "");
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );
}

function findDecision(number: string, read: Read): boolean {
  const names = (read(DECISIONS) ?? "").split("\n");
  return number.length === 4 && names.some((name) => name.startsWith(`${number}-`));
}

/** `names` are the files of docs/decisions; all of them have one format, and numbers from 0001 without a gap. */
export function checkDecisions(names: string[], read: Read): Finding[] {
  return [...names].sort().flatMap((name, index) => {
    const file = `${DECISIONS}/${name}`;
    const text = read(file) ?? "";
    const [, number = "", title = ""] = /^# (\d{4}) (.+)$/m.exec(text) ?? [];
    const expected = String(index + 1).padStart(4, "0");
    const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, section]) => section);
    const problems = [
      !name.startsWith(`${expected}-`) && `the number should be ${expected}: numbers have no gap and no duplicate`,
      name !== `${number}-${slugOf(title)}.md` && `the first line should be "# ${name.slice(0, 4)} Title", with the title of the file name`,
      sections.join() !== SECTIONS.join() && `the sections should be ${SECTIONS.join(", ")}`,
      text.trimEnd().split("\n").length > DECISION_MAX_LINES && `a record has at most ${DECISION_MAX_LINES} lines`,
      !read("docs/README.md")?.includes(`[${number}](decisions/${name}) | ${title} |`) && "docs/README.md does not list it with its title",
    ];
    return problems.filter((problem) => problem !== false).map((message) => ({ file, line: 1, message }));
  });
}

/** The title in a file name: letters and digits, all else a dash. */
function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
