/* Figures of the page: a chart, the table behind it, and both as files. */
import { drawing, picture, rowsFor } from "../shared/charts.js";
import { objectsOf } from "../shared/numbers.js";
import { save } from "../shared/page.js";
import { build, columnsOf, csv } from "../shared/tables.js";
import { el } from "./dom.js";

export const NOW = "now";

/* A table of the server as people read it: money in USD billion. */
export const shown = (table) => {
  const money = table.columns.map((c) => c.kind === "money" || c.kind === "money_change");
  if (!money.some(Boolean)) return table;
  return {
    ...table,
    rows: table.rows.map((row) => row.map((v, k) => (money[k] && v !== null ? v / 1e3 : v))),
  };
};

const button = (text, label, onclick) =>
  el("button", { type: "button", "aria-label": label, onclick }, text);

const scroller = (label) =>
  el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label });

/* A table that opens, with its CSV. get() gives {table, rows, columns, stamp} or null. */
export const openTable = (title, summary, get) => {
  const holder = scroller(title);
  const details = el("details", { "data-table": title }, el("summary", {}, summary), holder);
  const refresh = () => {
    const found = details.open ? get() : null;
    if (!found) return holder.replaceChildren();
    const columns = columnsOf(found.table, found.columns);
    build(holder, columns, found.rows ?? objectsOf(found.table), title);
  };
  details.addEventListener("toggle", refresh);
  return { details, refresh };
};

/* One chart on the page. update(answer) draws what an answer holds for it. */
export const figure = (chart, { atlas, light, borders, clicked = null, pick = (rows) => rows }) => {
  let table = null;
  let rows = [];
  let own = {};
  let stamp = "";
  let key = null; // the settings it shows
  let due = false;
  let why = null; // there are no rows
  const plot = el("div", {
    class: "plot", role: "img",
    "aria-label": `${chart.title}. ${chart.subtitle}. The table below holds the same figures.`,
  });
  const drawn = drawing(plot, chart, atlas, light, clicked);
  const behind = openTable(chart.title, "Table", () =>
    table && { table, rows, columns: chart.columns },
  );
  const files = [
    ["CSV", () => saveCsv()], ["SVG", () => savePicture("svg")], ["PNG", () => savePicture("png")],
  ].map(([type, act]) => button(type, `${chart.title}: save as ${type}`, act));
  const saveCsv = () => table && save(`${chart.id}.csv`, csv(table, stamp), "text/csv");
  const savePicture = async (type) => {
    if (!table) return;
    const titles = { scenario: "", stamp, borders };
    const made = await picture(chart, { rows, own }, atlas, light, titles, type);
    save(`${chart.id}.${type}`, made, "image/svg+xml");
  };
  const box = el(
    "figure",
    { class: "chart", id: `chart-${chart.id}` },
    el("figcaption", {}, el("h3", {}, chart.title), el("p", {}, `${chart.subtitle}.`)),
    plot,
    chart.is_map ? el("p", { class: "note" }, borders) : null,
    el(
      "p",
      { class: "tools beside" },
      ...files,
    ),
    behind.details,
  );
  return {
    box,
    chart,
    /* Take what an answer holds, or why it has nothing for this chart; draw() then shows it. */
    take(answer) {
      const reason = answer.missing?.[chart.table] ?? null;
      const found = answer.tables?.[chart.table];
      const old = !found && table !== null && key !== answer.key;
      box.classList.toggle("stale", old && !reason);
      for (const each of files) each.disabled = old;
      if (!found && !(reason && key !== answer.key)) return;
      key = answer.key;
      why = found ? null : reason;
      if (!found) {
        [table, rows, due] = [null, [], true];
        return;
      }
      table = shown(found);
      rows = rowsFor(chart, pick(objectsOf(table)), NOW);
      own = answer.tokens?.[chart.id] ?? {};
      stamp = answer.stamp ?? "";
      due = true;
    },
    async draw() {
      if (!due) return;
      due = false;
      await drawn.show(rows, own, why);
      behind.refresh();
    },
    redraw: drawn.redraw,
    clear: drawn.clear,
    due: () => due,
  };
};

/* Figures that are drawn where they are seen at once, from the top, and elsewhere as soon as there
   is time. */
const MARGIN = 100; // px beyond the window that count as seen
export const gallery = () => {
  let figures = [];
  const isSeen = ({ box }) => {
    const { top, bottom } = box.getBoundingClientRect();
    return bottom > -MARGIN && top < innerHeight + MARGIN;
  };
  let turn = 0;
  const later = (mine) => {
    const next = figures.find((each) => each.due());
    if (!next || mine !== turn) return;
    setTimeout(async () => {
      if (mine !== turn) return;
      await next.draw();
      later(mine);
    });
  };
  return {
    hold(next) {
      for (const each of figures) each.clear();
      figures = next;
    },
    async show(answer) {
      turn += 1;
      const mine = turn;
      for (const each of figures) each.take(answer);
      // One that is drawn for the first time moves those below it out of sight.
      for (const each of figures) if (mine === turn && isSeen(each)) await each.draw();
      later(mine);
    },
    redraw: () => Promise.all(figures.map((each) => each.redraw())),
    /* The tables of the figures that are seen, where they cost little. */
    seen: () =>
      figures.filter((each) => isSeen(each) && each.chart.table !== "welfare")
        .map((each) => each.chart.table),
  };
};
