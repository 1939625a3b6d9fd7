"use strict";
/* Draws the charts, fills the tables behind them and follows the chosen scenario.
   Text from the brief reaches the page only as text (textContent) or as chart data. */
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const { tables, charts, shapes, points, stamp, borders, light } = read("report-data");
  const world = read("world-data");
  const byId = new Map(charts.map((chart) => [chart.id, chart]));
  const picker = document.getElementById("scenario");
  const root = document.documentElement;
  const NARROW = 480;

  /* ---- rows ---- */
  const objects = {};
  for (const [name, table] of Object.entries(tables)) {
    const names = table.columns.map((column) => column.name);
    objects[name] = table.rows.map((row) => Object.fromEntries(row.map((v, k) => [names[k], v])));
  }
  const rowsOf = (chart) =>
    objects[chart.table].filter(
      (row) =>
        (!chart.per_scenario || row.scenario === picker.value) &&
        (chart.scenarios.length === 0 || chart.scenarios.includes(row.scenario)) &&
        Object.entries(chart.only).every(([key, value]) => row[key] === value),
    );

  /* ---- numbers as people read them ---- */
  const show = (value, column) => {
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

  /* ---- charts ---- */
  const fill = (part, tokens) => {
    if (typeof part === "string") {
      const name = part.startsWith("$") ? part.slice(1) : "";
      return name in tokens ? tokens[name] : part;
    }
    if (Array.isArray(part)) return part.map((item) => fill(item, tokens));
    if (part === null || typeof part !== "object") return part;
    return Object.fromEntries(Object.entries(part).map(([k, v]) => [k, fill(v, tokens)]));
  };
  /* At most two lines of so many characters, the rest cut off. */
  const lines = (text, most) => {
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
  const labelled = (chart, width) => {
    const name = chart.columns[0];
    const most = Math.max(12, Math.floor((Math.min(340, width * 0.4)) / 6.6));
    return rowsOf(chart).map((row) => ({ ...row, label: lines(row[name], most) }));
  };
  const themed = Object.fromEntries(Object.keys(light).map((name) => [name, `var(--${name})`]));
  const tokensFor = (chart, width, colours) => ({
    ...colours,
    world,
    shapes,
    points,
    ...chart.tokens[picker.value],
    rows: labelled(chart, width),
    mapHeight: Math.min(Math.round(width * 0.47), 480) + (width < NARROW ? 110 : 50),
    legendColumns: Math.max(2, Math.floor(width / 122)),
    seriesColumns: Math.max(1, Math.floor(width / 220)),
    titleColumns: Math.max(1, Math.floor(width / 400)),
    titleLimit: width < NARROW ? 190 : 330,
  });
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
  const plotOf = (chart) => document.querySelector(`#chart-${CSS.escape(chart.id)} .plot`);
  const drawn = new Map();
  const draw = async (chart) => {
    const plot = plotOf(chart);
    const rows = rowsOf(chart);
    plot.classList.toggle("empty", rows.length === 0);
    drawn.get(chart.id)?.finalize();
    if (rows.length === 0) {
      drawn.delete(chart.id);
      plot.textContent = chart.empty;
      return;
    }
    const tokens = tokensFor(chart, plot.clientWidth, themed);
    const result = await vegaEmbed(plot, fill(chart.spec, tokens), {
      actions: false,
      ast: true,
      logLevel: vega.Error,
      config: fill(CONFIG, tokens),
      renderer: "svg",
      tooltip: { theme: "custom" },
    });
    drawn.set(chart.id, result);
  };
  const drawAll = async (which) => {
    root.removeAttribute("data-drawn");
    await Promise.all(which.map(draw));
    root.setAttribute("data-drawn", "yes");
  };

  /* ---- saving ---- */
  const save = (name, text, type) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(text instanceof Blob ? text : new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const heading = (column) => (column.unit ? `${column.label} (${column.unit})` : column.label);
  const csv = (name) => {
    const quote = (v) => {
      const text = v === null || v === undefined ? "" : String(v);
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const { columns, rows } = tables[name];
    const lines = [[...columns.map(heading), "Run"], ...rows.map((row) => [...row, stamp])];
    return "\ufeff" + lines.map((line) => line.map(quote).join(",")).join("\r\n") + "\r\n";
  };
  const picture = async (chart, type) => {
    const tokens = { ...tokensFor(chart, 820, light) };
    const spec = fill(chart.spec, tokens);
    const scenario = chart.per_scenario ? picker.selectedOptions[0].textContent.trim() : "";
    spec.width = 820;
    spec.background = light.paper;
    spec.padding = 16;
    spec.title = {
      text: chart.title,
      subtitle: [
        [scenario, chart.subtitle].filter(Boolean).join(". "),
        stamp,
        ...(chart.is_map ? borders.split(". ") : []),
      ],
    };
    const { view, finalize } = await vegaEmbed(document.createElement("div"), spec, {
      actions: false, ast: true, logLevel: vega.Error, config: fill(CONFIG, tokens), renderer: "svg",
    });
    const name = `${chart.id}${chart.per_scenario ? "-" + picker.value : ""}`;
    if (type === "svg") save(`${name}.svg`, await view.toSVG(), "image/svg+xml");
    else (await view.toCanvas(2)).toBlob((blob) => save(`${name}.png`, blob));
    finalize();
  };

  /* ---- tables ---- */
  const cell = (tag, text, attributes = {}) => {
    const element = document.createElement(tag);
    if (text !== null) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const isNumber = (column) => column.kind !== "text" && column.kind !== "flag";
  const build = (holder, columns, rows, caption) => {
    let order = { name: null, down: true };
    const render = (focus) => {
      const sorted = [...rows];
      if (order.name !== null)
        sorted.sort((a, b) => {
          const [x, y] = [a[order.name], b[order.name]];
          const size = typeof x === "number" && typeof y === "number"
            ? x - y : String(x ?? "").localeCompare(String(y ?? ""));
          return order.down ? -size : size;
        });
      const table = cell("table", null);
      table.append(cell("caption", caption, { class: "unseen" }));
      const head = table.createTHead().insertRow();
      for (const column of columns) {
        const th = cell("th", null, { scope: "col", class: isNumber(column) ? "number" : "" });
        const button = cell("button", heading(column), { type: "button", class: "sort" });
        if (column.name === order.name)
          th.setAttribute("aria-sort", order.down ? "descending" : "ascending");
        button.addEventListener("click", () => {
          order = { name: column.name, down: column.name === order.name ? !order.down : isNumber(column) };
          render(column.name);
        });
        th.append(button);
        head.append(th);
        if (focus === column.name) setTimeout(() => button.focus());
      }
      const body = table.createTBody();
      for (const row of sorted) {
        const line = body.insertRow();
        columns.forEach((column, k) =>
          line.append(
            k === 0
              ? cell("th", show(row[column.name], column), { scope: "row" })
              : cell("td", show(row[column.name], column), { class: isNumber(column) ? "number" : "" }),
          ),
        );
      }
      holder.replaceChildren(table);
    };
    render();
  };
  const columnsOf = (table, names) =>
    (names ?? tables[table].columns.map((c) => c.name)).map((name) =>
      tables[table].columns.find((c) => c.name === name),
    ).filter(Boolean);
  const fillTable = (details) => {
    const holder = details.querySelector(".scroll");
    if (!details.open) return holder.replaceChildren();
    const chart = byId.get(details.dataset.chart);
    if (chart) return build(holder, columnsOf(chart.table, chart.columns), rowsOf(chart), chart.title);
    const { table: name, scenarios } = details.dataset;
    const of = scenarios?.split(" ");
    const rows = of ? objects[name].filter((row) => of.includes(row.scenario)) : objects[name];
    return build(holder, columnsOf(name), rows, tables[name].title);
  };
  const allDetails = [...document.querySelectorAll("details[data-chart], details[data-table]")];

  /* ---- controls ---- */
  const follow = (scenario) => {
    picker.value = scenario;
    for (const part of document.querySelectorAll("[data-scenario]"))
      part.hidden = part.dataset.scenario !== scenario;
    allDetails.filter((d) => d.open).forEach(fillTable);
  };
  const choose = (scenario) => {
    follow(scenario);
    return drawAll(charts.filter((chart) => chart.per_scenario));
  };
  picker.addEventListener("change", () => choose(picker.value));
  for (const link of document.querySelectorAll("a[data-choose]"))
    link.addEventListener("click", () => choose(link.dataset.choose));
  for (const details of allDetails) details.addEventListener("toggle", () => fillTable(details));
  document.addEventListener("click", (event) => {
    const { csv: table, picture: id, type } = event.target.dataset ?? {};
    if (table) save(`${table}.csv`, csv(table), "text/csv");
    if (id) picture(byId.get(id), type);
  });
  const THEMES = ["auto", "light", "dark"];
  const theme = document.getElementById("theme");
  const setTheme = (name) => {
    if (name === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", name);
    theme.textContent = `Colours: ${name}`;
    theme.dataset.now = name;
    try { localStorage.setItem("tradetalks-theme", name); } catch { /* private window */ }
  };
  theme.addEventListener("click", () =>
    setTheme(THEMES[(THEMES.indexOf(theme.dataset.now) + 1) % THEMES.length]),
  );
  document.getElementById("print").addEventListener("click", () => window.print());
  let width = root.clientWidth;
  let waiting;
  addEventListener("resize", () => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    clearTimeout(waiting);
    waiting = setTimeout(() => drawAll(charts), 150);
  });

  let kept = "auto";
  try { kept = localStorage.getItem("tradetalks-theme") ?? "auto"; } catch { /* private window */ }
  setTheme(THEMES.includes(kept) ? kept : "auto");
  root.classList.add("scripted");
  follow(picker.value);
  drawAll(charts);
})();
