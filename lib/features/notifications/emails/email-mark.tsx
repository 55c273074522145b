import { EmailTable } from "./email-layout";
import { look } from "./email-theme";

/** A cell of the mark: its width, and whether it belongs to the keyhole. */
type Cell = { width: number; columns: number; hole?: "round" | "square" };

const SIDE: Cell = { width: 11, columns: 1 };
const WIDE_SIDE: Cell = { width: 14, columns: 2 };
const STEM: Cell[] = [WIDE_SIDE, { width: 4, columns: 1, hole: "square" }, WIDE_SIDE];

/** The rows of the mark: a keyhole with one tooth, cut out of a round plate of 32 px. The first one sets the columns. */
const ROWS: { height: number; cells: Cell[] }[] = [
  { height: 8, cells: [11, 3, 4, 3, 11].map((width) => ({ width, columns: 1 })) },
  { height: 10, cells: [SIDE, { width: 10, columns: 3, hole: "round" }, SIDE] },
  { height: 2, cells: STEM },
  { height: 3, cells: [WIDE_SIDE, { width: 7, columns: 2, hole: "square" }, SIDE] },
  { height: 2, cells: STEM },
  { height: 7, cells: [{ width: 32, columns: 5 }] },
];

const PLATE = { borderRadius: "16px", width: "32px", height: "32px", tableLayout: "fixed" } as const;

/**
 * The mark of the product (`Logo` in components/ui/page.tsx) as a table of colored cells: mail programs show no SVG, and an
 * image would be loaded from a server. Without round corners it is a square plate.
 */
export function EmailMark() {
  return (
    <EmailTable dir="ltr" width="32" {...look("mark", PLATE)}>
      {ROWS.map(({ height, cells }, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a drawing, whose rows keep their order
        <tr key={row}>
          {cells.map((cell, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a drawing, whose cells keep their order
            <MarkCell key={column} cell={cell} height={height} />
          ))}
        </tr>
      ))}
    </EmailTable>
  );
}

function MarkCell({ cell: { width, columns, hole }, height }: { cell: Cell; height: number }) {
  const size = { width: `${width}px`, height: `${height}px`, fontSize: "0", lineHeight: "0" };
  const colors = hole ? look("keyhole", { ...size, ...(hole === "round" && { borderRadius: "5px" }) }) : { style: size };
  return <td width={width} height={height} {...(columns > 1 && { colSpan: columns })} {...colors} />;
}
