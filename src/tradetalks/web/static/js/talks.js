/* The talks: long searches as jobs, with progress, cancel, and results that survive a reload. */
import { ask, client, events, remove } from "./api.js";
import { byId, el, errorBox, option } from "./dom.js";
import { figure, openTable, shown } from "./figures.js";
import { objectsOf, show } from "../shared/numbers.js";

const KEPT = "tradetalks-jobs";
const ended = (job) => ["done", "failed", "cancelled"].includes(job.status);
const kept = () => {
  try { return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"); } catch { return []; }
};
const keep = (jobs) => {
  try { sessionStorage.setItem(KEPT, JSON.stringify(jobs.slice(-8))); } catch { /* private window */ }
};

/* What each point of a frontier is worth to each party, USD billion a year. */
const worths = (table) => {
  if (!table) return [];
  const gains = table.columns.filter((c) => c.name.startsWith("gain_")).map((c) => c.name);
  const money = { kind: "money_change", digits: 1 };
  const name = (gain) => gain.slice("gain_".length);
  return objectsOf(shown(table))
    .filter((row) => row.kind === "efficient")
    .map((row) => gains.map((g) => `${name(g)} ${show(row[g], money)}`).join(", "));
};

/* A button that puts what was found on the sliders; where there are several, a choice. */
const onSliders = (offers, worth, take) => {
  const which = el("select", { "aria-label": "Which of them" },
    ...offers.map((_, k) => option(String(k), `Point ${k + 1}${worth[k] ? `: ${worth[k]}` : ""}`)));
  const put = el("button", { type: "button", onclick: () => take(offers[Number(which.value) || 0]) },
    "Put it on the sliders");
  return el("p", { class: "buttons" }, offers.length > 1 ? which : null, put);
};

const results = (job, { drawings, take }) => {
  const found = job.result ?? {};
  const parts = [];
  if (found.sentence) parts.push(el("p", { class: "answer" }, found.sentence));
  if (found.certificate) parts.push(el("p", { class: "note" }, found.certificate));
  if (found.levers?.length) parts.push(onSliders(found.levers, worths(found.tables?.frontier), take));
  const answer = { tables: found.tables ?? {}, stamp: found.stamp };
  const figures = (found.charts ?? []).map((chart) => figure(chart, drawings()));
  for (const each of figures) {
    each.take(answer);
    parts.push(each.box);
  }
  for (const [name, table] of Object.entries(answer.tables)) {
    const title = table.title ?? name.replaceAll("_", " ");
    parts.push(openTable(title, title, () => ({ table: shown(table), columns: null })).details);
  }
  return { parts, draw: () => Promise.all(figures.map((each) => each.draw())) };
};

const row = (job, tools) => {
  const bar = el("progress", { max: 1, "aria-label": `Progress: ${job.title}` });
  const what = el("span", { class: "note" });
  const cancel = el("button", { type: "button", onclick: () => remove(`api/jobs/${job.id}`) }, "Cancel");
  const running = el("p", { class: "running" }, bar, what, cancel);
  const body = el("div", {});
  const box = el("section", { class: "job", "data-job": job.id, "data-status": job.status },
    el("h3", {}, job.title), running, body);
  const tell = async (now) => {
    box.dataset.status = now.status;
    running.hidden = ended(now);
    const { what: step, done, total } = now.progress ?? {};
    if (total > 1) Object.assign(bar, { max: total, value: done });
    else bar.removeAttribute("value");
    what.textContent = now.status === "queued" ? "waits its turn" : step ?? "";
    if (now.status === "failed") body.replaceChildren(errorBox(now.error, "Not found."));
    if (now.status === "cancelled") body.replaceChildren(el("p", { class: "note" }, "Cancelled."));
    if (now.status === "done") {
      const { parts, draw } = results(now, tools);
      body.replaceChildren(...parts);
      await draw();
    }
  };
  return { box, tell };
};

/* current() gives the state; take(levers) puts levers on the sliders. */
export const talks = ({ current, names, drawings, take }) => {
  const holder = byId("jobs");
  const follow = async (job, { box, tell }) => {
    await tell(job);
    if (ended(job)) return;
    try {
      await events(`api/jobs/${job.id}/events`, (_, now) => tell(now));
    } catch (error) {
      box.append(errorBox(error, "No longer followed."));
    }
  };
  const place = (job, first = true) => {
    const made = row(job, { drawings, take });
    if (first) holder.prepend(made.box);
    else holder.append(made.box);
    return follow(job, made);
  };
  const start = async (kind, title, more = {}) => {
    try {
      const { id } = await ask("api/jobs", { kind, state: current(), client, ...more });
      keep([...kept(), { id, title }]);
      await place({ id, title, status: "queued", progress: {} });
    } catch (error) {
      holder.prepend(errorBox(error, `${title}: not begun.`));
    }
  };
  const button = (text, act) => el("button", { type: "button", onclick: act }, text);
  return {
    /* The buttons fit the parties. */
    offer([a, b]) {
      const best = (who) => {
        const title = `Best tariffs of ${names().get(who) ?? who}`;
        return button(title, () => start("optimal", title, { country: who }));
      };
      byId("talks-buttons").replaceChildren(
        best(a), best(b),
        button("Tariff war", () => start("war", "Tariff war")),
        button("The deal", () => start("deal", "The deal")),
        button("The frontier", () => start("frontier", "The frontier")),
      );
    },
    /* Those begun before the page was loaded again. */
    async again() {
      const known = [];
      for (const { id, title } of kept().reverse()) {
        try {
          const job = await ask(`api/jobs/${id}`);
          known.unshift({ id, title });
          place({ ...job, title }, false);
        } catch { /* forgotten by the server */ }
      }
      keep(known);
    },
    start,
  };
};
