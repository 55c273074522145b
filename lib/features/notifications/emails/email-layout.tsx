import type { ComponentProps } from "react";

/** A table for layout alone; `children` are its rows. Tables and padded cells are what every mail program can lay out. */
export function EmailTable({ style, children, ...table }: ComponentProps<"table">) {
  return (
    <table role="presentation" border={0} cellPadding="0" cellSpacing="0" style={{ ...style, borderCollapse: "separate" }} {...table}>
      <tbody>{children}</tbody>
    </table>
  );
}

type EmailBoxProps = ComponentProps<"td"> & { margin?: string; maxWidth?: string };

/** A centered box. Its look is that of a cell, as Outlook knows paddings and colors of cells alone; its language is the table's, for Yahoo. */
export function EmailBox({ margin = "0 auto", maxWidth = "100%", lang, dir, children, ...cell }: EmailBoxProps) {
  return (
    <EmailTable width="100%" align="center" lang={lang} dir={dir} style={{ margin, maxWidth }}>
      <tr>
        <td {...cell}>{children}</td>
      </tr>
    </EmailTable>
  );
}
