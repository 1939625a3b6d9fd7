/* What every page of ours does: saving files, and the choice of colours. */

export const save = (name, content, type) => {
  const link = document.createElement("a");
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

const THEMES = ["auto", "light", "dark"];

/* A button that goes through the system's colours, light and dark, and remembers. */
export const followTheme = (button) => {
  const root = document.documentElement;
  const set = (name) => {
    if (name === "auto") root.removeAttribute("data-theme");
    else root.setAttribute("data-theme", name);
    button.textContent = `Colours: ${name}`;
    button.dataset.now = name;
    try { localStorage.setItem("tradetalks-theme", name); } catch { /* private window */ }
  };
  button.addEventListener("click", () =>
    set(THEMES[(THEMES.indexOf(button.dataset.now) + 1) % THEMES.length]),
  );
  let kept = "auto";
  try { kept = localStorage.getItem("tradetalks-theme") ?? "auto"; } catch { /* private window */ }
  set(THEMES.includes(kept) ? kept : "auto");
};

/* Call `then` when the page has another width, once it stays so. */
export const onNewWidth = (then) => {
  let width = document.documentElement.clientWidth;
  let waiting;
  addEventListener("resize", () => {
    if (document.documentElement.clientWidth === width) return;
    width = document.documentElement.clientWidth;
    clearTimeout(waiting);
    waiting = setTimeout(then, 150);
  });
};
