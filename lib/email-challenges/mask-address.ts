/** `a•••@example.com`: enough for its owner to know the mailbox by, too little to learn the address from. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf("@");
  return at < 1 ? "•••" : `${[...address][0]}•••${address.slice(at)}`;
}
