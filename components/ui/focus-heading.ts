/** For when the control that had the focus is gone: the first heading within `place` takes it, so that Tab goes on from there. */
export function focusHeading(place: Element | null | undefined): void {
  place?.querySelector<HTMLElement>("h1, h2")?.focus();
}
