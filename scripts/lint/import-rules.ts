import { parseSync } from "oxc-parser";
import picomatch from "picomatch";
import { type Finding, quoted, tableRows } from "./shared";

/** A row of the table in lib/README.md: files, and the modules that they may import, or import types from. */
export type ImportRule = { from: string[]; may: string[]; typesOnly: string[] };

/** One import of a module; `typeOnly` when it is erased from the running code. */
export type Import = { specifier: string; typeOnly: boolean; line: number };

/** Reads the rows of the table whose first column is `from`. Throws when there is none. */
export function readImportRules(markdown: string): ImportRule[] {
  return tableRows("lib/README.md", markdown, "from").map((cells) => {
    const [from = [], may = [], typesOnly = []] = cells.map(quoted);
    return { from, may, typesOnly };
  });
}

/** The imports, re-exports and dynamic imports of a file. */
export function readImports(file: string, text: string): Import[] {
  const { module } = parseSync(file, text);
  const lineOf = (offset: number) => text.slice(0, offset).split("\n").length;
  const fixed = module.staticImports.map(({ moduleRequest, entries, start }) => ({
    specifier: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
    line: lineOf(start),
  }));
  const exported = module.staticExports.flatMap(({ entries, start }) =>
    entries.flatMap(({ moduleRequest, isType }) =>
      moduleRequest ? [{ specifier: moduleRequest.value, typeOnly: isType, line: lineOf(start) }] : [],
    ),
  );
  const dynamic = module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({
    specifier: text.slice(start + 1, end - 1),
    typeOnly: false,
    line: lineOf(start),
  }));
  return [...fixed, ...exported, ...dynamic];
}

/**
 * The imports of `file` that no row allows. The first row whose `from` matches decides. A module of the repository is matched by
 * its path without extension, one from a package by its specifier; `!` before a glob takes away what an earlier one allows.
 */
export function checkImports(rules: readonly ImportRule[], file: string, text: string): Finding[] {
  const rule = rules.find(({ from }) => matchesLast(from, file));
  if (!rule) return [];
  return readImports(file, text).flatMap(({ specifier, typeOnly, line }) => {
    if (specifier.startsWith("../")) return [{ file, line, message: `import ${specifier} by its @/ path` }];
    const target = targetOf(specifier);
    if (target === null || matchesLast(rule.may, target)) return [];
    if (typeOnly && matchesLast(rule.typesOnly, target)) return [];
    return [{ file, line, message: `${rule.from.join(", ")} may not import ${target}${typeOnly ? "" : " (other than its types)"}` }];
  });
}

/** The path of a module without its extension, or `npm/` and the name of a package; null for Node.js and the file's own folder. */
function targetOf(specifier: string): string | null {
  if (specifier.startsWith("node:") || specifier.startsWith("./")) return null;
  return specifier.startsWith("@/") ? specifier.slice(2).replace(/\.(?:tsx?|mjs)$/, "") : `npm/${specifier}`;
}

/** Whether the last of `globs` that concerns `target` allows it. */
function matchesLast(globs: readonly string[], target: string): boolean {
  return globs.reduce((allowed, glob) => {
    const negated = glob.startsWith("!");
    return picomatch(negated ? glob.slice(1) : glob)(target) ? !negated : allowed;
  }, false);
}

/** Folders of features that import each other in a circle, each as `a -> b -> a`. */
export function findFeatureCycles(files: ReadonlyMap<string, string>): string[] {
  const graph = new Map<string, Set<string>>();
  for (const [file, text] of files) {
    const from = featureOf(file);
    if (!from || /\.test\.tsx?$/.test(file)) continue;
    for (const { specifier, typeOnly } of readImports(file, text)) {
      const to = featureOf(targetOf(specifier) ?? "");
      if (to && to !== from && !typeOnly) graph.set(from, (graph.get(from) ?? new Set()).add(to));
    }
  }
  return [...graph.keys()].flatMap((start) => {
    const circle = findCircle(graph, start, start, []);
    return circle && start === [...circle].sort()[0] ? [[...circle, start].join(" -> ")] : [];
  });
}

const featureOf = (target: string) => /^lib\/features\/([^/]+)\//.exec(target)?.[1];

function findCircle(graph: ReadonlyMap<string, Set<string>>, start: string, at: string, way: string[]): string[] | null {
  if (way.includes(at)) return null;
  for (const next of graph.get(at) ?? []) {
    if (next === start) return [...way, at];
    const found = findCircle(graph, start, next, [...way, at]);
    if (found) return found;
  }
  return null;
}
