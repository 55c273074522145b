type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const CONTROLS = "input[name]:not([type=hidden]), select[name], textarea[name]";

/**
 * Keeps what was entered before the page was hydrated. Where the HTML is not what React expects, as when a browser extension
 * has put an element into a form, React renders that part again with empty fields: values, checkboxes, choices, focus
 * and selection are copied to the fields of the same names, until the first submission or navigation.
 */
export function keepEntered(): void {
  const { pathname } = location;
  let focused = document.activeElement;
  const recordFocus = ({ target }: FocusEvent) => {
    if (!focused || focused.isConnected) focused = target as Element;
  };
  const observer = new MutationObserver((changes) => {
    if (location.pathname !== pathname) return stop();
    const gone = changes.flatMap(({ removedNodes }) => [...removedNodes].flatMap(controlsIn)).filter(({ isConnected }) => !isConnected);
    for (const old of gone) {
      const successor = findSuccessor(old, gone);
      if (successor) handOver(old, successor, old === focused);
    }
    if (focused && !focused.isConnected) focused = document.activeElement;
  });
  function stop() {
    observer.disconnect();
    document.removeEventListener("focusin", recordFocus);
  }
  document.addEventListener("focusin", recordFocus);
  window.addEventListener("submit", stop, { once: true });
  observer.observe(document, { childList: true, subtree: true });
}

function controlsIn(node: Node): Control[] {
  if (!(node instanceof Element)) return [];
  const within = [...node.querySelectorAll<Control>(CONTROLS)];
  return node.matches(CONTROLS) ? [node as Control, ...within] : within;
}

/** Of several with the same name, the one in the same place among them. */
function findSuccessor(old: Control, gone: Control[]): Control | undefined {
  const alike = (control: Control) => control.name === old.name && (control.type !== "radio" || control.value === old.value);
  return [...document.querySelectorAll<Control>(CONTROLS)].filter(alike)[gone.filter(alike).indexOf(old)];
}

function handOver(old: Control, successor: Control, hadFocus: boolean): void {
  if (copyEntry(old, successor)) {
    for (const type of ["input", "change"]) successor.dispatchEvent(new Event(type, { bubbles: true }));
  }
  if (!hadFocus) return;
  successor.focus({ preventScroll: true });
  if (!(old instanceof HTMLInputElement && successor instanceof HTMLInputElement) || old.selectionStart === null) return;
  successor.setSelectionRange(old.selectionStart, old.selectionEnd, old.selectionDirection ?? undefined);
}

/** Returns true if a value was copied because it differs from the server's. */
function copyEntry(old: Control, successor: Control): boolean {
  if (old instanceof HTMLInputElement && successor instanceof HTMLInputElement && ["checkbox", "radio"].includes(old.type)) {
    if (old.checked === old.defaultChecked) return false;
    successor.checked = old.checked;
    return true;
  }
  if (old instanceof HTMLSelectElement ? old.value === successor.value : old.value === old.defaultValue) return false;
  successor.value = old.value;
  return true;
}
