export type Bar = { label: string; value: number; strong?: boolean };
export type Panel = { title: string; bars: Bar[]; limit?: { label: string; value: number } };

const [WIDTH, ROW, LABEL, TOP] = [760, 26, 220, 34];

/** Horizontal bars, a panel below the other; readable on a light and on a dark page. */
export function drawChart(panels: Panel[]): string {
  let y = 10;
  const parts = panels.map((panel) => {
    const drawn = drawPanel(panel, y);
    y += TOP + panel.bars.length * ROW + 24;
    return drawn;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img" font-family="system-ui, sans-serif" font-size="13">
<title>${escapeXml(panels.map(({ title }) => title).join("; "))}</title>
<rect width="100%" height="100%" rx="8" fill="#ffffff"/>
${parts.join("\n")}
</svg>
`;
}

function drawPanel({ title, bars, limit }: Panel, y: number): string {
  const most = Math.max(...bars.map(({ value }) => value), limit?.value ?? 0) * 1.12;
  const scale = (value: number) => Number(((value / most) * (WIDTH - LABEL - 70)).toFixed(1));
  const rows = bars.map(({ label, value, strong }, index) => {
    const top = y + TOP + index * ROW;
    return `<text x="${LABEL - 10}" y="${top + 14}" text-anchor="end" fill="#33404d">${escapeXml(label)}</text>
<rect x="${LABEL}" y="${top + 2}" width="${scale(value)}" height="16" rx="3" fill="${strong ? "#2456c7" : "#a9b4c2"}"/>
<text x="${LABEL + scale(value) + 6}" y="${top + 14}" fill="#33404d">${value.toLocaleString("en")}</text>`;
  });
  return [
    `<text x="16" y="${y + 18}" font-weight="600" fill="#131a22">${escapeXml(title)}</text>`,
    ...rows,
    limit ? drawLimit(limit, y, bars.length, scale) : "",
  ].join("\n");
}

function drawLimit({ label, value }: { label: string; value: number }, y: number, rows: number, scale: (value: number) => number): string {
  const x = LABEL + scale(value);
  return `<line x1="${x}" x2="${x}" y1="${y + TOP - 4}" y2="${y + TOP + rows * ROW}" stroke="#c0392b" stroke-dasharray="4 3"/>
<text x="${x - 5}" y="${y + 20}" text-anchor="end" fill="#c0392b">${escapeXml(label)}</text>`;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[letter] ?? "");
}
