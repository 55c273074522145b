/** Navigating to the home page closes an open modal. */
export default function NoModal() {
  return null;
}
