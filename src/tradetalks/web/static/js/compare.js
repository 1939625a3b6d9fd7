/* Up to four settings side by side. */
import { ask } from "./api.js";
import { byId, el, errorBox } from "./dom.js";
import { figure, shown } from "./figures.js";
import { objectsOf } from "../shared/numbers.js";
import { save } from "../shared/page.js";
import { build, csv } from "../shared/tables.js";

const MOST = 4;
const COLUMNS = [
  "scenario_title", "country_name", "real_income_change", "equivalent_variation", "exports_change",
  "tariff_revenue_difference", "pair_balance",
];

/* A country's balance with the other party, in goods where they are told apart: the last column. */
const pairBalance = (answer) => {
  const { columns } = answer.tables.bilateral;
  const name = columns.some((c) => c.name === "goods_balance") ? "goods_balance" : "balance";
  const column = { ...columns.find((c) => c.name === name), name: "pair_balance" };
  column.label = `${column.label} with the other`;
  const pairs = objectsOf(answer.tables.bilateral);
  const of = (country, parties) =>
    pairs.find((p) => p.country === country && p.partner !== country && parties.includes(p.partner))?.[name] ?? null;
  return { column, of };
};

/* The parties' rows of every answer in one table, each under its own title. */
const together = (answers, titles) => {
  const { columns } = answers[0].tables.scenarios;
  const place = (name) => columns.findIndex((c) => c.name === name);
  const rows = answers.flatMap((answer, k) => {
    const own = answer.tables.scenarios.rows;
    const parties = own.map((row) => row[place("country")]);
    const balance = pairBalance(answer);
    return own.map((row) => [
      ...row.map((v, i) =>
        i === place("scenario") ? `pin-${k + 1}` : i === place("scenario_title") ? titles[k] : v,
      ),
      balance.of(row[place("country")], parties),
    ]);
  });
  return { columns: [...columns, pairBalance(answers[0]).column], rows };
};

/* current() gives {state, title}; open(state) shows one again; chart() the chart of real incomes. */
export const compare = ({ current, open, chart, drawings }) => {
  const holder = byId("pins");
  let pins = [];
  let turn = 0;
  const titleOf = (pin, k) => `${k + 1}. ${pin.title}`;
  const draw = async () => {
    byId("pin").disabled = pins.length >= MOST;
    turn += 1;
    const mine = turn;
    delete holder.dataset.compared;
    if (pins.length === 0) return holder.replaceChildren();
    const list = el("ol", { class: "pinned" }, ...pins.map((pin, k) => el(
      "li", {},
      el("button", { type: "button", onclick: () => open(pin.state) }, pin.title),
      el("button", {
        type: "button", "aria-label": `Unpin ${pin.title}`,
        onclick: () => { pins = pins.filter((p) => p !== pin); draw(); },
      }, `× ${k + 1}`),
    )));
    if (pins.length < 2) {
      holder.replaceChildren(list, el("p", { class: "note" }, "Pin one more to compare."));
      return;
    }
    let found;
    try {
      found = await ask("api/compare", { states: pins.map((p) => p.state) });
    } catch (error) {
      if (mine === turn) holder.replaceChildren(list, errorBox(error, "Not compared."));
      return;
    }
    if (mine !== turn) return;
    const failed = found.scenarios.filter((s) => !s.converged);
    if (failed.length)
      return holder.replaceChildren(list, errorBox({ message: failed[0].message }, "Not solved."));
    const table = together(found.scenarios, pins.map(titleOf));
    const spec = chart();
    const picked = figure(spec, drawings());
    const part = el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Side by side" });
    const readable = shown(table);
    const columns = COLUMNS.map((n) => table.columns.find((c) => c.name === n)).filter(Boolean);
    build(part, columns, objectsOf(readable), "Side by side");
    const stamp = found.scenarios[0].stamp ?? "";
    holder.replaceChildren(
      list, picked.box, part,
      el("p", { class: "tools" }, el("button", {
        type: "button", onclick: () => save("compared.csv", csv(readable, stamp), "text/csv"),
      }, "CSV of the comparison")),
    );
    picked.take({ tables: { scenarios: table }, stamp });
    await picked.draw();
    holder.dataset.compared = String(pins.length);
  };
  byId("pin").addEventListener("click", () => {
    const { state, title } = current();
    pins = [...pins, { state: structuredClone(state), title }].slice(0, MOST);
    draw();
  });
  return { clear: () => { pins = []; draw(); } };
};

