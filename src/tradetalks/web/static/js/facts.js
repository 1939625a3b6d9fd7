/* What was reported, beside what the world holds: what can be measured and fits comes first. */
import { el } from "./dom.js";
import { cell, csv } from "../shared/tables.js";
import { save } from "../shared/page.js";
import { objectsOf } from "../shared/numbers.js";
import { shown } from "./figures.js";

const TITLE = "What was reported, and what the baseline holds";
const HEADINGS = ["Reported", "Period", "Figure", "Baseline", "Unit", "Agrees", "Source"];

const verdict = (fact) =>
  !fact.measure ? "not measured" : !fact.agrees ? "no" : fact.by_construction ? "by construction" : "yes";
const ORDER = ["yes", "no", "by construction", "not measured"];

/* No more digits than the report has. */
const like = (reported) => {
  const digits = (String(reported).split(".")[1] ?? "").length;
  return (value) =>
    value === null || value === undefined
      ? "–"
      : value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
};

const line = (fact) => {
  const text = like(fact.reported);
  const bound = fact.bound && fact.bound !== "about" ? `${fact.bound} ` : "";
  const number = { class: "number" };
  return el(
    "tr", {},
    cell("th", fact.statement, { scope: "row" }),
    cell("td", fact.period),
    cell("td", bound + text(fact.reported), number),
    cell("td", text(fact.baseline), number),
    cell("td", fact.unit),
    cell("td", verdict(fact)),
    cell("td", [fact.source, fact.note].filter(Boolean).join(". "), { class: "source" }),
  );
};

/* stamp(): of what is shown beside them. */
export const showFacts = (section, holder, table, stamp) => {
  section.hidden = !table || table.rows.length === 0;
  if (section.hidden) return holder.replaceChildren();
  const facts = objectsOf(table).sort(
    (a, b) => ORDER.indexOf(verdict(a)) - ORDER.indexOf(verdict(b)),
  );
  holder.replaceChildren(
    el(
      "div",
      { class: "scroll facts", tabindex: "0", role: "group", "aria-label": TITLE },
      el(
        "table", {},
        cell("caption", TITLE, { class: "unseen" }),
        el("thead", {}, el("tr", {}, ...HEADINGS.map((h) =>
          cell("th", h, { scope: "col", class: h === "Figure" || h === "Baseline" ? "number" : "" })))),
        el("tbody", {}, ...facts.map(line)),
      ),
    ),
    el("p", { class: "tools" }, el("button", {
      type: "button", "aria-label": `${TITLE}: save as CSV`,
      onclick: () => save("facts.csv", csv(shown(table), stamp()), "text/csv"),
    }, "CSV")),
  );
};
