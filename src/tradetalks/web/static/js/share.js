/* The settings for others: a link, Python, the command line, a brief; a brief of one's own; a report. */
import { ask, blobOf, client, events } from "./api.js";
import { byId, el, errorBox } from "./dom.js";
import { save } from "../shared/page.js";

const said = byId("said");

const copied = async (button, text) => {
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Select and copy it";
  }
  setTimeout(() => { button.textContent = before; }, 1500);
};

const showText = (title, text) => {
  const copy = el("button", { type: "button", onclick: () => copied(copy, text) }, "Copy");
  said.replaceChildren(
    el("h3", {}, title),
    el("pre", { tabindex: "0", role: "group", "aria-label": title }, text),
    el("p", { class: "tools" }, copy),
  );
  said.querySelector("pre").focus();
};

const guarded = (act) => async () => {
  try {
    await act();
  } catch (error) {
    said.replaceChildren(errorBox(error));
  }
};

const report = async (state) => {
  const bar = el("progress", { "aria-label": "The report is being written" });
  const note = el("span", { class: "note" });
  said.replaceChildren(el("p", { class: "running" }, bar, note));
  const { id } = await ask("api/report", { states: [state], client });
  let last;
  await events(`api/jobs/${id}/events`, (_, job) => {
    last = job;
    const { what, done, total } = job.progress ?? {};
    note.textContent = what ?? "";
    if (total > 1) Object.assign(bar, { max: total, value: done });
  });
  if (last?.status !== "done") throw last?.error ?? { message: "The report was not written." };
  save("report.zip", await blobOf(`api/jobs/${id}/download`), "application/zip");
  said.replaceChildren(el("p", { class: "note" }, "The report is saved: a folder as `tradetalks run` writes it, zipped."));
};

/* current() gives the state, link() its address; presets(found) takes the scenarios of a brief. */
export const share = ({ current, link, presets }) => {
  byId("copy-link").addEventListener("click", (e) => copied(e.target, link()));
  const say = (title, key) =>
    guarded(async () => showText(title, (await ask("api/say", { state: current() }))[key]));
  byId("as-python").addEventListener("click", say("The same in Python", "python"));
  byId("as-shell").addEventListener("click", say("The same on the command line", "shell"));
  byId("as-brief").addEventListener("click", guarded(async () => {
    const { brief } = await ask("api/say", { state: current() });
    save("brief.toml", brief, "application/toml");
  }));
  byId("as-report").addEventListener("click", guarded(() => report(current())));
  byId("upload").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    try {
      const found = await ask("api/brief", { text: await file.text() });
      presets(found);
      said.replaceChildren(el("p", { class: "note" }, `Read “${found.title}”: its scenarios are under Preset.`));
    } catch (error) {
      said.replaceChildren(errorBox(error, `${file.name} cannot be used.`));
    }
    target.value = "";
  });
};
