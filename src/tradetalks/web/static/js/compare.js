/* Up to four settings side by side. */
import { ask } from "./api.js";
import { byId, el, errorBox } from "./dom.js";
import { figure, shown } from "./figures.js";
import { whatFailed } from "./remedies.js";
import { MOST_PINS } from "./state.js";
import { objectsOf } from "../shared/numbers.js";
import { save } from "../shared/page.js";
import { build, csv } from "../shared/tables.js";

const COLUMNS = [
  "scenario_title", "country_name", "real_income_change", "equivalent_variation", "exports_change",
  "tariff_revenue_difference", "pair_goods_balance", "pair_balance",
];

/* A country's balance with the other party, in goods where they are told apart: the last column. */
const pairBalance = (answer) => {
  const { columns } = answer.tables.bilateral;
  const name = columns.some((c) => c.name === "goods_balance") ? "goods_balance" : "balance";
  const found = columns.find((c) => c.name === name);
  const column = { ...found, name: `pair_${name}`, label: `${found.label} with the other` };
  const pairs = objectsOf(answer.tables.bilateral);
  const of = (country, parties) =>
    pairs.find((p) => p.country === country && p.partner !== country && parties.includes(p.partner))?.[name] ?? null;
  return { column, of };
};

/* The parties' rows of every answer in one table, each under its own title and with its stamp.
   Worlds and rules may differ, and with them the columns. */
const together = (answers, titles) => {
  const balances = answers.map(pairBalance);
  const all = [...answers.flatMap((a) => a.tables.scenarios.columns), ...balances.map((b) => b.column)];
  const columns = [...new Map(all.map((column) => [column.name, column])).values()];
  const rows = answers.flatMap((answer, k) => {
    const own = objectsOf(answer.tables.scenarios);
    const parties = own.map((row) => row.country);
    const { column, of } = balances[k];
    return own.map((row) => ({
      ...row, scenario: `pin-${k + 1}`, scenario_title: titles[k],
      [column.name]: of(row.country, parties), stamp: answer.stamp,
    }));
  });
  return {
    columns,
    rows: rows.map((row) => columns.map(({ name }) => row[name] ?? null)),
    stamps: rows.map((row) => row.stamp),
  };
};

/* current() gives the state, with a title; open(state) shows one again; chart() the chart of real
   incomes, there once ready(); changed() when others are pinned. */
export const compare = ({ current, open, chart, drawings, ready, changed }) => {
  const holder = byId("pins");
  let pins = []; // states
  let turn = 0;
  const titleOf = (pin, k) => `${k + 1}. ${pin.title}`;
  const draw = async () => {
    byId("pin").disabled = pins.length >= MOST_PINS;
    turn += 1;
    const mine = turn;
    delete holder.dataset.compared;
    if (pins.length === 0) return holder.replaceChildren();
    const list = el("ol", { class: "pinned" }, ...pins.map((pin, k) => el(
      "li", {},
      el("button", { type: "button", onclick: () => open(pin) }, pin.title),
      el("button", {
        type: "button", "aria-label": `Unpin ${pin.title}`,
        onclick: () => hold(pins.filter((p) => p !== pin)),
      }, `× ${k + 1}`),
    )));
    if (pins.length < 2) {
      holder.replaceChildren(list, el("p", { class: "note" }, "Pin one more to compare."));
      return;
    }
    let found;
    try {
      await ready();
      found = await ask("api/compare", { states: pins });
    } catch (error) {
      if (mine === turn) holder.replaceChildren(list, errorBox(error, "Not compared."));
      return;
    }
    if (mine !== turn) return;
    const failed = found.scenarios.filter((s) => !s.converged);
    if (failed.length)
      return holder.replaceChildren(list, errorBox({ message: whatFailed(failed[0]) }, "Not solved."));
    const table = together(found.scenarios, pins.map(titleOf));
    const spec = chart();
    const picked = figure(spec, drawings());
    const part = el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Side by side" });
    const readable = shown(table);
    const columns = COLUMNS.map((n) => table.columns.find((c) => c.name === n)).filter(Boolean);
    build(part, columns, objectsOf(readable), "Side by side");
    holder.replaceChildren(
      list, picked.box, part,
      el("p", { class: "tools" }, el("button", {
        type: "button", onclick: () => save("compared.csv", csv(readable, table.stamps), "text/csv"),
      }, "CSV of the comparison")),
    );
    picked.take({ tables: { scenarios: table }, stamp: table.stamps });
    await picked.draw();
    holder.dataset.compared = String(pins.length);
  };
  /* Compare these instead. */
  const hold = (states) => {
    pins = states;
    changed();
    return draw();
  };
  byId("pin").addEventListener("click", () =>
    hold([...pins, structuredClone(current())].slice(0, MOST_PINS)));
  return { hold, held: () => pins };
};

