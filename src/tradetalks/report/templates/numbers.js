/* Figures and labels as people read them. A column has name, label, unit, kind and digits. */

export const isNumber = (column) => column.kind !== "text" && column.kind !== "flag";

export const heading = (column) => (column.unit ? `${column.label} (${column.unit})` : column.label);

export const show = (value, column) => {
  if (value === null || value === undefined) return "–";
  if (column.kind === "flag") return value ? "yes" : "no";
  if (typeof value !== "number") return String(value);
  const signed = column.kind === "change" || column.kind === "money_change";
  let digits = column.digits;
  if (value !== 0 && Math.abs(value) < 0.095 && digits < 3 && column.kind !== "number") digits += 1;
  const text = Math.abs(value).toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  if (Number(text.replaceAll(",", "")) === 0) return text;
  return (value < 0 ? "\u2212" : signed ? "+" : "") + text;
};

/* At most two lines of so many characters, the rest cut off. */
export const lines = (text, most) => {
  const words = String(text ?? "").split(/\s+/);
  const found = [""];
  for (const word of words) {
    const longer = found.at(-1) ? `${found.at(-1)} ${word}` : word;
    if (longer.length <= most || found.at(-1) === "") found[found.length - 1] = longer;
    else found.push(word);
  }
  const cut = (line) => (line.length > most ? line.slice(0, most - 1) + "…" : line);
  const first = cut(found[0]);
  if (found.length === 1) return first;
  return `${first}\n${cut(found.slice(1).join(" "))}`;
};

/* A table's rows as objects. */
export const objectsOf = (table) => {
  const names = table.columns.map((column) => column.name);
  return table.rows.map((row) => Object.fromEntries(row.map((value, k) => [names[k], value])));
};
