import type { Block, Letter } from "@/lib/mail/letter";

/** The text part. Where there is a code its autofill line is the very last, as phones look for it there. */
export function letterText({ blocks, signature, autofill }: Letter): string {
  const parts = [...blocks.map(blockText), `-- \n${signature}`, ...(autofill ? [autofill] : [])];
  return parts.join("\n\n");
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return block.text;
    case "code":
      return `    ${block.code}`;
    case "facts":
      return block.facts.map(({ label, value }) => `${label}: ${value}`).join("\n");
    case "link":
      return block.url;
  }
}
