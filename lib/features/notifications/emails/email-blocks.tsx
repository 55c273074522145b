import type { Block } from "./email-content";
import { EmailBox, EmailTable } from "./email-layout";
import { look } from "./email-theme";

type BlockOf<K extends Block["kind"]> = Extract<Block, { kind: K }>;

/** No block but the code names a left or right side, so that the language decides. */
export function EmailBlock({ block }: { block: Block }) {
  switch (block.kind) {
    case "paragraph":
      return <Paragraph block={block} />;
    case "code":
      return <Code code={block.code} />;
    case "facts":
      return <Facts facts={block.facts} />;
    case "link":
      return <EmailLink block={block} />;
  }
}

const BODY = { fontSize: "16px", lineHeight: "24px" };

function Paragraph({ block: { text, variant } }: { block: BlockOf<"paragraph"> }) {
  switch (variant) {
    case "heading":
      return <h1 {...look("text", { fontSize: "22px", lineHeight: "28px", fontWeight: 700, margin: "0 0 16px" })}>{text}</h1>;
    case "subheading":
      return <h2 {...look("text", { fontSize: "17px", lineHeight: "24px", fontWeight: 700, margin: "24px 0 8px" })}>{text}</h2>;
    case "note":
      return (
        <EmailBox margin="24px 0 0" {...look("note", { fontSize: "15px", lineHeight: "22px", padding: "12px 16px", borderRadius: "10px" })}>
          {text}
        </EmailBox>
      );
    case "quiet":
      return <p {...look("quiet", { fontSize: "14px", lineHeight: "20px", margin: "16px 0 0" })}>{text}</p>;
    default:
      return <p {...look("text", { ...BODY, margin: "0 0 16px" })}>{text}</p>;
  }
}

const CODE = {
  fontFamily: "ui-monospace, Menlo, Consolas, monospace",
  fontSize: "32px",
  lineHeight: "40px",
  letterSpacing: "4px",
  fontWeight: 700,
};
const CODE_BOX = { padding: "16px 8px", textAlign: "center", borderWidth: "1px", borderStyle: "solid", borderRadius: "10px" } as const;

/** One text, so that it is copied, and found by phones, as the digits alone. */
function Code({ code }: { code: string }) {
  return (
    <EmailBox margin="0 0 16px" dir="ltr" {...look("code", { ...CODE, ...CODE_BOX })}>
      {code}
    </EmailBox>
  );
}

const FACT = { fontSize: "14px", lineHeight: "20px", padding: "8px 0", borderWidth: "1px 0 0", borderStyle: "solid", verticalAlign: "top" };

/** `dir=auto`: an IP address or a browser's name keeps its direction in a right-to-left language. */
function Facts({ facts }: { facts: BlockOf<"facts">["facts"] }) {
  return (
    <EmailTable width="100%" style={{ margin: "0 0 16px", tableLayout: "fixed" }}>
      {facts.map(({ label, value }) => (
        <tr key={label}>
          <td width="36%" {...look("label", FACT)}>
            {label}
          </td>
          <td {...look("fact", FACT)}>
            <span dir="auto">{value}</span>
          </td>
        </tr>
      ))}
    </EmailTable>
  );
}

const ADDRESS = { fontSize: "14px", lineHeight: "20px", margin: "0 0 16px", wordBreak: "break-all" } as const;

/** The address is always in sight, so that a careful reader can compare or copy it. */
function EmailLink({ block: { url, label } }: { block: BlockOf<"link"> }) {
  return (
    <>
      {label && <EmailButton url={url} label={label} />}
      <p {...look("quiet", ADDRESS)}>
        <a href={url} {...look("quiet", { textDecoration: "underline" })}>
          {url}
        </a>
      </p>
    </>
  );
}

const BUTTON = {
  ...BODY,
  display: "inline-block",
  padding: "12px 20px",
  borderRadius: "10px",
  fontWeight: 600,
  textDecoration: "none",
};

/** Outlook knows no padding of links: for it alone the cell around is padded. */
const PADDED_IN_OUTLOOK = { msoPaddingAlt: "12px 20px", borderRadius: "10px" };

function EmailButton({ url, label }: { url: string; label: string }) {
  return (
    <EmailTable style={{ margin: "8px 0 16px" }}>
      <tr>
        <td {...look("button", PADDED_IN_OUTLOOK)}>
          <a href={url} {...look("button", BUTTON)}>
            {label}
          </a>
        </td>
      </tr>
    </EmailTable>
  );
}
