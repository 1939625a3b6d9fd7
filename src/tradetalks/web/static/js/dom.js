/* Elements without HTML text: whatever is put in is text. */

export const el = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value") element.value = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};

export const byId = (id) => document.getElementById(id);

let last = 0;
export const newId = (stem) => `${stem}-${(last += 1)}`;

/* A problem as a line: where, what, what is allowed, what to do. */
const problemLine = ({ place, what, allowed, nearest, remedy }) => {
  const more = [
    allowed && `allowed: ${allowed}`,
    nearest && `nearest: ${nearest}`,
    remedy && remedy,
  ].filter(Boolean);
  return el("li", {}, el("strong", {}, place), ` ${what}`, more.length ? ` (${more.join("; ")})` : "");
};

/* What went wrong, with every problem in a list. */
export const errorBox = (error, title = "") =>
  el(
    "div",
    { class: "alert", role: "alert" },
    el("p", {}, title ? el("strong", {}, `${title} `) : null, error.message),
    error.problems?.length ? el("ul", {}, ...error.problems.map(problemLine)) : null,
  );

export const option = (value, text, chosen) =>
  el("option", { value, selected: value === chosen }, text);

/* A label with its control below it. */
export const field = (text, control, note = null) => {
  control.id ||= newId("field");
  return el(
    "p",
    { class: "field" },
    el("label", { for: control.id }, text),
    control,
    note ? el("span", { class: "note" }, note) : null,
  );
};
