/** What somebody types at the server, after the sentence that says so. */
export function Command({ children }: { children: string }) {
  return <code className="mt-2 block font-mono text-sm wrap-anywhere">{children}</code>;
}
