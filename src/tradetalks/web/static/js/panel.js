/* The levers as cards with sliders. A card's lever changes with every movement of its slider. */
import { combobox } from "./combobox.js";
import { el, newId, option } from "./dom.js";
import { sectorPicker } from "./sectors.js";
import { KINDS, pairOf, presentOf, readyFor, signature, thirdOf, titleOf } from "./levers.js";
import { isStill, scaleOf } from "./scales.js";

/* One lever. tell(lever, null) when it moves; tell(lever, selector) when its card is to be made anew
   and the focus to go to what the selector names; gone() when it is taken away. */
const card = ({ lever, world, names, pair, tell, gone }) => {
  let now = lever;
  const present = () => presentOf(now, world, pair);
  const title = el("h3", { id: newId("lever") }, titleOf(now, names, world));
  const box = el("div", { class: "lever", role: "group", "aria-labelledby": title.id }, title);
  const away = el("button", {
    type: "button", class: "away", "aria-label": `Remove: ${titleOf(now, names, world)}`, onclick: gone,
  }, "×");
  const scale = scaleOf(now, present());
  const sectors = now.sectors === undefined || now.schedule !== undefined
    ? null
    : sectorPicker(now.sectors, world, (value, whole) => {
      now = { ...now, sectors: value };
      tell(now, whole ? ".sectors" : null);
    });
  if (scale === null) {
    box.append(el("p", { class: "note" }, "On; remove it to see the world without it."), away);
    return box;
  }
  const text = (value) => `${value > 0 && scale.min < 0 ? "+" : ""}${value} ${scale.unit}`;
  const about = { min: scale.min, max: scale.max, step: scale.step, "aria-labelledby": title.id };
  const at = scale.of(now);
  const slider = el("input", { type: "range", ...about, value: at, "aria-valuetext": text(at) });
  const refusal = el("span", { class: "refusal", role: "alert" });
  const exact = el("input", {
    type: "number", step: "any", value: at, "aria-labelledby": title.id,
  });
  const moved = (value) => {
    now = scale.set(now, value);
    slider.setAttribute("aria-valuetext", text(value));
    box.classList.toggle("moved", !isStill(now));
    tell(now, null);
  };
  slider.addEventListener("input", () => {
    exact.value = slider.value;
    moved(Number(slider.value));
  });
  exact.addEventListener("change", () => {
    const value = Number(exact.value);
    const wrong = exact.value === "" || !Number.isFinite(value) || value < scale.least;
    exact.toggleAttribute("aria-invalid", wrong);
    refusal.textContent = wrong ? `a number${scale.least > -Infinity ? ` from ${scale.least} up` : ""}` : "";
    if (wrong) return;
    // Beyond the track the slider grows with the number.
    if (value < scale.min || value > scale.max) return tell(scale.set(now, value), ".exact input");
    slider.value = value;
    moved(value);
  });
  const track = el("div", { class: "track" }, slider);
  if (scale.present !== null) {
    const place = Math.min((scale.present - scale.min) / (scale.max - scale.min), 1);
    const tick = el("span", { class: "today", "aria-hidden": "true", title: "today" });
    tick.style.setProperty("--at", String(place));
    track.append(tick);
  }
  box.classList.toggle("moved", !isStill(now));
  box.append(
    track,
    el("div", { class: "exact" }, exact,
      el("span", {}, scale.unit, scale.today ? el("span", { class: "note" }, `, ${scale.today}`) : null),
      refusal, sectors, away),
  );
  return box;
};

/* The cards of two countries in `holder`. pairs(a, b): present values, a promise.
   changed(levers): those that count, whenever one moves. */
