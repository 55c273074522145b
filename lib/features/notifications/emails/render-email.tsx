import { render } from "@react-email/render";
import { directionOf } from "@/lib/i18n/locales";
import { EmailBlock } from "./email-blocks";
import type { Block, EmailContent } from "./email-content";
import { EmailBox, EmailTable } from "./email-layout";
import { EmailMark } from "./email-mark";
import { DARK_STYLES, look } from "./email-theme";

/** Renders both parts of the email from the same content. */
export async function renderEmail(content: EmailContent): Promise<{ text: string; html: string }> {
  return { text: emailText(content), html: await render(<EmailHtml content={content} />) };
}

const FONT = {
  overflowWrap: "anywhere",
  wordBreak: "break-word",
  fontFamily: "system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif",
} as const;

/** The HTML part: no images, no external resources. Webmail drops `<html>` with its attributes, so the outermost element within has the language too. */
function EmailHtml({ content }: { content: EmailContent }) {
  const { subject, preheader, appName, blocks, signature, locale } = content;
  const language = { lang: locale, dir: directionOf(locale) };
  return (
    <html {...language}>
      {/* biome-ignore lint/style/noHeadElement: an email is no page of Next.js */}
      <head>
        <meta httpEquiv="Content-Type" content="text/html; charset=UTF-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="x-apple-disable-message-reformatting" />
        <title>{subject}</title>
        <style>{DARK_STYLES}</style>
      </head>
      <body {...look("page", { margin: "0", padding: "0" })}>
        {preheader && <Preheader text={preheader} />}
        <EmailBox {...look("page", { ...FONT, padding: "24px 12px" })} {...language}>
          <EmailBox maxWidth="560px">
            <Brand appName={appName} />
            <EmailBox {...look("card", { padding: "24px", borderWidth: "1px", borderStyle: "solid", borderRadius: "16px" })}>
              {blocks.map((block, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rendered once
                <EmailBlock key={index} block={block} />
              ))}
            </EmailBox>
            <p {...look("quiet", { fontSize: "13px", lineHeight: "20px", margin: "16px 24px 0" })}>{signature}</p>
          </EmailBox>
        </EmailBox>
      </body>
    </html>
  );
}

/** Fills what lists show beside the subject, so that they do not go on with the text of the email, in which the code stands. */
const FILLER = "\u00a0\u200c\u034f".repeat(150);

const HIDDEN = { display: "none", msoHide: "all", maxHeight: "0", overflow: "hidden", fontSize: "1px", lineHeight: "1px" };

function Preheader({ text }: { text: string }) {
  return <div style={HIDDEN}>{`${text}${FILLER}`}</div>;
}

/** The mark, and the name of the console; emails of an earlier version have no name here. */
function Brand({ appName }: { appName: string | undefined }) {
  return (
    <EmailTable>
      <tr>
        <td style={{ padding: "0 0 16px" }}>
          <EmailMark />
        </td>
        <td {...look("brand", { padding: "0 12px 16px", fontSize: "18px", lineHeight: "24px", fontWeight: 700 })}>{appName}</td>
      </tr>
    </EmailTable>
  );
}

/** The text part. The autofill line of a code comes last, where phones expect it. */
export function emailText({ blocks, signature, autofill }: EmailContent): string {
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
