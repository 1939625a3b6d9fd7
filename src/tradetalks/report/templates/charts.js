/* Draws one chart from its specification and its rows; the report and the live page alike.
   `own` holds what the chart's tokens stand for besides: each is also a signal of the same name. */
import { lines } from "./numbers.js";

const NARROW = 480;
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';
const CONFIG = {
  background: null,
  font: FONT,
  view: { stroke: null },
  axis: {
    labelColor: "$ink", titleColor: "$muted", gridColor: "$rule", tickColor: "$rule",
    domainColor: "$rule", labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal",
    labelPadding: 6, labelLimit: 400,
  },
  axisX: { tickCount: 5, domain: false, ticks: false },
  axisY: { grid: false },
  legend: {
    labelColor: "$ink", titleColor: "$muted", labelFontSize: 12, titleFontSize: 12,
    titleFontWeight: "normal", orient: "top", labelLimit: 220, symbolSize: 110,
    titleLimit: 300,
  },
  title: {
    color: "$ink", subtitleColor: "$muted", anchor: "start", fontSize: 16, subtitleFontSize: 10.5,
    subtitlePadding: 5, offset: 12,
  },
};

/* A specification with its tokens replaced. */
const fill = (part, tokens) => {
  if (typeof part === "string") {
    const name = part.startsWith("$") ? part.slice(1) : "";
    return name in tokens ? tokens[name] : part;
  }
  if (Array.isArray(part)) return part.map((item) => fill(item, tokens));
  if (part === null || typeof part !== "object") return part;
  return Object.fromEntries(Object.entries(part).map(([k, v]) => [k, fill(v, tokens)]));
};

const labelled = (chart, rows, width) => {
  const name = chart.columns[0];
  const most = Math.max(12, Math.floor(Math.min(340, width * 0.4) / 6.6));
  return rows.map((row) => ({ ...row, label: lines(row[name], most) }));
};

const tokensOf = (chart, rows, own, width, atlas, colours) => ({
  ...colours,
  ...atlas,
  ...own,
  rows: labelled(chart, rows, width),
  mapHeight: Math.min(Math.round(width * 0.47), 480) + (width < NARROW ? 110 : 50),
  legendColumns: Math.max(2, Math.floor(width / 148)),
  seriesColumns: Math.max(1, Math.floor(width / 220)),
  titleColumns: Math.max(1, Math.floor(width / 400)),
  titleLimit: width < NARROW ? 190 : 330,
  // Where names would be cut so that two look alike, codes stand instead.
  exporterLabel: width < NARROW ? "exporter" : "exporter_name",
  importerLabel: width < NARROW ? "importer" : "importer_name",
  nameLimit: Math.min(150, Math.round(width * 0.185)),
});

const embed = (holder, spec, tokens, more = {}) =>
  vegaEmbed(holder, fill(spec, tokens), {
    actions: false, ast: true, logLevel: vega.Error, config: fill(CONFIG, tokens), renderer: "svg",
    ...more,
  });

/* The rows of a chart, of its table's. */
export const rowsFor = (chart, rows, scenario) =>
  rows.filter(
    (row) =>
      (!chart.per_scenario || row.scenario === scenario) &&
      (chart.scenarios.length === 0 || chart.scenarios.includes(row.scenario)) &&
      Object.entries(chart.only).every(([key, value]) => row[key] === value),
  );

/* A chart in its place on the page: show(rows, own) draws it, then changes what is drawn.
   atlas: world, shapes and points for maps. light: the colours by name. */
export const drawing = (plot, chart, atlas, light, clicked = null) => {
  const themed = Object.fromEntries(Object.keys(light).map((name) => [name, `var(--${name})`]));
  let drawn = null;
  let latest = null;
  const tokens = () =>
    tokensOf(chart, latest.rows, latest.own, plot.clientWidth, atlas, themed);
  const clear = () => {
    drawn?.finalize();
    drawn = null;
  };
  const whole = async () => {
    clear();
    plot.classList.toggle("empty", latest.rows.length === 0);
    if (latest.rows.length === 0) {
      plot.textContent = latest.reason ?? chart.empty;
      return;
    }
    drawn = await embed(plot, chart.spec, tokens(), { tooltip: { theme: "custom" } });
    // The place of a chart says what it shows, and the table below holds its figures.
    for (const part of plot.children) part.setAttribute("aria-hidden", "true");
    if (clicked) drawn.view.addEventListener("click", (_, item) => clicked(item?.datum ?? {}));
  };
  const changed = async () => {
    const { view } = drawn;
    for (const [name, value] of Object.entries(latest.own)) view.signal(name, value);
    const rows = vega.changeset().remove(vega.truthy).insert(tokens().rows);
    await view.change("rows", rows).runAsync();
  };
  return {
    chart,
    plot,
    async show(rows, own = {}, reason = null) {
      latest = { rows, own, reason };
      // What a chart of several scenarios has on its axes follows the order of first appearance.
      await (drawn && rows.length > 0 && chart.per_scenario ? changed() : whole());
    },
    async redraw() {
      if (latest) await whole();
    },
    clear,
    latest: () => latest,
  };
};

/* The chart as a file for slides: SVG text, or a PNG blob. titles: {scenario, stamp (or one
   of each row), borders}. */
export const picture = async (chart, { rows, own }, atlas, light, titles, type) => {
  const tokens = tokensOf(chart, rows, own, 820, atlas, light);
  const spec = {
    ...chart.spec,
    width: 820,
    background: light.paper,
    padding: 16,
    title: {
      text: chart.title,
      subtitle: [
        [titles.scenario, chart.subtitle].filter(Boolean).join(". "),
        ...new Set([titles.stamp].flat()),
        ...(chart.is_map ? titles.borders.split(". ") : []),
      ],
    },
  };
  const { view, finalize } = await embed(document.createElement("div"), spec, tokens);
  const made = type === "svg"
    ? await view.toSVG()
    : await view.toCanvas(2).then((c) => new Promise((done) => c.toBlob(done)));
  finalize();
  return made;
};
