/* Before the page can begin: a server that is still getting ready, or wants its token. */
import { ask, useToken } from "./api.js";
import { el, field } from "./dom.js";

const AGAIN = 400; // ms

/* The server's status once it is ready: it compiles its programs when it starts, and until then
   tells how far it is. notice() shows that, and nothing for null. */
export const ready = async (notice) => {
  for (;;) {
    const status = await ask("api/status");
    if (status.ready) {
      notice(null);
      return status;
    }
    const { what, done, total } = status.progress;
    notice(el("p", { class: "running", role: "status" },
      el("progress", { max: total, value: done, "aria-label": "The server starts" }), `The server starts: ${what}`));
    await new Promise((then) => setTimeout(then, AGAIN));
  }
};

/* A server that wants a token prints an address that holds it; it can be typed as well. */
export const tokenField = (begin) => {
  const input = el("input", { type: "password", autocomplete: "off" });
  const typed = (event) => {
    event.preventDefault();
    useToken(input.value);
    begin();
  };
  return el("form", { class: "alert token", onsubmit: typed },
    field("This server wants its token", input), el("button", { type: "submit" }, "Begin"));
};
