/** On the way to the home page an open modal goes. */
export default function NoModal() {
  return null;
}
