/* The sentence and the pair of headline figures, and one country in a line. */
import { objectsOf, show } from "../shared/numbers.js";
import { shown } from "./figures.js";
import { el } from "./dom.js";

const CHANGE = { kind: "change", digits: 2 };
const MONEY = { kind: "money_change", digits: 1 };
const LEVEL = { kind: "money", digits: 1 };
const percent = (value) => `${show(value, CHANGE)} %`;

const direction = (change) => (Math.abs(change) < 5e-4 ? "" : change < 0 ? "down" : "up");

export const rowsOf = (answer, name) =>
  answer?.tables?.[name] ? objectsOf(shown(answer.tables[name])) : [];

/* The band of a figure in words, or nothing until it has come. A balance is told of one side; the
   other's is the same with the sign turned. */
const bandOf = (answer, country, figure, size = 1) => {
  const rows = answer?.bands ? objectsOf(answer.bands).filter((r) => r.figure === figure) : [];
  const own = rows.find((r) => r.country === country);
  const row = own ?? rows.find((r) => r.partner === country);
  if (!row || row.band_low === null || row.band_high === null) return null;
  const ends = own ? [row.band_low, row.band_high] : [-row.band_high, -row.band_low];
  return ends.map((v) => show(v * size, size === 1 ? CHANGE : LEVEL)).join(" to ");
};
const bandLine = (text, unit) => text && el("p", { class: "note band" }, `band ${text}${unit}`);

/* A card for each party: real income, its worth, the balance with the other. */
export const cards = (answer, parties) => {
  const pairs = rowsOf(answer, "bilateral");
  return rowsOf(answer, "scenarios").map((row) => {
    const other = parties.find((p) => p !== row.country);
    const pair = pairs.find((p) => p.country === row.country && p.partner === other);
    const goods = pair && pair.goods_balance !== undefined && pair.goods_balance !== null;
    const balance = goods ? "goods_balance" : "balance";
    return el(
      "div",
      { class: "card", "data-country": row.country },
      el("h3", {}, row.country_name),
      el("p", { class: `big ${direction(row.real_income_change)}` },
        percent(row.real_income_change)),
      el("p", { class: "note" }, `real income; ${show(row.equivalent_variation, MONEY)} USD billion a year`),
      bandLine(bandOf(answer, row.country, "real_income_change"), " %"),
      pair
        ? el("p", { class: "balance" },
          `Balance in ${goods ? "goods" : "trade"} with ${pair.partner_name}: `,
          el("strong", {}, show(pair[balance], LEVEL)),
          ` (today ${show(pair[`${balance}_base`], LEVEL)}), USD billion`)
        : null,
      bandLine(bandOf(answer, row.country, balance, 1e-3), " USD billion"),
    );
  });
};

/* What the world map knows of one country. */
export const oneCountry = (answer, country) => {
  const row = rowsOf(answer, "countries").find((r) => r.country === country);
  if (!row) return "";
  return `${row.country_name}: real income ${percent(row.real_income_change)} ` +
    `(${show(row.equivalent_variation, MONEY)} USD billion a year), consumer prices ` +
    `${percent(row.price_index_change)}, exports ${percent(row.exports_change)}, imports ` +
    `${percent(row.imports_change)}.`;
};

/* Both real incomes, for screens where the sliders hide the rest. */
export const inShort = (answer) =>
  rowsOf(answer, "scenarios")
    .map((row) => `${row.country_name} ${percent(row.real_income_change)}`)
    .join(" · ");
