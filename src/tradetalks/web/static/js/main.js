/* The live page: settings on the left, the world that follows from them on the right. */
import { ask, query, useToken } from "./api.js";
import { ready, tokenField } from "./beginning.js";
import { noPreset, partyPicker, pickPreset, pickRules, presetGroups } from "./choices.js";
import { compare } from "./compare.js";
import { byId, el, errorBox } from "./dom.js";
import { titleOf } from "./levers.js";
import { live } from "./live.js";
import { adder, panel } from "./panel.js";
import { sizeOf } from "./scales.js";
import { whatFailed } from "./remedies.js";
import { results } from "./results.js";
import { share } from "./share.js";
import { fresh, fromHash, toHash } from "./state.js";
import { talks } from "./talks.js";
import { followTheme, onNewWidth } from "../shared/page.js";

/* What a first visit shows. */
const LONGEST_TITLE = 200;
const FIRST = { kind: "tariff", importer: "USA", exporter: "IND", sectors: "goods", add: 0.25 };
const STILL = "Nothing has been moved: this is the world as it was. Move a slider, or take a preset.";
const root = document.documentElement;
/* The scripts that draw are read by then. */
const scripts = new Promise((read) => addEventListener("DOMContentLoaded", read, { once: true }));
let state, world, drawn, names, spoken, countries, fillParties;
let country = null;
let opened = []; // presets of briefs opened here
let next = null; // charts that wait for the first answer about their parties
let standing = Promise.resolve(); // until everything is there that an answer needs
const atlas = {};

const common = () => ({ atlas, light: drawn.light, borders: drawn.borders });
const notices = byId("notices");
const notice = (key, box) => {
  notices.querySelector(`[data-key="${key}"]`)?.remove();
  if (!box) return;
  box.dataset.key = key;
  notices.append(box);
};
const said = (text, role = "status") => el("p", { class: "alert", role }, text);

/* ---- settings out, answers in ---- */
const view = results({ common, look: (chosen) => lookAt(chosen) });
const answered = async (answer, seq, stage) => {
  await standing;
  if (next && seq < Number(root.dataset.asked)) return; // of the parties before
  notice("failed", null);
  if (!answer.converged) {
    const picture = root.dataset.drawn
      ? "The picture is still that of the last settings that could be solved."
      : "There is no picture yet.";
    notice("failed", errorBox({ message: `${whatFailed(answer)} ${picture}` }, "Not solved."));
    root.dataset.failed = answer.status;
    return;
  }
  delete root.dataset.failed;
  next?.();
  await view.show(state.levers.length ? answer : { ...answer, sentence: STILL }, state.parties);
  Object.assign(root.dataset, { drawn: "yes", seq: String(seq) });
  if (stage === 1) {
    root.dataset.settled = String(seq);
    byId("spoken").textContent = answer.sentence;
  }
  if (stage === 2) root.dataset.sure = String(seq);
};
const solve = live({
  seen: view.seen,
  answered,
  refused: (error, stage) => {
    if (stage > 0) return view.notSure(error.message);
    const { asked } = root.dataset;
    const tell = () => asked === root.dataset.asked && notice("failed", errorBox(error, "Not solved."));
    standing.then(tell, () => {});
  },
  gone: () => {
    root.dataset.server = "gone";
    notice("gone", said("The server does not answer. The picture is the last it sent; this page keeps trying.", "alert"));
  },
  back: () => {
    delete root.dataset.server;
    notice("gone", null);
  },
});
const label = () => {
  if (state.title) return state.title;
  const first = state.levers[0];
  if (!first) return "The baseline";
  const more = state.levers.length > 1 ? ` and ${state.levers.length - 1} more` : "";
  return `${sizeOf(first)}${titleOf(first, names, world)}${more}`.slice(0, LONGEST_TITLE);
};
const hash = () => toHash(state, country, pins.held());
/* The address follows a moment later: browsers take only so many of them a second. */
let linked;
const relink = () => {
  clearTimeout(linked);
  linked = setTimeout(() => history.replaceState(null, "", hash()), 150);
};
const askAgain = () => {
  relink();
  root.dataset.asked = String(Number(root.dataset.asked ?? 0) + 1);
  solve(state, country);
};
const lookAt = (chosen) => {
  country = chosen;
  view.lookAt(chosen);
  askAgain();
};

/* ---- a world and two parties ---- */
const pairs = new Map();
const pairFacts = (a, b) => {
  const key = [state.baseline, ...[a, b].sort()].join();
  if (!pairs.has(key)) {
    const found = ask(query("api/pair", { a, b, name: state.baseline }));
    pairs.set(key, found);
    found.catch(() => pairs.delete(key));
  }
  return pairs.get(key);
};
let levers;
const showPresets = () =>
  pickPreset(presetGroups([...opened, ...world.presets]), ({ state: whole }) =>
    show({ ...whole, parties: twoOf(whole.parties) }, true),
  );
