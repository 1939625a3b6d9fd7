/* Draws the charts of a report, fills the tables behind them and follows the chosen scenario.
   Text from the brief reaches the page only as text (textContent) or as chart data. */
import { drawing, picture, rowsFor } from "./charts.js";
import { objectsOf } from "./numbers.js";
import { followTheme, onNewWidth, save } from "./page.js";
import { build, columnsOf, csv } from "./tables.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const { tables, charts, shapes, points, stamp, borders, light } = read("report-data");
const atlas = { world: read("world-data"), shapes, points };
const picker = document.getElementById("scenario");
const root = document.documentElement;

/* ---- charts ---- */
const objects = Object.fromEntries(
  Object.entries(tables).map(([name, table]) => [name, objectsOf(table)]),
);
const rowsOf = (chart) => rowsFor(chart, objects[chart.table], picker.value);
const ownOf = (chart) => chart.tokens[picker.value] ?? {};
const drawings = new Map(
  charts.map((chart) => {
    const plot = document.querySelector(`#chart-${CSS.escape(chart.id)} .plot`);
    return [chart.id, drawing(plot, chart, atlas, light)];
  }),
);
const drawAll = async (act, which = [...drawings.values()]) => {
  root.removeAttribute("data-drawn");
  await Promise.all(which.map(act));
  root.setAttribute("data-drawn", "yes");
};
const draw = (each) => each.show(rowsOf(each.chart), ownOf(each.chart));

/* ---- tables ---- */
const fillTable = (details) => {
  const holder = details.querySelector(".scroll");
  if (!details.open) return holder.replaceChildren();
  const chart = drawings.get(details.dataset.chart)?.chart;
  if (chart) {
    const columns = columnsOf(tables[chart.table], chart.columns);
    return build(holder, columns, rowsOf(chart), chart.title);
  }
  const { table: name, scenarios } = details.dataset;
  const of = scenarios?.split(" ");
  const rows = of ? objects[name].filter((row) => of.includes(row.scenario)) : objects[name];
  return build(holder, columnsOf(tables[name]), rows, tables[name].title);
};
const allDetails = [...document.querySelectorAll("details[data-chart], details[data-table]")];

/* ---- saving ---- */
const savePicture = async (chart, type) => {
  const scenario = chart.per_scenario ? picker.selectedOptions[0].textContent.trim() : "";
  const content = { rows: rowsOf(chart), own: ownOf(chart) };
  const made = await picture(chart, content, atlas, light, { scenario, stamp, borders }, type);
  const name = `${chart.id}${chart.per_scenario ? "-" + picker.value : ""}`;
  save(`${name}.${type}`, made, "image/svg+xml");
};

/* ---- controls ---- */
const follow = (scenario) => {
  picker.value = scenario;
  for (const part of document.querySelectorAll("[data-scenario]"))
    part.hidden = part.dataset.scenario !== scenario;
  allDetails.filter((d) => d.open).forEach(fillTable);
};
const choose = (scenario) => {
  follow(scenario);
  return drawAll(draw, [...drawings.values()].filter(({ chart }) => chart.per_scenario));
};
picker.addEventListener("change", () => choose(picker.value));
for (const link of document.querySelectorAll("a[data-choose]"))
  link.addEventListener("click", () => choose(link.dataset.choose));
for (const details of allDetails) details.addEventListener("toggle", () => fillTable(details));
document.addEventListener("click", (event) => {
  const { csv: table, picture: id, type } = event.target.dataset ?? {};
  if (table) save(`${table}.csv`, csv(tables[table], stamp), "text/csv");
  if (id) savePicture(drawings.get(id).chart, type);
});
followTheme(document.getElementById("theme"));
document.getElementById("print").addEventListener("click", () => window.print());
onNewWidth(() => drawAll((each) => each.redraw()));

root.classList.add("scripted");
follow(picker.value);
drawAll(draw);
