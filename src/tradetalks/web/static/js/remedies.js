/* What to try on this page where a solve has failed, by the name of the failure. */
import { DEFICITS, REVENUE } from "./choices.js";

const set = (label, choice) => `under “How the world adjusts”, set “${label}” to “${choice}”`;
const balanced = set("Trade imbalances", DEFICITS.balanced);
const REMEDIES = {
  "no supplier": "leave one supplier open",
  "nothing to buy": "take out the embargo, or let the purchase be of sectors that are traded",
  "deficit without trade": `${balanced}, and take out payments, people and purchases across the cut`,
  "one-way trade": "close both ways, or leave some trade open in each",
  "income below zero": "promise, pay or subsidise less, or let others pay",
  "no tax left": `${set("Tariff revenue", REVENUE.lump_sum)}, or lower the tariffs`,
  "not converged": `move the sliders less far, or ${balanced}`,
};

/* An answer without a world, in a sentence: what failed, and what to do about it. */
export const whatFailed = ({ reason, status }) => {
  const found = REMEDIES[status];
  return `${reason}.${found ? ` To try: ${found}.` : ""}`;
};
