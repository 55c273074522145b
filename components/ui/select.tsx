import { type ComponentProps, useId } from "react";

type Props = { label: string; options: [value: string, label: string][] } & Omit<ComponentProps<"select">, "id">;

/** The browser's own list to choose from, labelled. */
export function Select({ label, options, ...select }: Props) {
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="font-semibold">
        {label}
      </label>
      <select
        id={id}
        className="min-h-12 w-full rounded-field border border-edge bg-surface px-3 text-base focus-visible:outline-3 focus-visible:outline-offset-2 focus-visible:outline-accent"
        {...select}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
