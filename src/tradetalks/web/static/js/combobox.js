/* A field with a list that narrows as one types; arrows, Enter, Escape, Home and End work. */
import { el, newId } from "./dom.js";

const MOST = 60;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/* options: [{value, label}]. chosen(value) is called once one is taken. */
export const combobox = ({ label, options, value, chosen, unseen = false }) => {
  const id = newId("combo");
  const listId = `${id}-list`;
  let now = value;
  let active = -1;
  let shown = [];
  const labelOf = (v) => options.find((o) => o.value === v)?.label ?? v;
  const list = el("ul", { id: listId, role: "listbox", "aria-label": label, hidden: true });
  const input = el("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId,
    value: labelOf(value),
  });
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (k) => {
    active = k;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === k)));
    if (k < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[k].id);
    list.children[k].scrollIntoView({ block: "nearest" });
  };
  const take = (v) => {
    now = v;
    input.value = labelOf(v);
    close();
    chosen(v);
  };
  const open = (text) => {
    const sought = plain(text);
    const rank = (o) =>
      plain(o.value) === sought ? 0 : plain(o.label).startsWith(sought) ? 1 : 2;
    shown = options
      .filter((o) => plain(o.label).includes(sought) || plain(o.value) === sought)
      .sort((a, b) => (sought ? rank(a) - rank(b) : 0))
      .slice(0, MOST);
    list.replaceChildren(
      ...shown.map((o, k) =>
        el("li", {
          id: `${listId}-${k}`, role: "option", "aria-selected": "false",
          onmousedown: (event) => { event.preventDefault(); take(o.value); },
        }, o.label),
      ),
    );
    list.hidden = shown.length === 0;
    input.setAttribute("aria-expanded", String(shown.length > 0));
    mark(sought && shown.length ? 0 : shown.findIndex((o) => o.value === now));
  };
  input.addEventListener("input", () => open(input.value));
  input.addEventListener("click", () => { input.select(); open(""); });
  input.addEventListener("blur", () => { input.value = labelOf(now); close(); });
  input.addEventListener("keydown", (event) => {
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return open("");
      const step = key === "ArrowDown" ? 1 : -1;
      mark((active + step + shown.length) % shown.length);
    } else if (!list.hidden && (key === "Home" || key === "End")) {
      event.preventDefault();
      mark(key === "Home" ? 0 : shown.length - 1);
    } else if (key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      take(shown[active].value);
    } else if (key === "Escape") {
      input.value = labelOf(now);
      close();
    }
  });
  const box = el(
    "div",
    { class: "combo" },
    el("label", { for: id, class: unseen ? "unseen" : null }, label),
    input,
    list,
  );
  /* Shows another choice without a word to anybody; the field stays, and with it the focus. */
  box.choose = (v) => {
    now = v;
    input.value = labelOf(v);
  };
  return box;
};
