/* On which sectors a lever falls: a group by its name, or any of them. */
import { codesOf } from "./levers.js";
import { el, option } from "./dom.js";

/* Choices of several sectors that have a name of their own here. */
const NAMED = [
  ["defence equipment", ["C25", "C26", "C301", "C302T309"]],
  ["fuels", ["B05", "B06", "C19"]],
];

export const named = (name, world) => {
  const known = new Set(world.sectors.map((s) => s.code));
  const codes = NAMED.find(([called]) => called === name)[1].filter((code) => known.has(code));
  return codes.length ? codes : null;
};

const same = (a, b) => JSON.stringify([a].flat()) === JSON.stringify([b].flat());

/* A selector in words. */
export const sectorWords = (selector, world) => {
  if (selector === undefined || selector === "all") return "everything";
  const known = NAMED.find(([name]) => same(named(name, world) ?? [], selector));
  if (known) return known[0];
  const each = [selector].flat();
  const title = (s) => world.sectors.find((one) => one.code === s)?.title ?? s;
  return each.length > 2 ? `${each.length} sectors` : each.map(title).join(" and ");
};

/* changed(selector, whole): whole once the choice is made, and the present value is another. */
export const sectorPicker = (selector, world, changed) => {
  let now = selector;
  const groups = Object.keys(world.groups.sectors).filter((name) => name !== "all");
  const ready = [
    ["everything", "all"],
    ...NAMED.map(([name]) => [name, named(name, world)]).filter(([, codes]) => codes),
    ...groups.map((name) => [name, name]),
  ];
  const place = String(ready.findIndex(([, value]) => same(value, now)));
  const codes = new Set(codesOf(now, world));
  const summary = el("summary", {}, `On ${sectorWords(now, world)}`);
  const group = el(
    "select",
    { "aria-label": "Group of sectors", onchange: (e) => e.target.value !== "-1" && changed(ready[e.target.value][1], true) },
    option("-1", "chosen below", place),
    ...ready.map(([name], k) => option(String(k), name, place)),
  );
  const box = ({ code, title }) => {
    const tick = el("input", { type: "checkbox", value: code });
    tick.checked = codes.has(code);
    tick.addEventListener("change", () => {
      if (tick.checked) codes.add(code);
      else codes.delete(code);
      if (codes.size === 0) return;
      now = world.sectors.map((s) => s.code).filter((c) => codes.has(c));
      group.value = "-1";
      summary.textContent = `On ${sectorWords(now, world)}`;
      changed(now, false);
    });
    return el("label", {}, tick, title);
  };
  const fill = () => el("div", { role: "group", "aria-label": "Sectors" }, ...world.sectors.map(box));
  const details = el("details", { class: "sectors" }, summary, group);
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 2) details.append(fill());
    if (!details.open && now !== selector) changed(now, true);
  });
  return details;
};
