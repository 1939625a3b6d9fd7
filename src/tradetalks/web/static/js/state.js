/* What the page shows, as one object; the link holds it whole, behind the #. */

export const CLOSURE = {
  deficits: "fixed",
  labour_supply: 0,
  revenue: "lump_sum",
  scale_elasticity: 0,
};

/* How many settings can be compared. */
export const MOST_PINS = 4;

export const fresh = (baseline, parties) => ({
  baseline,
  elasticities: null,
  closure: { ...CLOSURE },
  parties,
  title: "",
  levers: [],
});

/* The keys in their order, whatever order they were set in. */
const ordered = (state) => ({
  baseline: state.baseline,
  elasticities: state.elasticities ?? null,
  closure: { ...CLOSURE, ...state.closure },
  parties: state.parties,
  title: state.title ?? "",
  levers: state.levers,
});

/* country: the one that is looked at. pins: states that are compared. */
export const toHash = (state, country = null, pins = []) => {
  const written = (value) => encodeURIComponent(JSON.stringify(value));
  return `#${written(ordered(state))}` +
    (country ? `&country=${encodeURIComponent(country)}` : "") +
    (pins.length ? `&pins=${written(pins.map(ordered))}` : "");
};

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isTexts = (value) => Array.isArray(value) && value.every((v) => typeof v === "string");

const mistakes = (state) => {
  if (!isObject(state)) return ["it holds no settings"];
  const known = ["baseline", "elasticities", "closure", "parties", "title", "levers"];
  const found = Object.keys(state)
    .filter((key) => !known.includes(key))
    .map((key) => `it has an unknown key “${key.slice(0, 40)}”`);
  if (typeof state.baseline !== "string") found.push("it names no baseline");
  if (!isTexts(state.parties) || state.parties.length !== 2)
    found.push("it does not name two parties");
  if (!Array.isArray(state.levers) || !state.levers.every((l) => isObject(l) && l.kind))
    found.push("its levers cannot be read");
  if (state.closure !== undefined && !isObject(state.closure))
    found.push("its closure cannot be read");
  return found;
};

const pinMistakes = (pins) => {
  if (!Array.isArray(pins)) return ["its pinned settings cannot be read"];
  const many = pins.length > MOST_PINS ? [`it pins ${pins.length} settings, more than ${MOST_PINS}`] : [];
  return [...many, ...pins.flatMap((pin, k) => mistakes(pin).map((what) => `pin ${k + 1}: ${what}`))];
};

/* {token, country, pins, state, mistakes}: what the part of an address behind # says. */
export const fromHash = (hash) => {
  const parts = hash.replace(/^#/, "").split("&");
  const text = parts.find((part) => !/^(token|country|pins)=/.test(part)) ?? "";
  const none = { token: null, country: null, pins: [], state: null };
  try {
    const of = (name) => {
      const part = parts.find((each) => each.startsWith(`${name}=`));
      return part ? decodeURIComponent(part.slice(name.length + 1)) : null;
    };
    const rest = { ...none, token: of("token"), country: of("country") };
    if (!text) return { ...rest, mistakes: [] };
    const state = JSON.parse(decodeURIComponent(text));
    const pins = JSON.parse(of("pins") ?? "[]");
    const found = [...mistakes(state), ...pinMistakes(pins)];
    if (found.length) return { ...rest, mistakes: found };
    return { ...rest, pins: pins.map(ordered), state: ordered(state), mistakes: [] };
  } catch {
    return { ...none, mistakes: ["it is cut short or changed"] };
  }
};
