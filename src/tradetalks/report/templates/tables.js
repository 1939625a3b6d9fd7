/* Tables: sortable on the page, and as CSV. Text reaches them as text alone. */
import { heading, isNumber, show } from "./numbers.js";

export const cell = (tag, text, attributes = {}) => {
  const element = document.createElement(tag);
  if (text !== null) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

const compared = (x, y) =>
  typeof x === "number" && typeof y === "number"
    ? x - y
    : String(x ?? "").localeCompare(String(y ?? ""));

/* Fill `holder` with rows (objects) under columns; a heading sorts by its column. */
export const build = (holder, columns, rows, caption) => {
  let order = { name: null, down: true };
  const head = (table, focus) => {
    const line = table.createTHead().insertRow();
    for (const column of columns) {
      const th = cell("th", null, { scope: "col", class: isNumber(column) ? "number" : "" });
      const button = cell("button", heading(column), { type: "button", class: "sort" });
      if (column.name === order.name)
        th.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      button.addEventListener("click", () => {
        const again = column.name === order.name;
        order = { name: column.name, down: again ? !order.down : isNumber(column) };
        render(column.name);
      });
      th.append(button);
      line.append(th);
      if (focus === column.name) setTimeout(() => button.focus());
    }
  };
  const render = (focus) => {
    const sorted = [...rows];
    if (order.name !== null)
      sorted.sort((a, b) => (order.down ? -1 : 1) * compared(a[order.name], b[order.name]));
    const table = cell("table", null);
    table.append(cell("caption", caption, { class: "unseen" }));
    head(table, focus);
    const body = table.createTBody();
    for (const row of sorted) {
      const line = body.insertRow();
      columns.forEach((column, k) => {
        const text = show(row[column.name], column);
        const number = { class: isNumber(column) ? "number" : "" };
        line.append(k === 0 ? cell("th", text, { scope: "row" }) : cell("td", text, number));
      });
    }
    holder.replaceChildren(table);
  };
  render();
};

/* The columns of those names, in that order; all where none are named. */
export const columnsOf = (table, names = null) =>
  (names ?? table.columns.map((c) => c.name))
    .map((name) => table.columns.find((c) => c.name === name))
    .filter(Boolean);

/* A whole table as CSV, with the stamp of its run behind each row: one for all, or one each. Text
   that a spreadsheet would take for a formula is marked as text. */
export const csv = (table, stamp) => {
  const quote = (v) => {
    const formula = typeof v === "string" && /^[=+@\t\r-]/.test(v);
    const text = v === null || v === undefined ? "" : `${formula ? "'" : ""}${v}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const runOf = (k) => (Array.isArray(stamp) ? stamp[k] : stamp);
  const rows = table.rows.map((row, k) => [...row, runOf(k)]);
  const all = [[...table.columns.map(heading), "Run"], ...rows];
  return "\ufeff" + all.map((line) => line.map(quote).join(",")).join("\r\n") + "\r\n";
};
