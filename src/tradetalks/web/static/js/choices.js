/* The choices that are not levers: parties, preset, baseline, what adjusts. */
import { combobox } from "./combobox.js";
import { byId, el, field, option } from "./dom.js";

export const DEFICITS = {
  fixed: "stay as they are",
  share: "move with each country's income",
  balanced: "are gone: trade is balanced",
};
export const REVENUE = { lump_sum: "goes to everyone alike", income_tax: "replaces a tax on income" };

/* The two fields of a world's parties; show([a, b]) fills them. */
export const partyPicker = (countries, chosen) => {
  let [a, b] = [];
  const first = combobox({
    label: "Between", options: countries, value: a, chosen: (v) => chosen([v, v === b ? a : b]),
  });
  const second = combobox({
    label: "and", options: countries, value: b, chosen: (v) => chosen([v === a ? b : a, v]),
  });
  byId("parties").replaceChildren(first, second);
  return (parties) => {
    [a, b] = parties;
    first.choose(a);
    second.choose(b);
  };
};

/* groups: [{title, presets}]; chosen(preset) gets the one taken. */
export const pickPreset = (groups, chosen) => {
  const select = byId("preset");
  const all = groups.flatMap((g) => g.presets);
  let place = 0;
  const grouped = groups.map(({ title, presets }) =>
    el("optgroup", { label: title }, ...presets.map((p) => option(String(place++), p.title))),
  );
  const before = select.value === "" ? null : select.selectedOptions[0]?.textContent;
  select.replaceChildren(option("", "Your own settings"), ...grouped);
  const still = all.findIndex((p) => p.title === before);
  if (still >= 0) select.value = String(still);
  select.onchange = () => {
    const preset = all[Number(select.value)];
    byId("preset-note").textContent = select.value === "" ? "" : preset.description ?? "";
    if (select.value !== "") chosen(preset);
  };
};

/* By brief, then by subject. */
export const presetGroups = (presets) => {
  const found = new Map();
  for (const preset of presets) {
    const title = [preset.brief_title, preset.subject].filter(Boolean).join(": ");
    found.set(title, [...(found.get(title) ?? []), preset]);
  }
  return [...found].map(([title, list]) => ({ title, presets: list }));
};

export const noPreset = () => {
  byId("preset").value = "";
  byId("preset-note").textContent = "";
};

const select = (values, now, changed) =>
  el("select", { onchange: (e) => changed(e.target.value) },
    ...Object.entries(values).map(([value, text]) => option(value, text, now)));

const degree = (now, max, changed) =>
  el("input", {
    type: "number", min: 0, max, step: 0.05, value: now,
    onchange: (e) => changed(Math.min(Math.max(Number(e.target.value) || 0, 0), max)),
  });

/* What adjusts, and on which estimates. current() gives the state, changed() takes a part of one. */
export const pickRules = (current, world, baselines, changed) => {
  const state = current();
  const closure = (part) => changed({ closure: { ...current().closure, ...part } });
  const sets = Object.fromEntries([["", "the baseline's own"], ...world.elasticity_sets.map((s) => [s, s])]);
  const worlds = Object.fromEntries(
    baselines.map((b) => [b.name, `${b.name} (${b.countries} economies, ${b.sectors} sectors)`]),
  );
  const scale = state.closure.scale_elasticity;
  byId("closure").replaceChildren(
    field("World", select(worlds, state.baseline, (v) => changed({ baseline: v }))),
    field("Trade imbalances", select(DEFICITS, state.closure.deficits, (v) => closure({ deficits: v }))),
    field("Tariff revenue", select(REVENUE, state.closure.revenue, (v) => closure({ revenue: v }))),
    field("Labour supply: elasticity",
      degree(state.closure.labour_supply, 3, (v) => closure({ labour_supply: v })), "0: work does not respond"),
    typeof scale === "number"
      ? field("Economies of scale: elasticity", degree(scale, 0.5, (v) => closure({ scale_elasticity: v })), "0: none")
      : el("p", { class: "note" }, "Economies of scale: by sector, as in the link."),
    field("Trade elasticities",
      select(sets, state.elasticities ?? "", (v) => changed({ elasticities: v || null }))),
  );
};
