/* What happens, part by part: the sentence, the headline figures, the charts, the facts. */
import { combobox } from "./combobox.js";
import { byId } from "./dom.js";
import { showFacts } from "./facts.js";
import { figure, gallery, openTable, shown } from "./figures.js";
import { cards, inShort, oneCountry } from "./headline.js";

/* Where each chart has its place, by the beginning of its name. */
const PLACES = [
  ["world-map", "map"], ["winners", "winners"], ["diversion", "flows"],
  ["destinations-", "flows"], ["sectors", "country-charts"], ["jobs", "country-charts"],
  ["waterfall-", "account-charts"],
];

const placeOf = (chart) => PLACES.find(([start]) => chart.id.startsWith(start))?.[1];

/* common() gives atlas, light and borders; look(country) is called when one is chosen. */
export const results = ({ common, look }) => {
  const figures = gallery();
  let countries = [];
  let looked = null;
  let latest = null;
  let pick = null; // the field of the country
  const ofCountry = (chart) => (rows) =>
    chart.id === "sectors" || chart.id === "jobs" ? rows.filter((r) => r.country === looked) : rows;
  const line = () => { byId("country-line").textContent = oneCountry(latest, looked); };
  const all = openTable("Every country", "Every country, in a table", () =>
    latest?.tables.countries && { table: shown(latest.tables.countries), columns: null },
  );
  return {
    /* New charts, for two parties. */
    hold(charts, world) {
      if (countries !== world) {
        countries = world;
        pick = combobox({ label: "Country", options: countries, value: looked, chosen: look });
        byId("country-pick").replaceChildren(pick);
      }
      for (const id of new Set(PLACES.map(([, place]) => place)))
        for (const old of byId(id).querySelectorAll(":scope > figure, :scope > details")) old.remove();
      const made = charts.filter(placeOf).map((chart) =>
        figure(chart, {
          ...common(),
          clicked: chart.is_map ? ({ country }) => country && look(country) : null,
          pick: ofCountry(chart),
        }),
      );
      for (const each of made) byId(placeOf(each.chart)).append(each.box);
      byId("winners").append(all.details);
      figures.hold(made);
    },
    lookAt(country) {
      looked = country;
      pick?.choose(looked);
      line();
    },
    /* An answer of the server; the charts change in place. */
    async show(answer, parties) {
      latest = { ...latest, ...answer, tables: { ...latest?.tables, ...answer.tables } };
      byId("sentence").textContent = answer.sentence;
      byId("cards").replaceChildren(...cards(latest, parties));
      byId("now").textContent = inShort(latest);
      byId("stamp").textContent = answer.stamp ?? "";
      byId("sure").textContent = answer.bands ? `Bands: ${answer.bands.note}` : "";
      line();
      await figures.show(answer);
      all.refresh();
    },
    seen: figures.seen,
    notSure: (why) => { byId("sure").textContent = `No band: ${why}`; },
    forget: () => { latest = null; },
    redraw: figures.redraw,
    facts: (table) => showFacts(byId("facts"), byId("facts-table"), table, () => latest?.stamp ?? ""),
  };
};