export const panel = ({ holder, world, names, pairs, changed }) => {
  let cards = [];
  const known = new Map();
  const codes = new Set(world.countries.map((c) => c.code));
  const counted = () => cards.filter((c) => c.kept || !isStill(c.lever)).map((c) => c.lever);
  /* A card made anew keeps the focus, and the choice of sectors open where one is at it. */
  const again = (entry, focus) => {
    const choosing = entry.box.contains(document.activeElement) && document.activeElement.tagName === "SELECT";
    entry.box = undefined;
    draw();
    if (focus !== ".sectors") return entry.box.querySelector(focus).focus();
    const details = entry.box.querySelector(focus);
    details.open = choosing;
    details.querySelector(choosing ? "select" : "summary").focus();
  };
  const draw = () =>
    holder.replaceChildren(
      ...cards.map((entry) => {
        const pair = pairOf(entry.lever)?.every((c) => codes.has(c)) ? pairOf(entry.lever) : null;
        const key = pair?.join();
        if (pair && !known.has(key)) {
          known.set(key, null);
          pairs(...pair).then(
            (found) => { known.set(key, found); draw(); },
            () => known.delete(key),
          );
        }
        if (entry.box && entry.from === known.get(key)) return entry.box;
        entry.from = known.get(key);
        entry.box = card({
          lever: entry.lever, world, names, pair: entry.from,
          tell: (lever, focus) => {
            entry.lever = lever;
            if (focus) again(entry, focus);
            changed(counted());
          },
          gone: () => {
            const place = cards.indexOf(entry);
            cards = cards.filter((c) => c !== entry);
            draw();
            const next = cards[Math.min(place, cards.length - 1)];
            next?.box.querySelector("input, button")?.focus();
            changed(counted());
          },
        });
        return entry.box;
      }),
    );
  return {
    /* Show these levers, and those that stand ready for the parties. */
    show(levers, parties) {
      const given = levers.map((lever) => ({ lever, kept: true }));
      const taken = new Set(levers.map(signature));
      const ready = readyFor(parties, world)
        .filter((lever) => !taken.has(signature(lever)))
        .map((lever) => ({ lever, kept: false }));
      cards = [...given, ...ready];
      draw();
    },
    add(lever) {
      const entry = { lever, kept: true };
      // What lifts other levers comes after them.
      cards = lever.kind === "waiver" ? [...cards, entry] : [entry, ...cards];
      draw();
      changed(counted());
      entry.box.querySelector("input, button")?.focus();
    },
  };
};

/* A form that adds a lever between any countries, or groups of them. */
export const adder = ({ world, countries, parties, add }) => {
  const chosen = { kind: "tariff", ends: [...parties] };
  const third = thirdOf(parties, world);
  const codes = new Set(countries.map((c) => c.value));
  const groups = Object.entries(world.groups.countries)
    .filter(([name, members]) => !codes.has(name) && members.length > 1)
    .map(([value, members]) => ({ value, label: `${value} (${members.length} economies)` }));
  const ends = el("div", {});
  const draw = () => {
    const { ends: labels } = KINDS[chosen.kind];
    ends.replaceChildren(
      ...labels.map(([, label], k) =>
        combobox({ label, options: [...countries, ...groups], value: chosen.ends[k], chosen: (v) => { chosen.ends[k] = v; } }),
      ),
    );
  };
  const choose = (value) => {
    chosen.kind = value;
    chosen.ends = KINDS[value].ends.map(([key], k) => (key === "target" ? third : parties[k]));
    draw();
  };
  const kind = el(
    "select",
    { id: "kind", onchange: (e) => choose(e.target.value) },
    ...Object.entries(KINDS).map(([value, { name }]) => option(value, name, "tariff")),
  );
  const make = () => {
    const { ends: keys, sectors, start } = KINDS[chosen.kind];
    const own = {};
    keys.forEach(([key], k) => {
      own[key] = key in own ? [...new Set([own[key], chosen.ends[k]])] : chosen.ends[k];
    });
    const more = {
      ...(sectors ? { sectors: "goods" } : {}),
      ...(chosen.kind === "migration" ? { skill: world.people[0] ?? "labour" } : {}),
      ...(chosen.kind === "secondary_tariff" ? { because_of: "mining" } : {}),
    };
    add({ kind: chosen.kind, ...own, ...more, ...start });
  };
  draw();
  return el(
    "div",
    { class: "adder" },
    el("p", { class: "field" }, el("label", { for: "kind" }, "Kind"), kind),
    ends,
    el("button", { type: "button", onclick: make }, "Add it"),
  );
};
