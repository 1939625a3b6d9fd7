/* The server: JSON in and out, its errors by name, events of a job as they come. */

/* An answer other than the one asked for; code "gone" where there was no answer at all. */
export class ServerError extends Error {
  constructor({ code, message, problems = [] }) {
    super(message);
    Object.assign(this, { code, problems });
  }
}

/* The token outlives a reload of this window, and is in no link that is copied. */
const KEPT = "tradetalks-token";
const recall = () => {
  try { return sessionStorage.getItem(KEPT); } catch { return null; }
};
let token = recall();
export const useToken = (text) => {
  token = text;
  try { sessionStorage.setItem(KEPT, text); } catch { /* private window */ }
};
const CLIENT = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
export const client = CLIENT;

const headers = (body) => ({
  ...(token ? { Authorization: `Bearer ${token}` } : {}),
  ...(body === undefined ? {} : { "Content-Type": "application/json" }),
});

const send = async (path, { method, body, signal } = {}) => {
  let response;
  try {
    response = await fetch(path, {
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: headers(body),
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ServerError({ code: "gone", message: "The server does not answer." });
  }
  if (response.ok) return response;
  const found = await response.json().catch(() => null);
  throw new ServerError(
    found?.error ?? { code: "failed", message: `The server answered ${response.status}.` },
  );
};

export const ask = async (path, body, more = {}) =>
  (await send(path, { body, ...more })).json();

export const blobOf = async (path) => (await send(path)).blob();

export const remove = (path) => send(path, { method: "DELETE" });

export const query = (path, values) => {
  const given = Object.entries(values).filter(([, v]) => v !== null && v !== undefined);
  return `${path}?${new URLSearchParams(given)}`;
};

/* Calls told(event, data) for each event of a stream until it ends. */
export const events = async (path, told, signal) => {
  const response = await send(path, { signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value.replaceAll("\r\n", "\n")).split("\n\n");
    rest = parts.pop();
    for (const part of parts) {
      const lines = part.split("\n");
      const of = (name) =>
        lines.filter((l) => l.startsWith(`${name}:`)).map((l) => l.slice(name.length + 1).trim());
      const data = of("data").join("\n");
      if (data) told(of("event")[0] ?? "message", JSON.parse(data));
    }
  }
};
