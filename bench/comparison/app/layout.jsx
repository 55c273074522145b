export const metadata = { title: "Floor", description: "The least that a page of Next.js is" };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
