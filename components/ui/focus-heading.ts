/** For when the control that had the focus is gone: the first heading within `place` takes it, so that Tab goes on from there. */
export function focusHeading(place: Element | null | undefined): void {
  place?.querySelector<HTMLElement>("h1, h2")?.focus();
}

/** The first heading of the page or dialog that `gone` was in. */
export function focusHeadingAround(gone: Element): void {
  focusHeading(gone.closest("main, dialog"));
}
