/** No modal, unless the settings are opened over a page. */
export default function NoModal() {
  return null;
}
