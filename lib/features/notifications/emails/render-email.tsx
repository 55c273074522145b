import { Body } from "@react-email/body";
import { Container } from "@react-email/container";
import { Head } from "@react-email/head";
import { Html } from "@react-email/html";
import { Link } from "@react-email/link";
import { render } from "@react-email/render";
import { Section } from "@react-email/section";
import { Text } from "@react-email/text";
import { directionOf } from "@/lib/i18n/locales";
import type { Block, EmailContent } from "./compose-email";

/** Renders both parts of the email from the same content. */
export async function renderEmail(content: EmailContent): Promise<{ text: string; html: string }> {
  return { text: emailText(content), html: await render(<EmailHtml content={content} />) };
}

/** No custom colors, which mail programs in dark mode could make unreadable. */
const FONT = {
  overflowWrap: "anywhere",
  wordBreak: "break-word",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif",
} as const;
const CODE = { fontFamily: "ui-monospace, Menlo, Consolas, monospace", fontSize: "30px", lineHeight: "40px", letterSpacing: "3px" };

/** The HTML part: no images, no external resources. */
function EmailHtml({ content }: { content: EmailContent }) {
  return (
    <Html lang={content.locale} dir={directionOf(content.locale)}>
      <Head>
        <title>{content.subject}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
      </Head>
      <Body style={FONT}>
        <Container style={{ maxWidth: "560px", margin: "0", padding: "16px" }}>
          {content.blocks.map((block) => (
            <EmailBlock key={JSON.stringify(block)} block={block} />
          ))}
          <Text style={{ fontSize: "13px", lineHeight: "20px", margin: "32px 0 0" }}>{content.signature}</Text>
        </Container>
      </Body>
    </Html>
  );
}

function EmailBlock({ block }: { block: Block }) {
  switch (block.kind) {
    case "paragraph":
      return <Text style={{ fontSize: "16px", lineHeight: "24px", margin: "16px 0" }}>{block.text}</Text>;
    case "code":
      return <Text style={{ ...CODE, margin: "16px 0" }}>{block.code}</Text>;
    case "link":
      return (
        <Text style={{ fontSize: "16px", lineHeight: "24px", margin: "16px 0", wordBreak: "break-all" }}>
          <Link href={block.url} style={{ color: "inherit", textDecorationLine: "underline" }}>
            {block.url}
          </Link>
        </Text>
      );
    case "facts":
      return (
        <Section style={{ margin: "16px 0" }}>
          {block.facts.map(({ label, value }) => (
            <Text key={label} style={{ fontSize: "14px", lineHeight: "22px", margin: "0" }}>
              {label}: {value}
            </Text>
          ))}
        </Section>
      );
  }
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
