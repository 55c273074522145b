/** A form as a browser without JavaScript sends it: the names of the buttons, and the prefilled fields. */
export type Form = { action: string; fields: [name: string, value: string][]; buttons: { name: string; field: [string, string] | null }[] };

/** Every form of the page, with the fields and buttons elsewhere that refer to it by `form`. */
export function parseForms(html: string): Form[] {
  const forms = [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)];
  const elsewhere = html.replaceAll(/<form\b[\s\S]*?<\/form>/g, "");
  return forms.map(([, tag = "", inside = ""]) => {
    const { id, action = "" } = attributes(tag);
    const outside = [...elsewhere.matchAll(/<(?:input|button)\b[^>]*>(?:[^<]*<\/button>)?/g)].map(([text]) => text);
    const owned = outside.filter((text) => id !== undefined && attributes(text).form === id).join("");
    return { action, fields: parseFields(inside + owned), buttons: parseButtons(inside + owned) };
  });
}

/** The page's text, with single spaces. */
export function visibleText(html: string): string {
  const words = html.replaceAll(/<(script|style|template|head)\b[\s\S]*?<\/\1>/g, " ").replaceAll(/<[^>]*>/g, " ");
  return decodeEntities(words).replaceAll(/\s+/g, " ").trim();
}

function parseFields(html: string): Form["fields"] {
  return [...html.matchAll(/<input\b([^>]*)>/g)].flatMap(([, tag = ""]) => {
    const { name, value, type, checked } = attributes(tag);
    if (!name || ((type === "checkbox" || type === "radio") && checked === undefined)) return [];
    return [[name, value ?? (type === "checkbox" ? "on" : "")] as [string, string]];
  });
}

function parseButtons(html: string): Form["buttons"] {
  return [...html.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/g)].flatMap(([, tag = "", inside = ""]) => {
    const { name, value = "", type = "submit", "aria-label": label } = attributes(tag);
    if (type !== "submit") return [];
    return [{ name: label ?? visibleText(inside), field: name ? ([name, value] as [string, string]) : null }];
  });
}

function attributes(tag: string): Record<string, string | undefined> {
  return Object.fromEntries([...tag.matchAll(/([\w$:-]+)(?:="([^"]*)")?/g)].map(([, name, value]) => [name, decodeEntities(value ?? "")]));
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
  });
}