const twoOf = ([a, b]) => [a, b ?? countries.find((c) => c.value !== a).value];
const chartsOf = ([a, b]) => ask(query("api/charts", { a, b, name: state.baseline }));
const showParties = async (charts = chartsOf(state.parties)) => {
  const [a, b] = state.parties;
  drawn = await charts;
  Object.assign(atlas, { shapes: drawn.shapes, points: drawn.points });
  fillParties(state.parties);
  next = () => {
    next = null;
    byId("title").textContent = `${names.get(a)} and ${spoken.get(b)}`;
    document.title = `${byId("title").textContent} – tradetalks`;
    view.hold(drawn.charts, countries);
    view.lookAt(country);
  };
  country = names.has(country) ? country : b;
  levers.show(state.levers, state.parties);
  byId("adder").replaceChildren(
    adder({ world, countries, parties: state.parties, add: (lever) => levers.add(lever) }),
  );
  conversations.offer(state.parties);
  pairFacts(a, b).then(({ facts }) => view.facts(facts), () => view.facts(null));
};
/* The server solves while the page is put together. */
const changeParties = () => {
  askAgain();
  standing = showParties();
  return standing.catch((error) => notice("failed", errorBox(error)));
};
const openWorld = async (name) => {
  world = await ask(query("api/baseline", { name }));
  names = new Map([
    ...world.sectors.map((s) => [s.code, s.title]),
    ...world.countries.map((c) => [c.code, c.name]),
  ]);
  spoken = new Map(world.countries.map((c) => [c.code, c.spoken]));
  countries = world.countries.map((c) => ({ value: c.code, label: c.name }));
  fillParties = partyPicker(countries, (parties) => {
    state = { ...state, parties, title: "", levers: [] };
    noPreset();
    pins.hold([]);
    country = null;
    changeParties();
  });
  levers = panel({
    holder: byId("levers"), world, names, pairs: pairFacts,
    changed: (moved) => {
      state = { ...state, title: "", levers: moved };
      noPreset();
      askAgain();
    },
  });
  showPresets();
};
let baselines = [];
const rules = () =>
  pickRules(() => state, world, baselines, async (part) => {
    state = { ...state, ...part };
    view.forget();
    if (!part.baseline) return askAgain();
    state = { ...state, levers: [], title: "", elasticities: null };
    await open();
    rules();
    byId("closure").querySelector("select").focus();
  });
const open = () => {
  askAgain();
  standing = putTogether();
  return standing;
};
const putTogether = async () => {
  const charts = chartsOf(state.parties);
  charts.catch(() => {}); // of parties that the world may not have
  const shapes = atlas.world ?? ask("static/vendor/countries-110m.json");
  await openWorld(state.baseline);
  atlas.world = await shapes;
  await scripts;
  const known = new Set(world.countries.map((c) => c.code));
  if (!state.parties.every((p) => known.has(p))) {
    notice("link", said(`The world ${state.baseline} does not have both ${state.parties.join(" and ")}; it begins with other countries.`, "alert"));
    state = { ...state, parties: world.countries.slice(0, 2).map((c) => c.code), levers: [] };
    askAgain();
    return showParties();
  }
  return showParties(charts);
};

/* ---- the rest of the page ---- */
const conversations = talks({
  current: () => state, names: () => spoken, drawings: common,
  take: (taken) => {
    state = { ...state, title: "", levers: taken };
    noPreset();
    levers.show(taken, state.parties);
    askAgain();
  },
});
const show = async (wanted, isPreset = false) => {
  delete root.dataset.settled;
  const { baseline, parties } = state;
  state = wanted;
  if (!isPreset) noPreset();
  if (wanted.baseline !== baseline) await open();
  else if (wanted.parties.join() !== parties.join()) await changeParties();
  else {
    levers.show(state.levers, state.parties);
    askAgain();
  }
  rules();
};
const pins = compare({
  current: () => ({ ...state, title: label() }), open: show, drawings: common, changed: () => relink(),
  ready: () => standing, chart: () => drawn.charts.find((c) => c.id === "real-income"),
});
share({
  current: () => state,
  link: () => `${location.origin}${location.pathname}${hash()}`,
  presets: ({ title, scenarios }) => {
    opened = [...scenarios.map((s) => ({ brief_title: title, ...s })), ...opened];
    showPresets();
  },
});
byId("reset").addEventListener("click", () => show(fresh(state.baseline, state.parties)));
byId("panel").addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", () => {
  const found = fromHash(location.hash);
  country = found.country;
  if (found.mistakes.length) return badLink(found.mistakes);
  if (!found.state) return;
  show(found.state);
  pins.hold(found.pins);
});
const badLink = (mistakes) =>
  notice("link", said(`This link cannot be used: ${mistakes.join("; ")}. The page begins afresh.`, "alert"));

const begin = async () => {
  const found = fromHash(location.hash);
  if (found.token) useToken(found.token);
  if (found.mistakes.length) badLink(found.mistakes);
  try {
    const status = await ready((box) => notice("start", box));
    country = found.country;
    state = found.state ?? { ...fresh(status.baseline, ["USA", "IND"]), levers: [FIRST] };
    const begun = open();
    pins.hold(found.pins);
    await begun;
    baselines = await ask("api/baselines");
    rules();
    conversations.again();
  } catch (error) {
    const again = error.code === "unauthorised" ? tokenField(begin) : errorBox(error, "The page could not begin.");
    notice("start", again);
  }
};
root.classList.add("scripted");
followTheme(byId("theme"));
onNewWidth(view.redraw);
begin();
